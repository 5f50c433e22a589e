"""What the scripts of this folder share."""

import json
from pathlib import Path

HERE = Path(__file__).parent
FIXTURES = HERE.parent.parent / "test" / "fixtures"
TOKENIZER_FOLDER = FIXTURES / "tokenizer"
WORDPIECE_FOLDER = FIXTURES / "wordpiece"
MODELS_FOLDER = FIXTURES / "models"
BERT_FOLDER = FIXTURES / "bert"


def write_json(path, value, **options):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False, **options) + "\n", encoding="utf-8")
