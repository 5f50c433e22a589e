"""Calibrates a model, so that thresholds keep their meaning: folds an affine map of the logits into its last layer.

The map is `a * (weight * tokens + paragraph) + b`. Of many maps the one is taken that on the rows for choosing, after shared normalisation,
has the largest sum of word F1, answered questions and right passages at 0.2 and answered questions at 0.5, among those where three of four
passages lit at 0.5 are right (and at least `--least-answered` of the questions are answered there). How much the tokens' own margins count
beside the paragraph's score (`weight`) is chosen first, by the sum of the first three at the best threshold.

    python calibrate.py MODEL_FOLDER --dev dev.jsonl --output OUT
"""

import argparse
import json
import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from transformers import AutoTokenizer

import measure
from model import EvidenceModel
from train import read_jsonl

BALANCED, PRECISE, RIGHT = 0.2, 0.5, 0.75
TOKEN_WEIGHTS = [0.2, 0.35, 0.5, 0.7, 0.85, 1.0, 1.2, 1.5]
SCALES = [0.5, 0.6, 0.7, 0.85, 1.0, 1.2, 1.4, 1.7, 2.0]
SHIFTS = [at / 2 for at in range(-14, 15)]
FINER = [at / 8 for at in range(-3, 4)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("--dev", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--max-length", type=int, default=384)
    parser.add_argument("--doc-stride", type=int, default=64)
    parser.add_argument("--least-answered", type=float, default=0.15)
    parser.add_argument("--figures", type=Path, help="where the figures at each threshold go")
    options = parser.parse_args()
    has_paragraph = "paragraph.weight" in load_file(options.model / "model.safetensors")
    model = EvidenceModel(str(options.model), has_paragraph)
    options.use_types = model.tokens.config.model_type == "bert"
    options.sections = True
    tokenizer = AutoTokenizer.from_pretrained(options.model)
    questions = measure.score_rows(model, read_jsonl(options.dev), tokenizer, options, torch.device("cpu"))
    tried = {weight: weighed(questions, weight) for weight in TOKEN_WEIGHTS} if has_paragraph else {1.0: weighed(questions, 1.0)}
    weight = max(tried, key=lambda weight: worth(tried[weight]))
    for each, figures in tried.items():
        print(f"tokens times {each}:", {name: round(value, 3) for name, value in figures.items()})
    a, b = affine(questions, weight, options.least_answered)
    fold(options.model, options.output, a, b, weight)
    measure.rescore(questions, weight, a, b)
    report = {
        "token weight": weight,
        "a": a,
        "b": b,
        "ranks": measure.ranks(questions),
        "0.2": measure.figures_at(questions, BALANCED),
        "0.5": measure.figures_at(questions, PRECISE),
    }
    print(json.dumps(report, indent=2))
    if options.figures:
        options.figures.write_text(json.dumps(report, indent=2) + "\n")


def weighed(questions: list[list[measure.Sentence]], weight: float) -> dict[str, float]:
    """The figures at the best threshold, with this weight for the tokens' own margins."""
    measure.rescore(questions, weight)
    return measure.summary(questions)


def worth(figures: dict[str, float]) -> float:
    """The value by which a weight is chosen. Words, questions and passages count the same."""
    return figures["word_f1"] + figures["answered"] + figures["lit_right"]


def affine(questions: list[list[measure.Sentence]], weight: float, least_answered: float) -> tuple[float, float]:
    """The map of the log-odds; see above. Where no map reaches the share of right passages at 0.5, the one that comes nearest."""

    def judged(a: float, b: float) -> tuple[float, float]:
        measure.rescore(questions, weight, a, b)
        precise = measure.figures_at(questions, PRECISE)
        right = precise["lit_right"] if precise["answered"] >= least_answered else 0.0
        return min(right, RIGHT), worth(measure.figures_at(questions, BALANCED)) + precise["answered"]

    coarse = {(a, b): judged(a, b) for a in SCALES for b in SHIFTS}
    a, b = max(coarse, key=lambda each: coarse[each])
    fine = {(a, b + more): judged(a, b + more) for more in FINER}
    best = max(fine, key=lambda each: fine[each])
    if fine[best][0] < RIGHT:
        print(f"No map makes {RIGHT:.0%} of the passages lit at {PRECISE} right; this one {fine[best][0]:.0%}.")
    return best


def fold(source: Path, target: Path, a: float, b: float, token_weight: float) -> None:
    """Writes the calibrated model. Only the difference of the two logits matters: the first becomes 0, the second `a * (token_weight * margin + paragraph) + b`."""
    target.mkdir(parents=True, exist_ok=True)
    weights = load_file(source / "model.safetensors")
    for name in ("classifier.weight", "classifier.bias"):
        margin = a * token_weight * (weights[name][1] - weights[name][0])
        weights[name] = torch.stack([torch.zeros_like(margin), margin])
    weights["classifier.bias"][1] += b
    for name in ("paragraph.weight", "paragraph.bias"):
        if name in weights:
            weights[name] = a * weights[name]
    save_file({name: tensor.contiguous() for name, tensor in weights.items()}, target / "model.safetensors", metadata={"format": "pt"})
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json"):
        if (source / name).exists() and source != target:
            shutil.copy(source / name, target / name)


if __name__ == "__main__":
    main()
