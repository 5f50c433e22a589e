"""Checks both ways to a model at small size (run `npm run build` first):

    python check_recipe.py

The published recipe: a tiny random ModernBERT learns 20 rows by heart. Its folder must pass `model check`, and `process` must return the
spans that the reference's rules derive from PyTorch's probabilities. The way from annotations (docs/TRAINING.md): a tiny random BERT learns
rows in the form that the editor exports and is imported under a name. Then `highlight` must light the sentence that a reader accepted.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import AutoTokenizer, ModernBertConfig, ModernBertForTokenClassification

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TOKENIZER = ROOT / "test" / "fixtures" / "tokenizer"
WORDS = ["reef", "noise", "shrimp", "whale", "boat", "night", "level", "sound", "depth", "water"]
CLI = ["node", str(ROOT / "dist" / "cli.js")]


def main() -> None:
    for check in (published_recipe, annotations_to_model):
        with tempfile.TemporaryDirectory() as scratch:
            check(Path(scratch))


def annotations_to_model(folder: Path) -> None:
    """The three commands of docs/TRAINING.md with a tiny base, more epochs and a higher learning rate."""
    rows = [row(at) for at in range(20)]
    annotations = folder / "annotations.jsonl"
    annotations.write_text("".join(json.dumps(exported(at, row)) + "\n" for at, row in enumerate(rows)))
    base = ROOT / "test" / "fixtures" / "bert" / "paragraph"
    output, models = folder / "my-model", folder / "models"
    recipe = ["--rows", str(annotations), "--output", str(output), "--paragraph-score", "--loss", "evidence", "--lr", "3e-3", "--epochs", "80"]
    subprocess.run([sys.executable, str(HERE / "train.py"), str(base), *recipe], check=True)
    subprocess.run([*CLI, "model", "import", str(output), "--as", "my-model", "--models-dir", str(models)], check=True)
    lit = sum(lights(folder, models, row) for row in rows)
    assert lit >= 18, f"only {lit} of {len(rows)} annotated questions are answered as they were annotated"
    print(f"{lit} of {len(rows)} annotated questions are answered as they were annotated, by the imported model")


def exported(at: int, row: dict) -> dict:
    """A row as the editor exports it."""
    return {"question": row["question"], "paper_id": "paper.md", "chunk_index": at, "chunk": row["chunk"], "label": row["label"], "spans": row["spans"]}


def lights(folder: Path, models: Path, row: dict) -> bool:
    """Whether `highlight` lights the accepted sentence of a paper, or nothing where nothing was accepted."""
    paper = folder / "paper.md"
    paper.write_text(row["chunk"] + "\n")
    command = ["highlight", str(paper), row["question"], "--model", "my-model", "--models-dir", str(models), "--json"]
    answered = subprocess.run([*CLI, *command], check=True, capture_output=True, text=True)
    found = [span["text"].strip() for span in json.loads(answered.stdout)["spans"]]
    return found == [span["text"] for span in row["spans"]]


def published_recipe(folder: Path) -> None:
    base = tiny_base(folder / "base")
    rows = [row(at) for at in range(20)]
    (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    output = folder / "out"
    recipe = ["--hf-dataset", str(folder / "rows.jsonl"), "--batch-size", "8", "--lr", "3e-3", "--epochs", "60", "--max-length", "8192", "--doc-stride", "256", "--label-scheme", "binary"]
    subprocess.run([sys.executable, str(HERE / "train.py"), str(base), *recipe, "--output", str(output)], check=True)
    subprocess.run([*CLI, "model", "check", str(output)], check=True)
    lines = "".join(json.dumps({"question": row["question"], "context": row["chunk"], "options": {"min_span_chars": 0}}) + "\n" for row in rows)
    answered = subprocess.run([*CLI, "process", "--model", str(output), "--jsonl"], input=lines, check=True, capture_output=True, text=True)
    results = [json.loads(line) for line in answered.stdout.splitlines()]
    expected = [reference_spans(output, row) for row in rows]
    found = [[(span["start"], span["end"]) for span in result["spans"]] for result in results]
    assert found == expected, f"process differs from the reference:\n{found}\n{expected}"
    learned = sum(covers(spans, row["spans"]) for spans, row in zip(found, rows, strict=True))
    assert learned >= 19, f"only {learned} of {len(rows)} rows were learned"
    print(f"{learned} of {len(rows)} rows learned by heart; process equals the reference on all of them")


def tiny_base(folder: Path) -> Path:
    tokenizer = AutoTokenizer.from_pretrained(TOKENIZER)
    config = ModernBertConfig(
        vocab_size=len(tokenizer), hidden_size=48, num_hidden_layers=3, num_attention_heads=3, intermediate_size=72, num_labels=2,
        max_position_embeddings=8192, pad_token_id=tokenizer.pad_token_id, cls_token_id=tokenizer.cls_token_id, sep_token_id=tokenizer.sep_token_id,
    )
    torch.manual_seed(3)
    model = ModernBertForTokenClassification(config)
    folder.mkdir()
    save_file({name: tensor.contiguous() for name, tensor in model.state_dict().items()}, folder / "model.safetensors", metadata={"format": "pt"})
    config.save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        (folder / name).write_bytes((TOKENIZER / name).read_bytes())
    return folder


def row(at: int) -> dict:
    """The first ten rows have evidence: the sentence with the word of the question."""
    word, other = WORDS[at % 10], WORDS[(at + 3) % 10]
    first, second = f"The {other} was measured twice.", f"We saw the {word} in year {1990 + at}."
    chunk = f"{first} {second}" if at < 10 else f"{first} Nothing more was seen."
    spans = [{"start": len(first) + 1, "end": len(chunk), "text": second}] if at < 10 else []
    return {"question": f"What of the {word}?", "chunk": chunk, "spans": spans, "label": int(at < 10)}


def reference_spans(folder: Path, row: dict) -> list[tuple[int, int]]:
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = ModernBertForTokenClassification.from_pretrained(folder, attn_implementation="eager").eval()
    question = tokenizer(row["question"], add_special_tokens=False)["input_ids"]
    context = tokenizer(row["chunk"], add_special_tokens=False, return_offsets_mapping=True)
    ids = [tokenizer.cls_token_id, *question, tokenizer.sep_token_id, *context["input_ids"], tokenizer.sep_token_id]
    with torch.inference_mode():
        logits = model(input_ids=torch.tensor([ids])).logits[0]
    probabilities = torch.softmax(logits, -1)[len(question) + 2 : -1, 1]
    spans: list[list[int]] = []
    open_span = False
    for (start, end), probability in zip(context["offset_mapping"], probabilities, strict=True):
        if probability < 0.2 or start >= end:
            open_span = False
        elif open_span or (spans and start - spans[-1][1] <= 20):
            spans[-1][1] = end
            open_span = True
        else:
            spans.append([start, end])
            open_span = True
    return [(start, end) for start, end in spans]


def covers(spans: list[tuple[int, int]], gold: list[dict]) -> bool:
    if not gold:
        return not spans
    return any(start <= gold[0]["start"] + 12 and end >= gold[0]["end"] - 12 for start, end in spans)


if __name__ == "__main__":
    main()
