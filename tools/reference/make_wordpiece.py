"""Makes the synthetic WordPiece tokenizer of the tests: the shape of BERT's, with the words of corpus.txt, small enough for tiny models."""

import json
import string
from collections import Counter

from tokenizers import Tokenizer, normalizers, pre_tokenizers

from common import HERE, WORDPIECE_FOLDER, write_json

VOCABULARY = 768
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
# Letters of the hard texts and of the variants of the normalizer that the corpus does not have.
LETTERS = "áàâäçéèêëíîïñóôöúûüÜÏÉøßıαβγδεηικλμνορστΣςмоделйиאבוהתשالنموذجيدモデ가각한글模型在论文中找到答案。論の中で答え見つけるभाषा…–—“”‘’≥±½²∈🙂🎉"


def vocabulary():
    """Words of the corpus and their most frequent beginnings and ends. The library's trainer is not used: it breaks ties differently each time."""
    text = (HERE / "corpus.txt").read_text(encoding="utf-8")
    normalizer = normalizers.BertNormalizer(lowercase=False)
    words = [word for word, _ in pre_tokenizers.BertPreTokenizer().pre_tokenize_str(normalizer.normalize_str(text))]
    letters = sorted(set(string.printable.strip()) | set(LETTERS) | set("".join(words)))
    counts = Counter()
    for word in words:
        counts.update([word, word.lower()])
        for length in range(2, len(word)):
            counts.update([word[:length], "##" + word[-length:]])
    frequent = sorted(counts, key=lambda token: (-counts[token] * len(token), token))
    tokens = dict.fromkeys([*SPECIAL, *letters, *("##" + letter for letter in letters if letter.isalnum()), *frequent])
    return {token: index for index, token in enumerate(list(tokens)[:VOCABULARY])}


def make():
    vocab = vocabulary()
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}

    def special(name, type_id):
        return {"SpecialToken": {"id": name, "type_id": type_id}}

    def sequence(name, type_id):
        return {"Sequence": {"id": name, "type_id": type_id}}

    first = [special("[CLS]", 0), sequence("A", 0), special("[SEP]", 0)]
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [{"id": vocab[token], "content": token, **flags} for token in SPECIAL],
        "normalizer": {
            "type": "BertNormalizer",
            "clean_text": True,
            "handle_chinese_chars": True,
            "strip_accents": None,
            "lowercase": True,
        },
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": first,
            "pair": [*first, sequence("B", 1), special("[SEP]", 1)],
            "special_tokens": {
                name: {"id": name, "ids": [vocab[name]], "tokens": [name]} for name in ("[CLS]", "[SEP]")
            },
        },
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
        "model": {
            "type": "WordPiece",
            "unk_token": "[UNK]",
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
            "vocab": vocab,
        },
    }


CONFIG = {
    "cls_token": "[CLS]",
    "do_lower_case": True,
    "mask_token": "[MASK]",
    "model_max_length": 512,
    "pad_token": "[PAD]",
    "sep_token": "[SEP]",
    "strip_accents": None,
    "tokenize_chinese_chars": True,
    "tokenizer_class": "BertTokenizer",
    "unk_token": "[UNK]",
}

if __name__ == "__main__":
    made = make()
    read = Tokenizer.from_str(json.dumps(made))
    assert read.get_vocab_size() == len(made["model"]["vocab"]) == VOCABULARY
    write_json(WORDPIECE_FOLDER / "tokenizer.json", made)
    write_json(WORDPIECE_FOLDER / "tokenizer_config.json", CONFIG)
