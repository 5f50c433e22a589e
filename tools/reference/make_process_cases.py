"""Runs process.py on tiny models, and its parts on random input. The results are what the project's process() must return.

Texts with CR LF line ends are read with LF, and the results are converted to offsets of the original text.
"""

import base64
import functools
import json
import random

import numpy as np
import torch
from transformers import ModernBertForTokenClassification

from common import FIXTURES, HERE, MODELS_FOLDER
from make_tokenizer_cases import load
from process import DEFAULTS, derive, probabilities, sentences, tokenize, windows
from utf16 import Source

CASES = 98
DERIVED = 300
SPLIT = 400
# Another runtime computes slightly different probabilities, so no threshold may be nearer to a probability than this.
CLEARANCE = 5e-5

QUESTIONS = [
    "What is ModernBERT?",
    "Which data was used?",
    "How large is the model, and how was it trained?",
    "模型的结果是什么?",
    "Why 🙂?",
    "¿Qué muestra el artículo?",
    "q",
    "",
    "Is [SEP] a token, or\r\ntwo\ud800?",
]

ODD = [
    "🙂🎉 👩‍🔬 found it.",
    "Cafe\u0301 e\u0301tude: 4 ± 1.",
    "[SEP] and [MASK] are tokens.",
    "...!? Really?!",
    "𝒜𝓁𝑔 is 𝟙𝟚!",
    "a\ud800b.",
    "\u0085\u001c\ufeff\u2028",
    "e.g. Fig. 2, et al. 2020",
    "x" * 70,
]


@functools.cache
def classifier(name):
    return ModernBertForTokenClassification.from_pretrained(MODELS_FOLDER / name, dtype=torch.float32).eval()


@functools.cache
def tokenizer_of(name):
    return load(MODELS_FOLDER / name / "tokenizer.json")


def context(chance, length):
    """Sentences and paragraphs of the corpus with unusual characters between them."""
    corpus = (HERE / "corpus.txt").read_text(encoding="utf-8")
    pieces = [line for line in corpus.split("\n") if line] + ODD
    text = chance.choice(["", "", "\n", "  "])
    while len(text) < length:
        text += chance.choice(pieces) + chance.choice([" ", " ", "\n", "\n\n", "\n\n\n", "  ", "", "\u00a0"])
    return text if chance.random() < 0.5 else text[:length]


def options(chance, question_tokens, is_small):
    room = chance.randint(3, 90)
    chosen = {
        "threshold": chance.choice([0.2, 0.2, 0.2, 0.5, 0.05, 0.35, 0.8, 0.95]),
        "max_length": question_tokens + 3 + room if is_small else 8192,
        "doc_stride": chance.randint(0, room - 1) if is_small else 256,
        "min_span_chars": chance.choice([10, 10, 0, 1, 3, 40]),
        "merge_gap_chars": chance.choice([20, 20, 0, 1, 4, 100]),
        "return_sentence_metrics": chance.random() < 0.6,
    }
    return {**DEFAULTS, **chosen}


def ranges(source, found):
    """Ranges as process() returns them, in UTF-16 code units of the original text, without their text."""
    return [{"start": source.to_utf16(start), "end": source.to_utf16(end), "score": score} for start, end, score in found]


def run(name, question, text, chance, is_small):
    source = Source(text)
    tokenizer = tokenizer_of(name)
    sep, cls = tokenizer.token_to_id("[SEP]"), tokenizer.token_to_id("[CLS]")
    asked, read, offsets = tokenize(tokenizer, Source(question).text, source.text)
    whole = tokenizer.encode(Source(question).text, source.text)
    assert whole.ids == [cls, *asked, sep, *read, sep]
    assert whole.sequence_ids == [None, *[0] * len(asked), None, *[1] * len(read), None]
    chosen = options(chance, len(asked), is_small)
    cut = windows(len(asked), len(read), chosen["max_length"], chosen["doc_stride"])
    scored = [
        [(*offset, p) for offset, p in zip(offsets[start:end], probabilities(classifier(name), sep, cls, asked, read[start:end]))]
        for start, end in cut
    ]
    everything = [p for window in scored for _, _, p in window]
    while any(abs(p - chosen["threshold"]) < CLEARANCE for p in everything):
        chosen["threshold"] = round(chosen["threshold"] + 0.0007, 4)
    spans, scored_sentences = derive(source.text, scored, chosen)
    case = {
        "model": name,
        "question": question,
        "context": text,
        "options": chosen,
        "question_tokens": len(asked),
        "tokens": len(read),
        "offsets": [source.to_utf16(place) for offset in offsets for place in offset],
        "windows": cut,
        "probabilities": [
            base64.b64encode(np.array([p for _, _, p in window], "<f4").tobytes()).decode() for window in scored
        ],
        "spans": ranges(source, spans),
    }
    return {**case, "sentences": ranges(source, scored_sentences)} if scored_sentences is not None else case


def process_cases():
    chance = random.Random(11)
    names = list(json.loads((MODELS_FOLDER / "index.json").read_text())["models"])
    quick_start = (
        "ModernBERT is a modernized bidirectional encoder-only Transformer model. It handles sequences of up to 8,192 tokens. "
        "The weather was pleasant on the day of the release."
    )
    fixed = ["", " ", "\n\n", ".", "a", "🙂", "\ud800", "[SEP]", quick_start, quick_start.replace(". ", ".\r\n\r\n")]
    cases = []
    for index in range(CASES):
        name = names[index % len(names)]
        is_fixed = index < len(fixed)
        text = fixed[index] if is_fixed else context(chance, chance.choice([30, 120, 300, 600, 1200]))
        if index % 5 == 4:
            text = text.replace("\n", "\r\n")
        question = QUESTIONS[0] if is_fixed else chance.choice(QUESTIONS)
        cases.append(run(name, question, text, chance, is_small=index % 3 != 0))
    return cases


def random_text(chance, alphabet, length):
    return "".join(chance.choice(alphabet) for _ in range(chance.randint(0, length)))


def split_cases():
    """Random texts of characters that matter to the sentence splitter, with their sentences as [start, end] in UTF-16 code units."""
    chance = random.Random(12)
    alphabet = list("ab.!? \n") + ["\n\n", "\r\n", "\r", "...", ". ", "\t", "\x1c", "\x85", "\ufeff", "\u00a0", "\u200b", "🙂", "\u2028"]
    texts = [random_text(chance, alphabet, 30) for _ in range(SPLIT)]
    sources = map(Source, texts)
    return [
        {"text": source.original, "sentences": [[source.to_utf16(start), source.to_utf16(end)] for start, end in sentences(source.text)]}
        for source in sources
    ]


def derive_cases():
    """Made-up windows of tokens: overlapping, empty, with equal scores, exactly at the threshold."""
    chance = random.Random(13)
    levels = [float(np.float32(level)) for level in (0, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 1)]
    cases = []
    for _ in range(DERIVED):
        source = Source(random_text(chance, list("abc de. ") + ["🙂", "\n", "\r\n", "𝒜"], 70))
        length = len(source.text)
        scored = []
        for _ in range(chance.randint(1, 3)):
            window = []
            place = chance.randint(0, length)
            while place < length:
                end = min(length, place + chance.choice([0, 1, 1, 2, 3, 6]))
                window.append((place, end, chance.choice(levels)))
                # Tokens of one character may overlap.
                place = max(place, end - chance.choice([0, 0, 0, 1])) + (1 if end == place else chance.choice([0, 0, 0, 2]))
            scored.append(window)
        chosen = {
            **DEFAULTS,
            "threshold": chance.choice([0, 0.2, 0.3, 0.5, 0.7, 0.9, 1, 1.5, *levels]),
            "min_span_chars": chance.choice([-1, 0, 1, 2, 5, 10]),
            "merge_gap_chars": chance.choice([-3, -1, 0, 1, 2, 5, 20]),
            "return_sentence_metrics": True,
        }
        spans, scored_sentences = derive(source.text, scored, chosen)
        cases.append(
            {
                "context": source.original,
                "windows": [[[source.to_utf16(start), source.to_utf16(end), p] for start, end, p in window] for window in scored],
                "options": chosen,
                "spans": ranges(source, spans),
                "sentences": ranges(source, scored_sentences),
            }
        )
    return cases


def write(name, cases):
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    path = FIXTURES / "process" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    torch.set_num_threads(1)
    made = process_cases()
    write("cases.json", made)
    write("sentences.json", split_cases())
    write("derive.json", derive_cases())
    print(
        f"{len(made)} cases, {sum(len(case['windows']) > 1 for case in made)} of several windows, "
        f"{sum(len(case['spans']) for case in made)} spans, {sum(len(case['spans']) > 1 for case in made)} with several, "
        f"{sum(len(case.get('sentences', [])) for case in made)} sentences, {sum(case['tokens'] for case in made)} tokens"
    )
