"""Makes tiny random BERT token classifiers, and the logits that PyTorch computes with them.

Each model is a complete folder: config.json, model.safetensors, tokenizer.json, tokenizer_config.json. Beside them, logits.bin has the
logits of the sequences in ids.bin, and cases.json has runs of process(), some with the title of a section (see test/fixtures/README.md).
"""

import base64
import json
import random
import shutil

import numpy as np
import torch
from safetensors.torch import save_file
from transformers import BertConfig, BertForTokenClassification

from common import BERT_FOLDER, WORDPIECE_FOLDER, write_json
from make_process_cases import CLEARANCE, QUESTIONS, context, ranges
from make_tokenizer_cases import load
from process import DEFAULTS, derive, tokenize, windows
from utf16 import Source

LENGTHS = [1, 2, 17, 64, 129, 512]
CASES = 36
SECTION_TOKENS = 24
SECTIONS = ["", "", "3 Results", "2 Method > 2.1 The data, the training of the classifier and the way in which scores become spans of the text"]

# name -> (type of the weights, number of labels, whether paragraphs are scored, the rest of the config)
MODELS = {
    "plain": ("F32", 2, False, {"num_hidden_layers": 3, "hidden_size": 36, "num_attention_heads": 3, "intermediate_size": 72}),
    # Like the project's own model: a score of the paragraph, and titles of sections.
    "paragraph": ("F16", 2, True, {"num_hidden_layers": 2, "hidden_size": 32, "num_attention_heads": 4, "intermediate_size": 64}),
    # Few positions, three labels, and another eps than usual.
    "short": (
        "BF16",
        3,
        False,
        {
            "num_hidden_layers": 2,
            "hidden_size": 32,
            "num_attention_heads": 2,
            "intermediate_size": 48,
            "max_position_embeddings": 140,
            "layer_norm_eps": 1e-4,
        },
    ),
}

TYPES = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}


class Classifier(torch.nn.Module):
    """A BERT token classifier; if the weights have one, a score of the whole sequence is added to label 1."""

    def __init__(self, config, scores_paragraphs):
        super().__init__()
        self.tokens = BertForTokenClassification(config)
        size = config.hidden_size
        self.pooler = torch.nn.Linear(size, size) if scores_paragraphs else None
        self.paragraph = torch.nn.Linear(size, 1) if scores_paragraphs else None

    def forward(self, ids, types, mask=None):
        hidden = self.tokens.bert(input_ids=ids, token_type_ids=types, attention_mask=mask).last_hidden_state
        logits = self.tokens.classifier(hidden)
        if self.paragraph is None:
            return logits
        score = self.paragraph(torch.tanh(self.pooler(hidden[:, 0])))
        evidence = torch.zeros(logits.shape[-1])
        evidence[1] = 1
        return logits + score[:, :, None] * evidence

    def named(self):
        """The tensors by their names in the file."""
        tensors = dict(self.tokens.state_dict())
        if self.paragraph is not None:
            tensors |= {f"bert.pooler.dense.{name}": value for name, value in self.pooler.state_dict().items()}
            tensors |= {f"paragraph.{name}": value for name, value in self.paragraph.state_dict().items()}
        return tensors


@torch.no_grad()
def randomize(model, generator, dtype):
    """Weights that make every part of the graph matter, rounded to the type of the file."""
    for name, parameter in sorted(model.named_parameters()):
        noise = torch.randn(parameter.shape, generator=generator)
        if name.endswith("bias"):
            value = 0.3 * noise
        elif "LayerNorm" in name:
            value = 1 + 0.2 * noise
        elif "embeddings" in name:
            value = noise
        else:
            gain = 1.5 if "query" in name or "key" in name else 1.0
            value = gain * noise / parameter.shape[1] ** 0.5
        parameter.copy_(value.to(dtype).to(torch.float32))


@torch.no_grad()
def spread(model, ids, types, dtype):
    """Scales and shifts the classifier so that some probabilities of evidence are below and some above 0.2 and 0.5."""
    classifier = model.tokens.classifier
    for _ in range(2):
        logits = run(model, ids, types)
        margin = torch.logsumexp(logits[:, 1:], dim=1) - logits[:, 0]
        scale = 1.8 / margin.std()
        classifier.weight.mul_(scale)
        classifier.bias.mul_(scale)
    logits = run(model, ids, types)
    classifier.bias[0] += (torch.logsumexp(logits[:, 1:], dim=1) - logits[:, 0]).mean() + 1.0
    for parameter in classifier.parameters():
        parameter.copy_(parameter.to(dtype).to(torch.float32))


@torch.no_grad()
def run(model, ids, types):
    return model(torch.tensor([list(ids)]), torch.tensor([list(types)]))[0]


def types_of(length):
    """Token types: the first third of a sequence is the question."""
    return [0 if place < (length + 2) // 3 else 1 for place in range(length)]


def make(index, name, ids):
    kind, labels, scores_paragraphs, options = MODELS[name]
    folder = BERT_FOLDER / name
    names = {label: "OUTSIDE" if label == 0 else f"EVIDENCE_{label}" for label in range(labels)}
    config = BertConfig(
        vocab_size=768,
        architectures=["BertForTokenClassification"],
        id2label=names,
        label2id={value: key for key, value in names.items()},
        **options,
    )
    model = Classifier(config, scores_paragraphs).eval()
    randomize(model, torch.Generator().manual_seed(2000 + index), TYPES[kind])
    long = ids[LENGTHS.index(129)]
    spread(model, long, types_of(len(long)), TYPES[kind])

    folder.mkdir(parents=True)
    saved = json.loads(config.to_json_string())
    write_json(folder / "config.json", {**saved, "section_tokens": SECTION_TOKENS} if scores_paragraphs else saved, indent=2)
    tensors = {key: value.to(TYPES[kind]).contiguous() for key, value in model.named().items()}
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    for file in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(WORDPIECE_FOLDER / file, folder / file)

    wanted = [sequence for sequence in ids if len(sequence) <= config.max_position_embeddings]
    logits = [run(model, sequence, types_of(len(sequence))) for sequence in wanted]
    if not scores_paragraphs:
        # The library must be able to read the folder and compute the same.
        read = BertForTokenClassification.from_pretrained(folder, dtype=torch.float32).eval()
        with torch.no_grad():
            for sequence, expected in zip(wanted, logits):
                types = torch.tensor([types_of(len(sequence))])
                computed = read(input_ids=torch.tensor([sequence]), token_type_ids=types).logits[0]
                assert torch.allclose(computed, expected, atol=1e-5)
    np.concatenate([part.numpy().reshape(-1) for part in logits]).astype("<f4").tofile(folder / "logits.bin")
    everything = torch.softmax(torch.cat(logits), dim=1)[:, 1:].sum(dim=1)
    print(name, [float((everything >= threshold).float().mean()) for threshold in (0.2, 0.5)])
    return model, {"labels": labels, "type": kind, "sequences": len(wanted)}


def run_case(name, model, chance, index):
    tokenizer = load(BERT_FOLDER / name / "tokenizer.json")
    text = context(chance, chance.choice([30, 120, 300, 600, 1200, 2400])) if index >= 3 else ["", " ", "."][index]
    source = Source(text.replace("\n", "\r\n") if index % 5 == 4 else text)
    question = chance.choice(QUESTIONS)
    section = chance.choice(SECTIONS) if MODELS[name][2] else ""
    asked, read, offsets = tokenize(tokenizer, Source(question).text, source.text)
    titled = tokenizer.encode(section, add_special_tokens=False).ids[:SECTION_TOKENS]
    sep, cls = tokenizer.token_to_id("[SEP]"), tokenizer.token_to_id("[CLS]")
    lead = [cls, *asked, sep, *([*titled, sep] if titled else [])]
    types = [0] * (len(asked) + 2)
    positions = model.tokens.config.max_position_embeddings
    stride = chance.choice([0, 10, 40])
    chosen = {**DEFAULTS, "threshold": chance.choice([0.2, 0.5, 0.35]), "doc_stride": stride, "return_sentence_metrics": True}
    cut = windows(len(lead) - 2, len(read), min(chosen["max_length"], positions), stride)
    scored = []
    for start, end in cut:
        ids = [*lead, *read[start:end], sep]
        logits = run(model, ids, types + [1] * (len(ids) - len(types)))
        evidence = torch.softmax(logits, dim=-1)[:, 1:].sum(dim=-1)[len(lead) : len(lead) + end - start].tolist()
        scored.append([(*offset, p) for offset, p in zip(offsets[start:end], evidence)])
    everything = [p for window in scored for _, _, p in window]
    while any(abs(p - chosen["threshold"]) < CLEARANCE for p in everything):
        chosen["threshold"] = round(chosen["threshold"] + 0.0007, 4)
    spans, sentences = derive(source.text, scored, chosen)
    return {
        "model": name,
        "question": question,
        "section": section,
        "context": source.original,
        "options": chosen,
        "tokens": len(read),
        "windows": len(cut),
        "probabilities": [base64.b64encode(np.array([p for _, _, p in one], "<f4").tobytes()).decode() for one in scored],
        "spans": ranges(source, spans),
        "sentences": ranges(source, sentences),
    }


if __name__ == "__main__":
    torch.set_num_threads(1)
    shutil.rmtree(BERT_FOLDER, ignore_errors=True)
    BERT_FOLDER.mkdir(parents=True)
    generator = np.random.default_rng(20240612)
    ids = [generator.integers(0, 768, size=length).tolist() for length in LENGTHS]
    np.concatenate([np.array(sequence, "<u2") for sequence in ids]).tofile(BERT_FOLDER / "ids.bin")
    made = {name: make(index, name, ids) for index, name in enumerate(MODELS)}
    write_json(BERT_FOLDER / "index.json", {"lengths": LENGTHS, "models": {name: entry for name, (_, entry) in made.items()}}, indent=2)
    chance = random.Random(21)
    names = list(MODELS)
    cases = [run_case(names[index % len(names)], made[names[index % len(names)]][0], chance, index) for index in range(CASES)]
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    (BERT_FOLDER / "cases.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    print(sum(case["windows"] > 1 for case in cases), "of several windows,", sum(len(case["spans"]) for case in cases), "spans")
