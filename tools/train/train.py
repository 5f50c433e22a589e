"""Trains a token classifier that marks evidence: this project's small model, or a full-size model by the published recipe.

The small model:
    python train.py BASE --rows rows.jsonl --dev dev.jsonl --output OUT --paragraph-score --loss evidence

A full-size model, on data in the form of the published data set:
    python train.py BASE --hf-dataset NAME --output OUT --batch-size 8 --lr 2e-5 --epochs 5 --max-length 8192 --doc-stride 256 --label-scheme binary

The same command resumes an interrupted run from its last checkpoint. A GPU is used if there is one.
"""

import argparse
import json
import math
import random
import shutil
import time
from pathlib import Path

import torch
from transformers import AutoTokenizer

import measure
from encode import MAX_SECTION_TOKENS, Window, collate, encode
from losses import evidence_loss, token_loss
from model import EvidenceModel

CHECKPOINT = "checkpoint.pt"


def main() -> None:
    options = parse()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(options.seed)
    tokenizer = AutoTokenizer.from_pretrained(options.base)
    model = EvidenceModel(options.base, options.paragraph_score, options.dropout).to(device)
    options.use_types = model.tokens.config.model_type == "bert"
    options.max_length = min(options.max_length, model.tokens.config.max_position_embeddings)
    freeze(model, options)

    epochs = [read_rows(options, epoch) for epoch in range(options.epochs)]
    options.sections = any(row.get("section") for rows in epochs for row in rows)
    batches = [batch for epoch, rows in enumerate(epochs) for batch in batches_of(rows, epoch, tokenizer, options)]
    dev = read_jsonl(options.dev) if options.dev else []
    optimizer = torch.optim.AdamW(parameter_groups(model, options), lr=options.lr, weight_decay=options.weight_decay)
    steps = len(batches)
    warm = max(1, int(steps * options.warmup))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, max(0.0, (steps - step) / max(1, steps - warm)))
    )
    state = resume(options.output, model, optimizer, schedule)
    print(f"{steps} steps, from step {state['step']} on, {device}", flush=True)

    loss_of = evidence_loss if options.loss == "evidence" else token_loss
    saved = measured = time.time()
    running = 0.0
    model.train()
    while state["step"] < steps:
        loss = step_loss(model, batches[state["step"]], loss_of, tokenizer, options, device)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad(set_to_none=True)
        state["step"] += 1
        running = loss.item() if running == 0 else 0.98 * running + 0.02 * loss.item()
        if state["step"] % 20 == 0:
            print(f"{time.strftime('%H:%M:%S')} step {state['step']} of {steps}, loss {running:.4f}", flush=True)
        is_last = state["step"] == steps
        if dev and (is_last or time.time() - measured > 60 * options.measure_minutes):
            judge(model, dev, tokenizer, options, device, state, is_last)
            measured = time.time()
        if is_last or time.time() - saved > 60 * options.checkpoint_minutes:
            save(options.output, model, optimizer, schedule, state)
            saved = time.time()
    finish(options, model, tokenizer, state)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("base", help="folder of the model to start from")
    parser.add_argument("--rows", type=Path, nargs="+", help="JSON lines {question, chunk, spans, label}; several files are the rows of one epoch each, in turn")
    parser.add_argument("--hf-dataset", help="name of a data set on the hub with such rows, or a file")
    parser.add_argument("--dev", type=Path, help="rows of `rows.py --all` to measure on; the best state on them is kept")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--batch-size", type=int, default=32, help="windows a step; a question's rows stay together")
    parser.add_argument("--lr", type=float, default=2e-5)
    parser.add_argument("--head-lr-factor", type=float, default=1, help="the classifier's learning rate, as a multiple of --lr")
    parser.add_argument("--weight-decay", type=float, default=0.01)
    parser.add_argument("--dropout", type=float, help="instead of the base's own; 0 saves a quarter of the time on a CPU")
    parser.add_argument("--warmup", type=float, default=0.06, help="share of the steps")
    parser.add_argument("--max-length", type=int, default=384)
    parser.add_argument("--doc-stride", type=int, default=64)
    parser.add_argument("--label-scheme", choices=["binary"], default="binary")
    parser.add_argument("--loss", choices=["tokens", "evidence"], default="tokens")
    parser.add_argument("--paragraph-score", action="store_true")
    parser.add_argument("--freeze-embeddings", action="store_true")
    parser.add_argument("--freeze-layers", type=int, default=0, help="lowest layers of a BERT that are not trained")
    parser.add_argument("--section-dropout", type=float, default=0.25, help="share of rows that are read without their section")
    parser.add_argument("--measure-every", type=int, default=1, help="every how many-th question of --dev is asked on the way")
    parser.add_argument("--measure-minutes", type=float, default=20)
    parser.add_argument("--checkpoint-minutes", type=float, default=5)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if not options.rows and not options.hf_dataset:
        parser.error("give --rows or --hf-dataset")
    return options


def parameter_groups(model: EvidenceModel, options: argparse.Namespace) -> list[dict]:
    """Parameters by learning rate: the classifier starts from scratch and may learn faster than the trained layers."""
    head = {id(weights) for weights in model.tokens.classifier.parameters()}
    trained = [weights for weights in model.parameters() if weights.requires_grad]
    return [
        {"params": [weights for weights in trained if id(weights) not in head]},
        {"params": [weights for weights in trained if id(weights) in head], "lr": options.lr * options.head_lr_factor},
    ]


def freeze(model: EvidenceModel, options: argparse.Namespace) -> None:
    """Excludes the embeddings and the lowest layers from training: a run takes less time, and a small data set cannot spoil them."""
    frozen = [model.tokens.base_model.embeddings] if options.freeze_embeddings or options.freeze_layers else []
    if options.freeze_layers:
        frozen += list(model.tokens.base_model.encoder.layer[: options.freeze_layers])
    for part in frozen:
        for weights in part.parameters():
            weights.requires_grad_(False)


def read_rows(options: argparse.Namespace, epoch: int) -> list[dict]:
    if options.rows:
        return read_jsonl(options.rows[epoch % len(options.rows)])
    if Path(options.hf_dataset).is_file():
        return read_jsonl(Path(options.hf_dataset))
    from datasets import load_dataset

    return [dict(row) for row in load_dataset(options.hf_dataset, split="train")]


def read_jsonl(file: Path) -> list[dict]:
    with file.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def batches_of(rows: list[dict], epoch: int, tokenizer, options: argparse.Namespace) -> list[list[Window]]:
    """Windows in batches, in random order by the seed. Rows of one question stay together."""
    chance = random.Random(f"{options.seed} {epoch}")
    rows = [row | {"section": ""} if chance.random() < options.section_dropout else row for row in rows]
    groups: dict[int, list[Window]] = {}
    for window in encode(rows, tokenizer, options.max_length, options.doc_stride, options.use_types, options.sections):
        groups.setdefault(window.group, []).append(window)
    order = list(groups.values())
    chance.shuffle(order)
    batches: list[list[Window]] = []
    for group in order:
        for first in range(0, len(group), options.batch_size):
            part = group[first : first + options.batch_size]
            if batches and len(batches[-1]) + len(part) <= options.batch_size:
                batches[-1].extend(part)
            else:
                batches.append(list(part))
    return batches


def step_loss(model, batch: list[Window], loss_of, tokenizer, options, device) -> torch.Tensor:
    """The loss of a batch. Windows of similar length are computed together, to reduce padding."""
    windows = sorted(batch, key=lambda window: len(window.ids))
    margins = []
    for first in range(0, len(windows), 8):
        part = windows[first : first + 8]
        logits = model(**collate(part, tokenizer.pad_token_id or 0, options.use_types, device)).float()
        for window, row in zip(part, logits[..., 1] - logits[..., 0], strict=True):
            margins.append(row[: len(window.ids)])
    return loss_of(margins, windows)


def judge(model, dev: list[dict], tokenizer, options, device, state: dict, everything: bool) -> None:
    rows = dev if everything else [row for row in dev if row["group"] % options.measure_every == 0]
    figures = measure.summary(measure.score_rows(model, rows, tokenizer, options, device))
    print(f"{time.strftime('%H:%M:%S')} dev " + json.dumps({name: round(value, 4) for name, value in figures.items()}), flush=True)
    state["figures"].append({"step": state["step"], "whole": everything} | figures)
    if not everything and figures["word_f1"] > state["best"]:
        state["best"] = figures["word_f1"]
        model.save(options.output / "best", MAX_SECTION_TOKENS if options.sections else 0)


def save(output: Path, model, optimizer, schedule, state: dict) -> None:
    output.mkdir(parents=True, exist_ok=True)
    partial = output / (CHECKPOINT + ".partial")
    torch.save(
        {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "schedule": schedule.state_dict(), "state": state}, partial
    )
    partial.replace(output / CHECKPOINT)


def resume(output: Path, model, optimizer, schedule) -> dict:
    if not (output / CHECKPOINT).exists():
        return {"step": 0, "best": -math.inf, "figures": []}
    kept = torch.load(output / CHECKPOINT, weights_only=True)
    model.load_state_dict(kept["model"])
    optimizer.load_state_dict(kept["optimizer"])
    schedule.load_state_dict(kept["schedule"])
    return kept["state"]


def finish(options: argparse.Namespace, model, tokenizer, state: dict) -> None:
    model.save(options.output, MAX_SECTION_TOKENS if options.sections else 0)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        source = Path(options.base) / name
        if source.exists():
            shutil.copy(source, options.output / name)
    if not (options.output / "tokenizer.json").exists():
        tokenizer.save_pretrained(options.output)
    kept = {name: str(value) for name, value in vars(options).items()}
    (options.output / "training.json").write_text(json.dumps({"options": kept, "figures": state["figures"]}, indent=2) + "\n")


if __name__ == "__main__":
    main()
