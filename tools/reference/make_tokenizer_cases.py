"""Tokenises the hard texts of test/unit/inference/tokenizer/hardTexts.ts, with the synthetic tokenizer and with ModernBERT's.

python make_tokenizer_cases.py path/to/modernbert-tokenizer.json

Never uses truncation: tokenizers 0.23 loses text when it is asked for windows (huggingface/tokenizers#2091).
"""

import hashlib
import json
import subprocess
import sys

from tokenizers import Tokenizer

from common import HERE, TOKENIZER_FOLDER, write_json
from utf16 import Source

TEXTS = 4000
WRITTEN_OUT = 420
VARIED = 1000

# Variants as in other tokenizers of the same shape: values to set in the synthetic tokenizer.json, how many merges to keep (the tokens of
# the others stay in the vocabulary), and added tokens to append, with the ids that the library gives them.
VARIANTS = {
    "having no normalizer": {"set": {"normalizer": None}},
    "taking whole words before merges": {"set": {"model.ignore_merges": True}, "merges": 60},
    "having tokens that no merge makes": {"merges": 60},
    "having added tokens that are not NFC": {
        "append": [
            {"id": 512, "content": "cafe\u0301", "lstrip": False, "normalized": True, "special": False},
            {"id": 513, "content": "e\u0301", "lstrip": True, "normalized": False, "special": False},
        ]
    },
    "having an added token with lstrip, found after normalising": {
        "append": [{"id": 512, "content": "fé", "lstrip": True, "normalized": True, "special": False}]
    },
}


def hard_texts():
    root = HERE.parent.parent
    script = root / "test/unit/inference/tokenizer/printHardTexts.ts"
    return json.loads(subprocess.run(["npx", "tsx", script, str(TEXTS)], cwd=root, check=True, capture_output=True).stdout)


def encode(tokenizer, text):
    """Ids, and offsets as [start, end, start, end, ...] in UTF-16 code units."""
    source = Source(text)
    encoding = tokenizer.encode(source.text, add_special_tokens=False)
    return encoding.ids, [source.to_utf16(offset) for pair in encoding.offsets for offset in pair]


def digest(ids, offsets):
    """A short hash of ids and offsets; test/unit/inference/tokenizer computes the same."""
    joined = ",".join(map(str, ids)) + ";" + ",".join(map(str, offsets))
    return hashlib.sha256(joined.encode()).hexdigest()[:8]


def digests(tokenizer, texts):
    return "".join(digest(*encode(tokenizer, text)) for text in texts)


def vary(tokenizer, variant):
    """A copy of a tokenizer.json with the changes of a variant."""
    varied = json.loads(json.dumps(tokenizer))
    for path, value in variant.get("set", {}).items():
        *parents, key = path.split(".")
        part = varied
        for parent in parents:
            part = part[parent]
        part[key] = value
    if "merges" in varied["model"]:
        varied["model"]["merges"] = varied["model"]["merges"][: variant.get("merges")]
    for token in variant.get("append", []):
        varied["added_tokens"].append({"single_word": False, "rstrip": False, **token})
    return varied


def load(path):
    return without_truncation(Tokenizer.from_file(str(path)))


def without_truncation(tokenizer):
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


if __name__ == "__main__":
    texts = hard_texts()
    synthetic = load(TOKENIZER_FOLDER / "tokenizer.json")
    encoded = [encode(synthetic, text) for text in texts]
    cases = [{"text": text, "ids": ids, "offsets": offsets} for text, (ids, offsets) in zip(texts[:WRITTEN_OUT], encoded)]
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    (TOKENIZER_FOLDER / "cases.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")

    real = load(sys.argv[1])
    file = json.loads((TOKENIZER_FOLDER / "tokenizer.json").read_text(encoding="utf-8"))
    write_json(
        TOKENIZER_FOLDER / "digests.json",
        {
            # A hash of all texts: it shows whether the generator of texts has changed or the tokenizer is wrong.
            "texts": hashlib.sha256("\n".join(texts).encode("utf-16-le", "surrogatepass")).hexdigest(),
            "count": TEXTS,
            "synthetic": "".join(digest(*one) for one in encoded),
            "modernbert": digests(real, texts),
            "varied": VARIED,
            "variants": {
                name: {**variant, "digests": digests(Tokenizer.from_str(json.dumps(vary(file, variant))), texts[:VARIED])}
                for name, variant in VARIANTS.items()
            },
        },
        indent=2,
    )
