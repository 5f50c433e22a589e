"""Figures on natural questions, used to choose a model. Reported figures come from `npm run eval -- --questions`.

Rows are those of `rows.py --all`: every unit of each paper for every question. Words are counted in the plain text of the units.
"""

import bisect
import math
import re
from collections import defaultdict
from dataclasses import dataclass

import torch

from encode import Window, collate, encode

WORD = re.compile(r"\S+")


@dataclass
class Sentence:
    unit: int
    words: int
    gold: int
    readings: list[tuple[float, float]]
    """For each window with the sentence: the mean margin (log-odds) of its tokens, and what the paragraph adds."""
    score: float = 0.0


def score_rows(model, rows: list[dict], tokenizer, options, device) -> list[list[Sentence]]:
    """The sentences with their scores, one list for each question."""
    windows = encode(rows, tokenizer, options.max_length, options.doc_stride, options.use_types, options.sections)
    order = sorted(range(len(windows)), key=lambda at: len(windows[at].ids))
    readings: dict[tuple[int, int], list[tuple[float, float]]] = defaultdict(list)
    model.eval()
    with torch.inference_mode():
        for first in range(0, len(order), 32):
            part = [windows[at] for at in order[first : first + 32]]
            logits, paragraphs = model.parts(**collate(part, tokenizer.pad_token_id or 0, options.use_types, device))
            margins = (logits[..., 1] - logits[..., 0]).float().cpu()
            added = [0.0] * len(part) if paragraphs is None else paragraphs.float().flatten().tolist()
            for window, row, more in zip(part, margins, added, strict=True):
                for sentence, margin in sentence_margins(window, row).items():
                    readings[window.row, sentence].append((margin, more))
    model.train()
    questions: dict[int, list[Sentence]] = defaultdict(list)
    for at, row in enumerate(rows):
        for sentence, (start, end) in enumerate(row["sentences"]):
            words = [match.span() for match in WORD.finditer(row["chunk"], start, end)]
            gold = sum(any(a < to and b > since for since, to in row["spans"]) for a, b in words)
            questions[row["group"]].append(Sentence(row["unit"], len(words), gold, readings[at, sentence]))
    rescore(list(questions.values()))
    return list(questions.values())


SCALE, SHIFT, LEAST = 0.8, 1.174, 0.2
"""Shared normalisation over the units of a paper, as `src/core/spans/sharedNormalisation.ts` does it. The two must have the same numbers."""


def rescore(questions: list[list[Sentence]], token_weight: float = 1.0, a: float = 1.0, b: float = 0.0) -> None:
    """Scores every sentence again, as readers see it.

    Its own log-odds are `a * (token_weight * mean margin of its tokens + what the paragraph adds) + b`, the largest of its windows. They are
    then weighed against all units of the paper.
    """
    for sentences in questions:
        own = [max((a * (token_weight * margin + more) + b for margin, more in sentence.readings), default=-16.0) for sentence in sentences]
        units: dict[int, float] = defaultdict(lambda: -16.0)
        for sentence, margin in zip(sentences, own, strict=True):
            units[sentence.unit] = max(units[sentence.unit], min(16.0, margin))
        total = math.log(max(LEAST, sum(math.exp(margin) for margin in units.values())))
        for sentence, margin in zip(sentences, own, strict=True):
            sentence.score = 1 / (1 + math.exp(-(SCALE * (min(16.0, margin) + units[sentence.unit] - total) + SHIFT)))


def sentence_margins(window: Window, margins: torch.Tensor) -> dict[int, float]:
    sums: dict[int, list[float]] = defaultdict(list)
    for at, sentence in enumerate(window.sentences):
        if sentence >= 0:
            sums[sentence].append(float(margins[at]))
    return {sentence: sum(values) / len(values) for sentence, values in sums.items()}


def figures_at(questions: list[list[Sentence]], threshold: float) -> dict[str, float]:
    lit = right = predicted = found = gold = answered = answerable = dark_lit = unanswerable = 0
    for sentences in questions:
        has_answer = any(sentence.gold for sentence in sentences)
        hit = False
        count = 0
        before: Sentence | None = None
        touched = False
        for sentence in [*sentences, None]:
            joins = sentence is not None and before is not None and sentence.unit == before.unit and sentence.score >= threshold
            if before is not None and not joins:
                lit += 1
                right += touched
                hit = hit or touched
                before, touched = None, False
            if sentence is None:
                break
            gold += sentence.gold
            if sentence.score >= threshold:
                count += 1
                before = sentence
                touched = touched or sentence.gold > 0
                predicted += sentence.words
                found += sentence.gold
        if has_answer:
            answerable += 1
            answered += hit
        else:
            unanswerable += 1
            dark_lit += count > 0
    precision, recall = found / max(1, predicted), found / max(1, gold)
    return {
        "threshold": threshold,
        "word_f1": 2 * precision * recall / max(1e-9, precision + recall),
        "word_precision": precision,
        "word_recall": recall,
        "answered": answered / max(1, answerable),
        "lit_right": right / max(1, lit),
        "lit_per_question": lit / max(1, len(questions)),
        "unanswerable_lit": dark_lit / max(1, unanswerable),
    }


def ranks(questions: list[list[Sentence]]) -> dict[str, float]:
    hits = {1: 0, 3: 0, 5: 0}
    answerable = 0
    best_of: tuple[list[float], list[float]] = ([], [])
    for sentences in questions:
        best: dict[int, float] = defaultdict(float)
        gold = {sentence.unit for sentence in sentences if sentence.gold}
        for sentence in sentences:
            best[sentence.unit] = max(best[sentence.unit], sentence.score)
        best_of[0 if gold else 1].append(max(best.values(), default=0.0))
        if not gold:
            continue
        answerable += 1
        order = sorted(best, key=lambda unit: -best[unit])
        for k in hits:
            hits[k] += any(unit in gold for unit in order[:k])
    dark = sorted(best_of[1])
    auc = sum(bisect.bisect_left(dark, score) for score in best_of[0]) / max(1, len(best_of[0]) * len(dark))
    return {f"hit_{k}": count / max(1, answerable) for k, count in hits.items()} | {"auc": auc}


def summary(questions: list[list[Sentence]]) -> dict[str, float]:
    """Ranks, and the figures at the threshold with the best word F1."""
    scores = sorted({sentence.score for sentences in questions for sentence in sentences}, reverse=True)
    cuts = scores[: 60 * len(questions)]
    tried = [cuts[at] for at in sorted({int(len(cuts) ** (i / 80)) - 1 for i in range(1, 81)})]
    best = max((figures_at(questions, threshold) for threshold in tried), key=lambda figures: figures["word_f1"])
    return ranks(questions) | best
