"""Runs the shipped small model in PyTorch and in onnxruntime for the benchmark: one line of JSON in, one out.

    small_peer.py FOLDER THREADS

In: {"system": "torch" | "onnxruntime" | "onnxruntimeInt8", "batches": [[{"ids": [...], "types": [...]}]], "logits": bool}.
Out: {"seconds": ..., "logits": [evidence minus none of every token, batch by batch] when asked}. All systems get the same batches. The weights are
those that ship, as floats; `onnxruntimeInt8` has them quantised anew by onnxruntime's own tool (dynamic, a scale for each column, 7 bits).
"""

import json
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file
from transformers import BertConfig, BertModel

OPSET = 18


class Small(torch.nn.Module):
    """The encoder with its two scores: one for each token and one for the whole paragraph."""

    def __init__(self, folder):
        super().__init__()
        weights = floats(load_file(Path(folder) / "model.safetensors"))
        config = BertConfig.from_json_file(Path(folder) / "config.json")
        self.bert = BertModel(config, add_pooling_layer=True)
        size = config.hidden_size
        self.classifier, self.paragraph = torch.nn.Linear(size, 2), torch.nn.Linear(size, 1)
        unknown = self.load_state_dict(weights, strict=False)
        if unknown.unexpected_keys or [name for name in unknown.missing_keys if "position_ids" not in name]:
            raise SystemExit(f"The weights do not fit: {unknown}")
        self.eval()

    def forward(self, input_ids, attention_mask, token_type_ids):
        read = self.bert(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids)
        logits = self.classifier(read.last_hidden_state)
        return logits[..., 1] - logits[..., 0] + self.paragraph(read.pooler_output)


def floats(stored):
    """Converts the stored integers to floats. Parts of a matrix are stored with inputs first: they are transposed and joined by outputs."""
    weights, parts = {}, {}
    for name, values in stored.items():
        if name.endswith(".int8"):
            weights[name.removesuffix(".int8") + ".weight"] = values * stored[name.removesuffix("int8") + "scales"]
        elif ".int8[" in name:
            base, part = name.split(".int8[")
            scales = stored[f"{base}.scales[{part}"]
            parts.setdefault(base, {})[int(part[:-1])] = (values * scales).T
        elif ".scales" not in name:
            weights[name] = values
    for base, some in parts.items():
        weights[base + ".weight"] = np.concatenate([some[at] for at in sorted(some)])
    return {name: torch.from_numpy(np.ascontiguousarray(values, dtype=np.float32)) for name, values in weights.items()}


def exported(model, file):
    ids = torch.arange(1000, 1064).unsqueeze(0)
    axes = {0: "batch", 1: "tokens"}
    names = ["input_ids", "attention_mask", "token_type_ids"]
    torch.onnx.export(
        model,
        (ids, torch.ones_like(ids), torch.zeros_like(ids)),
        str(file),
        opset_version=OPSET,
        dynamo=False,
        input_names=names,
        output_names=["margin"],
        dynamic_axes={name: axes for name in [*names, "margin"]},
    )


def session(file, threads):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(str(file), options)


def padded(batch):
    size = max(len(row["ids"]) for row in batch)

    def rows(values):
        return np.array([row + [0] * (size - len(row)) for row in values], dtype=np.int64)

    ids = [row["ids"] for row in batch]
    return {
        "input_ids": rows(ids),
        "attention_mask": rows([[1] * len(row) for row in ids]),
        "token_type_ids": rows([row["types"] for row in batch]),
    }


def main(folder, threads):
    threads = int(threads)
    torch.set_num_threads(threads)
    model = Small(folder)
    sessions = {}
    with tempfile.TemporaryDirectory() as work, torch.inference_mode():
        file = Path(work) / "model.onnx"
        for line in sys.stdin:
            request = json.loads(line)
            system = request["system"]
            if system != "torch" and system not in sessions:
                if not file.exists():
                    exported(model, file)
                sessions[system] = session(file if system == "onnxruntime" else quantised(file), threads)
            margins = []
            began = time.perf_counter()
            for batch in request["batches"]:
                inputs = padded(batch)
                if system == "torch":
                    out = model(**{name: torch.from_numpy(values) for name, values in inputs.items()}).numpy()
                else:
                    out = sessions[system].run(None, inputs)[0]
                margins += [out[at, : len(row["ids"])] for at, row in enumerate(batch)]
            answer = {"seconds": time.perf_counter() - began}
            if request.get("logits"):
                answer["logits"] = np.concatenate(margins).tolist()
            print(json.dumps(answer), flush=True)


def quantised(file):
    from onnxruntime.quantization import QuantType, quantize_dynamic

    target = file.with_name("int8.onnx")
    quantize_dynamic(file, target, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    return target


main(*sys.argv[1:])
