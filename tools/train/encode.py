"""Turns rows into windows of tokens: [CLS] question [SEP] (section [SEP]) context [SEP]."""

from collections.abc import Iterable
from dataclasses import dataclass

import torch

MAX_QUESTION_TOKENS = 64
MAX_SECTION_TOKENS = 24


@dataclass
class Window:
    """One input of the model. Every list has one entry for each token."""

    ids: list[int]
    types: list[int]
    labels: list[int]
    """1 for evidence, 0 for other context, -100 for tokens outside the context."""
    sentences: list[int]
    """Index in the row of the sentence in which the token starts; -1 where there is none."""
    row: int
    group: int
    starts: list[int]


def encode(rows: Iterable[dict], tokenizer, max_length: int, doc_stride: int, use_types: bool, sections: bool) -> list[Window]:
    """Cuts each row into windows of at most `max_length` tokens. Neighbouring windows share `doc_stride` tokens."""
    windows = []
    for index, row in enumerate(rows):
        question = tokenizer(row["question"], add_special_tokens=False)["input_ids"][:MAX_QUESTION_TOKENS]
        context = tokenizer(row["chunk"], add_special_tokens=False, return_offsets_mapping=True)
        ids, offsets = context["input_ids"], context["offset_mapping"]
        head = [tokenizer.cls_token_id, *question, tokenizer.sep_token_id]
        first = len(head)
        if sections and row.get("section"):
            head += [*tokenizer(row["section"], add_special_tokens=False)["input_ids"][:MAX_SECTION_TOKENS], tokenizer.sep_token_id]
        room = max_length - len(head) - 1
        if room <= doc_stride:
            raise ValueError(f"max_length {max_length} leaves no room for the context of row {index}")
        spans = [(span["start"], span["end"]) if isinstance(span, dict) else span for span in row["spans"]]
        marks = [label_of(offset, spans) for offset in offsets]
        sentence = [sentence_of(start, row.get("sentences") or [(0, len(row["chunk"]))]) for start, _ in offsets]
        start = 0
        while True:
            end = min(start + room, len(ids))
            size = len(head) + end - start + 1
            types = [0] * first + [1] * (size - first) if use_types else [0] * size
            around = [-100] * len(head)
            windows.append(
                Window(
                    [*head, *ids[start:end], tokenizer.sep_token_id],
                    types,
                    [*around, *marks[start:end], -100],
                    [*([-1] * len(head)), *sentence[start:end], -1],
                    index,
                    row.get("group", index),
                    [*([-1] * len(head)), *(offset[0] for offset in offsets[start:end]), -1],
                )
            )
            if end == len(ids):
                break
            start += room - doc_stride
    return windows


def label_of(offset: tuple[int, int], spans: list) -> int:
    start, end = offset
    return int(start < end and any(start < to and end > since for since, to in spans))


def sentence_of(start: int, sentences: list) -> int:
    return next((at for at, (since, to) in enumerate(sentences) if since <= start < to), -1)


def collate(windows: list[Window], pad: int, use_types: bool, device: torch.device) -> dict[str, torch.Tensor]:
    size = max(len(window.ids) for window in windows)

    def padded(values: list[int], fill: int) -> list[int]:
        return values + [fill] * (size - len(values))

    batch = {
        "input_ids": torch.tensor([padded(window.ids, pad) for window in windows], device=device),
        "attention_mask": torch.tensor([padded([1] * len(window.ids), 0) for window in windows], device=device),
    }
    if use_types:
        batch["token_type_ids"] = torch.tensor([padded(window.types, 0) for window in windows], device=device)
    return batch
