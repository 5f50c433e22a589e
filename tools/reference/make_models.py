"""Makes tiny random ModernBERT token classifiers, and the logits that PyTorch computes with them.

Each model is a complete folder, as on the hub: config.json, model.safetensors, tokenizer.json, tokenizer_config.json. Beside them,
logits.bin has the logits of the sequences in ids.bin (see test/fixtures/README.md).
"""

import json
import shutil

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from transformers import AutoConfig, ModernBertConfig, ModernBertForTokenClassification

from common import MODELS_FOLDER, TOKENIZER_FOLDER, write_json

LENGTHS = [1, 2, 63, 64, 65, 128, 129, 513, 2049]
LONGEST = 8192  # Used for the first model of MODELS only.

BIASES = {"attention_bias": True, "mlp_bias": True, "norm_bias": True, "classifier_bias": True}

# name -> (style of the config, type of the weights, number of labels, the rest of the config)
MODELS = {
    # ModernBERT's own proportions: global, local, local, global; windows of 128 tokens.
    "base-shape": ("new", "F32", 2, {"num_hidden_layers": 4, "hidden_size": 48, "num_attention_heads": 3, "intermediate_size": 72}),
    # Every second layer is global; an odd window, other thetas and eps than usual; heads of 8.
    "old-style": (
        "old",
        "F32",
        2,
        {
            "num_hidden_layers": 5,
            "hidden_size": 32,
            "num_attention_heads": 4,
            "intermediate_size": 40,
            "local_attention": 17,
            "global_attn_every_n_layers": 2,
            "global_rope_theta": 80000.0,
            "local_rope_theta": 5000.0,
            "norm_eps": 1e-3,
        },
    ),
    # All biases, three labels, and layers in an irregular order.
    "biased": (
        "new",
        "F32",
        3,
        {
            **BIASES,
            "num_hidden_layers": 3,
            "hidden_size": 32,
            "num_attention_heads": 2,
            "intermediate_size": 56,
            "local_attention": 8,
            "layer_types": ["sliding_attention", "full_attention", "sliding_attention"],
            "rope_parameters": {
                "full_attention": {"rope_type": "default", "rope_theta": 160000.0},
                "sliding_attention": {"rope_type": "default", "rope_theta": 2500.0},
            },
        },
    ),
    "half": (
        "old",
        "F16",
        2,
        {"num_hidden_layers": 4, "hidden_size": 64, "num_attention_heads": 4, "intermediate_size": 80, "local_attention": 32},
    ),
    "brain-half": (
        "new",
        "BF16",
        3,
        {
            **BIASES,
            "num_hidden_layers": 2,
            "hidden_size": 64,
            "num_attention_heads": 2,
            "intermediate_size": 96,
            "local_attention": 64,
        },
    ),
    # The smallest model: one global layer with one head. Five labels.
    "single": ("old", "F32", 5, {"num_hidden_layers": 1, "hidden_size": 16, "num_attention_heads": 1, "intermediate_size": 24}),
    # No global layer at all.
    "all-local": (
        "new",
        "F32",
        2,
        {
            "num_hidden_layers": 2,
            "hidden_size": 32,
            "num_attention_heads": 2,
            "intermediate_size": 48,
            "local_attention": 130,
            "layer_types": ["sliding_attention", "sliding_attention"],
        },
    ),
}

TYPES = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}
OLD_STYLE = {"global_attn_every_n_layers": 3, "global_rope_theta": 160000.0, "local_rope_theta": 10000.0}


def special_ids():
    tokenizer = json.loads((TOKENIZER_FOLDER / "tokenizer.json").read_text(encoding="utf-8"))
    ids = {token["content"]: token["id"] for token in tokenizer["added_tokens"]}
    cls, sep, pad = ids["[CLS]"], ids["[SEP]"], ids["[PAD]"]
    return {"bos_token_id": cls, "cls_token_id": cls, "eos_token_id": sep, "sep_token_id": sep, "pad_token_id": pad}


def make_config(labels, options):
    names = {index: "OUTSIDE" if index == 0 else f"EVIDENCE_{index}" for index in range(labels)}
    return ModernBertConfig(
        vocab_size=512,
        max_position_embeddings=LONGEST,
        architectures=["ModernBertForTokenClassification"],
        id2label=names,
        label2id={name: index for index, name in names.items()},
        **special_ids(),
        **options,
    )


def config_json(config, style, options):
    """The config as transformers 5 saves it, or as its predecessors did."""
    if style == "new":
        return json.loads(config.to_json_string())
    saved = json.loads(config.to_json_string(use_diff=False))
    kept = {key: value for key, value in saved.items() if key not in ("dtype", "layer_types", "rope_parameters", *OLD_STYLE)}
    old = {key: options.get(key, value) for key, value in OLD_STYLE.items()}
    return {**kept, **old, "position_embedding_type": "absolute", "torch_dtype": "float32", "transformers_version": "4.48.0"}


@torch.no_grad()
def randomize(model, generator):
    """Weights that make every part of the graph matter: with the library's small initial weights, errors would not show."""
    for name, parameter in sorted(model.named_parameters()):
        noise = torch.randn(parameter.shape, generator=generator)
        if name.endswith("bias"):
            parameter.copy_(0.3 * noise)
        elif "norm" in name:
            parameter.copy_(1 + 0.2 * noise)
        elif "tok_embeddings" in name:
            parameter.copy_(noise)
        else:
            gain = 1.2 if "Wqkv" in name else 1.0
            parameter.copy_(gain * noise / parameter.shape[1] ** 0.5)


@torch.no_grad()
def spread(model, ids, dtype):
    """Scales and shifts the classifier so that some probabilities of evidence are below and some above 0.2 and 0.5."""
    logits = run(model, ids)
    outside = logits[:, 0]
    evidence = torch.logsumexp(logits[:, 1:], dim=1)
    scale = 1.8 / (evidence - outside).std()
    model.classifier.weight.mul_(scale)
    model.classifier.bias.mul_(scale)
    logits = run(model, ids)
    margin = torch.logsumexp(logits[:, 1:], dim=1) - logits[:, 0]
    model.classifier.bias[0] += margin.mean() + 1.0
    # Rounds to the type of the file and computes in float32, so that the saved weights are those that run.
    for parameter in model.parameters():
        parameter.copy_(parameter.to(dtype).to(torch.float32))


@torch.no_grad()
def run(model, ids):
    """The logits of one sequence, [tokens, labels]."""
    return model(input_ids=torch.tensor([list(ids)])).logits[0]


def sequences():
    generator = np.random.default_rng(20240611)
    return [generator.integers(0, 512, size=length, dtype=np.uint16) for length in [*LENGTHS, LONGEST]]


def make(index, name, style, kind, labels, options, ids):
    folder = MODELS_FOLDER / name
    folder.mkdir(parents=True, exist_ok=True)
    config = make_config(labels, options)
    model = ModernBertForTokenClassification(config).eval()
    randomize(model, torch.Generator().manual_seed(1000 + index))
    spread(model, ids[LENGTHS.index(513)].tolist(), TYPES[kind])

    write_json(folder / "config.json", config_json(config, style, options), indent=2)
    tensors = {key: value.to(TYPES[kind]).contiguous() for key, value in model.state_dict().items()}
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    copy_tokenizer(folder, as_pairs=style == "new")

    # The library must be able to read the folder and compute the same.
    read = ModernBertForTokenClassification.from_pretrained(folder, dtype=torch.float32).eval()
    assert read.config.layer_types == config.layer_types and read.config.rope_parameters == config.rope_parameters
    wanted = ids if index == 0 else ids[: len(LENGTHS)]
    logits = [run(read, sequence.tolist()).numpy() for sequence in wanted]
    np.concatenate([part.reshape(-1) for part in logits]).astype("<f4").tofile(folder / "logits.bin")

    # Double precision gives nearly the same logits, so a difference of 1e-4 is an error and not rounding.
    exact = ModernBertForTokenClassification.from_pretrained(folder, dtype=torch.float32).eval().double()
    error = max(float(np.abs(run(exact, sequence.tolist()).numpy() - part).max()) for sequence, part in zip(wanted[:9], logits))
    assert error < 2e-5, error
    everything = torch.softmax(torch.tensor(np.concatenate(logits)), dim=1)[:, 1:].sum(dim=1)
    shares = [float((everything >= threshold).float().mean()) for threshold in (0.2, 0.5)]
    print(f"{name}: rounding {error:.1e}, largest logit {max(np.abs(part).max() for part in logits):.1f}, p >= 0.2: {shares[0]:.2f}, >= 0.5: {shares[1]:.2f}")


def copy_tokenizer(folder, as_pairs):
    """Writes the tokenizer beside a model; for a config of the new style, in the format of newer libraries."""
    tokenizer = json.loads((TOKENIZER_FOLDER / "tokenizer.json").read_text(encoding="utf-8"))
    config = json.loads((TOKENIZER_FOLDER / "tokenizer_config.json").read_text(encoding="utf-8"))
    if as_pairs:
        tokenizer["model"]["merges"] = [merge.split(" ") for merge in tokenizer["model"]["merges"]]
        # Saved truncation and padding, which readers must ignore.
        tokenizer["truncation"] = {"direction": "Right", "max_length": 16, "strategy": "OnlySecond", "stride": 4}
        pad = next(token["id"] for token in tokenizer["added_tokens"] if token["content"] == "[PAD]")
        tokenizer["padding"] = {
            "strategy": {"Fixed": 16},
            "direction": "Right",
            "pad_to_multiple_of": None,
            "pad_id": pad,
            "pad_type_id": 0,
            "pad_token": "[PAD]",
        }
        config["tokenizer_class"] = "TokenizersBackend"
        config["backend"] = "tokenizers"
    write_json(folder / "tokenizer.json", tokenizer)
    write_json(folder / "tokenizer_config.json", config, indent=2)


if __name__ == "__main__":
    torch.set_num_threads(1)
    shutil.rmtree(MODELS_FOLDER, ignore_errors=True)
    MODELS_FOLDER.mkdir(parents=True)
    ids = sequences()
    np.concatenate(ids).astype("<u2").tofile(MODELS_FOLDER / "ids.bin")
    for index, (name, (style, kind, labels, options)) in enumerate(MODELS.items()):
        make(index, name, style, kind, labels, options, ids)
    write_json(
        MODELS_FOLDER / "index.json",
        {
            "lengths": [*LENGTHS, LONGEST],
            "models": {
                name: {"labels": labels, "type": kind, "sequences": len(ids) if index == 0 else len(LENGTHS)}
                for index, (name, (_, kind, labels, _)) in enumerate(MODELS.items())
            },
        },
        indent=2,
    )
