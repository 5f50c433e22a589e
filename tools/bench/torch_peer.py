"""Runs a ModernBERT token classifier in PyTorch for the benchmark: one line of JSON in, one out.

In: {"ids": [...], "attention": "sdpa" or "eager"}. Out: {"seconds": ..., "logits": [...] when "logits" is true}.
"""

import json
import sys
import time

import torch
from transformers import AutoModelForTokenClassification


def main(folder, threads):
    torch.set_num_threads(int(threads))
    models = {}
    for line in sys.stdin:
        request = json.loads(line)
        attention = request["attention"]
        if attention not in models:
            model = AutoModelForTokenClassification.from_pretrained(folder, attn_implementation=attention, dtype=torch.float32)
            models[attention] = model.eval()
        ids = torch.tensor([request["ids"]])
        with torch.inference_mode():
            began = time.perf_counter()
            logits = models[attention](input_ids=ids).logits
            seconds = time.perf_counter() - began
        answer = {"seconds": seconds}
        if request.get("logits"):
            answer["logits"] = logits.flatten().tolist()
        print(json.dumps(answer), flush=True)


main(*sys.argv[1:])
