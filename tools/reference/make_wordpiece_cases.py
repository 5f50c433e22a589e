"""Tokenises the hard texts of test/unit/inference/tokenizer/hardTexts.ts with the synthetic WordPiece tokenizer, with variants of it, and with BERT's.

python make_wordpiece_cases.py path/to/bert-base-uncased/tokenizer.json
"""

import hashlib
import json
import sys

from tokenizers import Tokenizer

from common import WORDPIECE_FOLDER, write_json
from make_tokenizer_cases import TEXTS, VARIED, digest, digests, encode, hard_texts, load, vary

WRITTEN_OUT = 300

# Variants as in other tokenizers of BERT's kind: values to set in the synthetic tokenizer.json, and added tokens to append.
VARIANTS = {
    "keeping case and accents": {"set": {"normalizer.lowercase": False}},
    "keeping accents": {"set": {"normalizer.strip_accents": False}},
    "keeping case alone": {"set": {"normalizer.lowercase": False, "normalizer.strip_accents": True}},
    "keeping control characters": {"set": {"normalizer.clean_text": False}},
    "keeping ideographs together": {"set": {"normalizer.handle_chinese_chars": False}},
    "having shorter words": {"set": {"model.max_input_chars_per_word": 5}},
    "having another prefix": {"set": {"model.continuing_subword_prefix": "a"}},
    "having an added token that is found after normalising": {
        "append": [{"id": 768, "content": "ThÉ", "lstrip": True, "normalized": True, "special": False}]
    },
}

if __name__ == "__main__":
    texts = hard_texts()
    path = WORDPIECE_FOLDER / "tokenizer.json"
    synthetic = load(path)
    encoded = [encode(synthetic, text) for text in texts]
    cases = [{"text": text, "ids": ids, "offsets": offsets} for text, (ids, offsets) in zip(texts[:WRITTEN_OUT], encoded)]
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    (WORDPIECE_FOLDER / "cases.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")

    file = json.loads(path.read_text(encoding="utf-8"))
    write_json(
        WORDPIECE_FOLDER / "digests.json",
        {
            "texts": hashlib.sha256("\n".join(texts).encode("utf-16-le", "surrogatepass")).hexdigest(),
            "count": TEXTS,
            "synthetic": "".join(digest(*one) for one in encoded),
            "bert": digests(load(sys.argv[1]), texts),
            "varied": VARIED,
            "variants": {
                name: {**variant, "digests": digests(Tokenizer.from_str(json.dumps(vary(file, variant))), texts[:VARIED])}
                for name, variant in VARIANTS.items()
            },
        },
        indent=2,
    )
