"""Makes the synthetic tokenizer of the tests: the shape of ModernBERT's, trained on corpus.txt, small enough for tiny models."""

import json

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

from common import HERE, TOKENIZER_FOLDER, write_json

VOCABULARY = 512
MERGED = 207  # The ids of VOCABULARY that the other tokens leave free.


def added(token_id, content, *, special=False, normalized=False, lstrip=False):
    flags = {"single_word": False, "lstrip": lstrip, "rstrip": False, "normalized": normalized, "special": special}
    return {"id": token_id, "content": content, **flags}


def train():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(
        vocab_size=256 + MERGED,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train([str(HERE / "corpus.txt")], trainer)
    return json.loads(tokenizer.to_str())["model"]


def make():
    trained = train()
    vocab, tokens = {}, []

    def take(content, **flags):
        """Adds a token. Tokens before [UNK] are also in the vocabulary of the model, as in ModernBERT's file."""
        token_id = len(vocab) + sum(token["content"] not in vocab for token in tokens)
        tokens.append(added(token_id, content, **flags))
        return token_id

    vocab["|||IP_ADDRESS|||"] = take("|||IP_ADDRESS|||", normalized=True)
    vocab["<|padding|>"] = take("<|padding|>", special=True)
    for entry in sorted(trained["vocab"], key=trained["vocab"].get):
        vocab[entry] = len(vocab)
    for length in range(24, 1, -1):
        vocab[" " * length] = take(" " * length, normalized=True)
    for content in ("|||EMAIL_ADDRESS|||", "|||PHONE_NUMBER|||"):
        vocab[content] = take(content, normalized=True)
    vocab["<|endoftext|>"] = take("<|endoftext|>", special=True)
    for content in ("[UNK]", "[CLS]", "[SEP]", "[PAD]", "[MASK]"):
        take(content, special=True, lstrip=content == "[MASK]")
    while len(vocab) + sum(token["content"] not in vocab for token in tokens) < VOCABULARY:
        take(f"[unused{sum(token['content'].startswith('[unused') for token in tokens)}]", normalized=True)

    ids = {token["content"]: token["id"] for token in tokens}
    special = {"CLS": {"SpecialToken": {"id": "[CLS]", "type_id": 0}}, "SEP": {"SpecialToken": {"id": "[SEP]", "type_id": 0}}}
    sequence = {name: {"Sequence": {"id": name, "type_id": 0}} for name in "AB"}
    level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": tokens,
        "normalizer": {"type": "NFC"},
        "pre_tokenizer": level,
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [special["CLS"], sequence["A"], special["SEP"]],
            "pair": [special["CLS"], sequence["A"], special["SEP"], sequence["B"], special["SEP"]],
            "special_tokens": {
                name: {"id": name, "ids": [ids[name]], "tokens": [name]}
                for name in ("[CLS]", "[MASK]", "[PAD]", "[SEP]", "[UNK]")
            },
        },
        "decoder": level,
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": None,
            "continuing_subword_prefix": None,
            "end_of_word_suffix": None,
            "fuse_unk": False,
            "byte_fallback": False,
            "ignore_merges": False,
            "vocab": vocab,
            # The older format, as in ModernBERT's file; the copies beside the models have pairs.
            "merges": [" ".join(pair) for pair in trained["merges"]],
        },
    }


CONFIG = {
    "clean_up_tokenization_spaces": True,
    "cls_token": "[CLS]",
    "mask_token": "[MASK]",
    "model_input_names": ["input_ids", "attention_mask"],
    "model_max_length": 8192,
    "pad_token": "[PAD]",
    "sep_token": "[SEP]",
    "tokenizer_class": "PreTrainedTokenizerFast",
    "unk_token": "[UNK]",
}

if __name__ == "__main__":
    made = make()
    # The library must read it and give every token the same id.
    read = Tokenizer.from_str(json.dumps(made))
    assert read.get_vocab_size() == VOCABULARY
    assert all(read.token_to_id(token["content"]) == token["id"] for token in made["added_tokens"])
    write_json(TOKENIZER_FOLDER / "tokenizer.json", made)
    write_json(TOKENIZER_FOLDER / "tokenizer_config.json", CONFIG)
