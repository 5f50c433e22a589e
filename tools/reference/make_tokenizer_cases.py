"""Tokenises the hard texts of test/unit/tokenizer/hardTexts.ts, with the synthetic tokenizer and with ModernBERT's.

python make_tokenizer_cases.py path/to/modernbert-tokenizer.json

Never with truncation: tokenizers 0.23 loses text when it is asked for windows (huggingface/tokenizers#2091).
"""

import hashlib
import json
import subprocess
import sys

from tokenizers import Tokenizer

from common import FIXTURES, HERE, TOKENIZER_FOLDER, write_json
from utf16 import Source

TEXTS = 6000
WRITTEN_OUT = 420


def hard_texts():
    root = HERE.parent.parent
    script = root / "test" / "unit" / "tokenizer" / "printHardTexts.ts"
    return json.loads(subprocess.run(["npx", "tsx", script, str(TEXTS)], cwd=root, check=True, capture_output=True).stdout)


def encode(tokenizer, text):
    """Ids, and offsets as [start, end, start, end, ...] in UTF-16 code units."""
    source = Source(text)
    encoding = tokenizer.encode(source.text, add_special_tokens=False)
    return encoding.ids, [source.to_utf16(offset) for pair in encoding.offsets for offset in pair]


def digest(ids, offsets):
    """What test/unit/tokenizer computes too."""
    joined = ",".join(map(str, ids)) + ";" + ",".join(map(str, offsets))
    return hashlib.sha256(joined.encode()).hexdigest()[:8]


def load(path):
    tokenizer = Tokenizer.from_file(str(path))
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
    write_json(
        TOKENIZER_FOLDER / "digests.json",
        {
            # Of all texts, so that a change of the generator is told apart from a fault of the tokenizer.
            "texts": hashlib.sha256("\n".join(texts).encode("utf-16-le", "surrogatepass")).hexdigest(),
            "count": TEXTS,
            "synthetic": "".join(digest(*one) for one in encoded),
            "modernbert": "".join(digest(*encode(real, text)) for text in texts),
        },
        indent=2,
    )
