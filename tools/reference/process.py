"""The rules of the published `process()`, in Python, with windows that work.

The published code asks the tokenizer for windows and stacks them, which fails as soon as a text needs two, and tokenizers 0.23 loses
text when it is asked for windows. So the context is tokenised without truncation and cut by the rule of `windows` below, which is that
of tokenizers up to 0.22 (see check_windows.py); all else is as published. Offsets are code points of the context.
"""

import re

import torch

DEFAULTS = {
    "threshold": 0.2,
    "max_length": 8192,
    "doc_stride": 256,
    "min_span_chars": 10,
    "merge_gap_chars": 20,
    "return_sentence_metrics": False,
}

SENTENCE = re.compile(r".+?(?:[.!?]+(?:\s+|$)|\n{2,}|$)", re.DOTALL)


def windows(question_tokens, context_tokens, max_length, stride):
    """The windows: ranges of context tokens that the model reads one by one. The template adds three more tokens."""
    room = max_length - question_tokens - 3
    if room <= 0 or stride >= room:
        raise ValueError("no room")
    ranges = []
    start = 0
    while True:
        end = min(start + room, context_tokens)
        ranges.append((start, end))
        if end >= context_tokens:
            return ranges
        start += room - stride


def tokenize(tokenizer, question, context):
    """Ids of the question, ids and offsets of the context, without truncation."""
    asked = tokenizer.encode(question, add_special_tokens=False)
    read = tokenizer.encode(context, add_special_tokens=False)
    return asked.ids, read.ids, read.offsets


def probabilities(model, sep, cls, question_ids, context_ids):
    """The probability of evidence of each context token of one window, as Python floats of float32 values."""
    if not context_ids:
        return []
    ids = [cls, *question_ids, sep, *context_ids, sep]
    with torch.inference_mode():
        logits = model(input_ids=torch.tensor([ids])).logits
        positive = torch.softmax(logits, dim=-1)[0, :, 1:].sum(dim=-1)
    first = len(question_ids) + 2
    return positive[first : first + len(context_ids)].tolist()


def derive(context, scored, options):
    """Spans and, if requested, sentences.

    scored: for each window a list of (start, end, probability), one for each context token
    """
    threshold = options["threshold"]
    ranges = []
    best = [0.0] * len(context)
    for window in scored:
        running = None
        for start, end, probability in window:
            if start == end or probability < threshold:
                running = None
                continue
            for place in range(start, end):
                best[place] = max(best[place], probability)
            if running is None:
                running = [start, end, probability]
                ranges.append(running)
            else:
                running[1] = end
                running[2] = max(running[2], probability)

    joined = []
    for start, end, probability in sorted(map(tuple, ranges)):
        if joined and start - joined[-1][1] <= options["merge_gap_chars"]:
            joined[-1][1] = max(joined[-1][1], end)
            joined[-1][2] = max(joined[-1][2], probability)
        else:
            joined.append([start, end, probability])
    spans = [span for span in joined if span[1] - span[0] >= options["min_span_chars"]]
    if not options["return_sentence_metrics"]:
        return spans, None
    return spans, [[start, end, sum(best[start:end]) / (end - start)] for start, end in sentences(context)]


def sentences(text):
    """The ranges of the sentences, trimmed."""
    found = []
    for match in SENTENCE.finditer(text):
        sentence = match.group()
        if sentence.strip():
            start = match.start() + len(sentence) - len(sentence.lstrip())
            found.append((start, start + len(sentence.strip())))
    return found
