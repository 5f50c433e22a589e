"""Calibrates a model, so that thresholds keep their meaning: folds an affine map of the logits into its last layer.

On the rows for choosing, 0.2 becomes the place with the best word F1, and 0.5 the lowest place where three of four lit passages are right
(and at least `--least-answered` of the questions are answered). The map is `a * (weight * tokens + paragraph) + b`: how much the tokens' own
margins count beside the paragraph's score is chosen too, by the mean of word F1 and the share of lit passages and questions that are right.

    python calibrate.py MODEL_FOLDER --dev dev.jsonl --output OUT
"""

import argparse
import json
import math
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("--dev", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--max-length", type=int, default=384)
    parser.add_argument("--doc-stride", type=int, default=64)
    parser.add_argument("--least-answered", type=float, default=0.15)
    parser.add_argument("--balanced", type=float, default=BALANCED, help="the calibrated score that becomes 0.2 in place of the best one; 0.5 stays where it is")
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
    measure.rescore(questions, weight)
    balanced, precise = places(questions, options.least_answered)
    a = (log_odds(PRECISE) - log_odds(BALANCED)) / (log_odds(precise) - log_odds(balanced))
    b = log_odds(BALANCED) - a * log_odds(balanced)
    stretch = log_odds(BALANCED) / log_odds(options.balanced)
    fold(options.model, options.output, stretch * a, stretch * b, weight)
    report = {
        "token weight": weight,
        "a": a,
        "b": b,
        "ranks": measure.ranks(questions),
        "0.2": measure.figures_at(questions, balanced),
        "0.5": measure.figures_at(questions, precise),
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


def places(questions: list[list[measure.Sentence]], least_answered: float) -> tuple[float, float]:
    """The thresholds of the uncalibrated scores that become 0.2 and 0.5."""
    scores = sorted({sentence.score for sentences in questions for sentence in sentences}, reverse=True)[: 20 * len(questions)]
    cuts = [(above + below) / 2 for above, below in zip(scores, scores[1:], strict=False)][::3]
    tried = [measure.figures_at(questions, cut) for cut in cuts]
    balanced = max(tried, key=lambda figures: figures["word_f1"])["threshold"]
    precise = [
        figures["threshold"]
        for figures in tried
        if figures["lit_right"] >= RIGHT and figures["answered"] >= least_answered and figures["threshold"] > balanced
    ]
    if not precise:
        best = max((f for f in tried if f["threshold"] > balanced and f["answered"] >= least_answered), key=lambda f: f["lit_right"])
        print(f"No place has {RIGHT:.0%} right passages; the best has {best['lit_right']:.0%}.")
        precise = [best["threshold"]]
    return balanced, min(precise)


def log_odds(probability: float) -> float:
    return math.log(probability / (1 - probability))


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
