"""Exports a ModernBERT token classifier by torch.onnx for the benchmark: onnx_peer.py FOLDER TARGET writes TARGET/onnx/model.onnx.

Opset 18 and eager attention, as the exporter's documentation says, with no changes to the graph. Newer operator sets export a graph that
fails when it runs.
"""

import sys
from pathlib import Path

import torch
from transformers import AutoModelForTokenClassification

OPSET = 18


class Logits(torch.nn.Module):
    """The model with plain tensors in and out in a fixed order, as the exporter needs it."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, input_ids, attention_mask):
        return self.model(input_ids=input_ids, attention_mask=attention_mask).logits


def main(folder, target):
    model = AutoModelForTokenClassification.from_pretrained(folder, attn_implementation="eager", dtype=torch.float32)
    ids = torch.arange(3, 67).unsqueeze(0)
    file = Path(target) / "onnx" / "model.onnx"
    file.parent.mkdir(parents=True, exist_ok=True)
    axes = {0: "batch", 1: "tokens"}
    with torch.inference_mode():
        torch.onnx.export(
            Logits(model.eval()),
            (ids, torch.ones_like(ids)),
            str(file),
            opset_version=OPSET,
            dynamo=False,
            input_names=["input_ids", "attention_mask"],
            output_names=["logits"],
            dynamic_axes={"input_ids": axes, "attention_mask": axes, "logits": axes},
        )


main(*sys.argv[1:])
