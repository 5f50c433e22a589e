"""Compares process.windows with the windows of the tokenizers library. Use any version except 0.23.1 and 0.23.2, which lose text when they
are asked for windows (huggingface/tokenizers#2091). It prints how many cases agree and writes no file."""

import random

import tokenizers

from common import TOKENIZER_FOLDER
from process import windows

if __name__ == "__main__":
    chance = random.Random(3)
    cases = 3000
    for _ in range(cases):
        tokenizer = tokenizers.Tokenizer.from_file(str(TOKENIZER_FOLDER / "tokenizer.json"))
        question = " q" * chance.randint(1, 9)
        context = " x.y" * chance.randint(0, 60)
        asked = tokenizer.encode(question, add_special_tokens=False).ids
        read = tokenizer.encode(context, add_special_tokens=False).ids
        room = chance.randint(1, 40)
        stride = chance.randint(0, room - 1)
        max_length = len(asked) + 3 + room
        tokenizer.enable_truncation(max_length, stride=stride, strategy="only_second")
        whole = tokenizer.encode(question, context)
        parts = [whole, *whole.overflowing]
        got = [[token for token, sequence in zip(part.ids, part.sequence_ids) if sequence == 1] for part in parts]
        expected = [read[start:end] for start, end in windows(len(asked), len(read), max_length, stride)]
        assert got == expected, (len(asked), len(read), max_length, stride)
    print(f"tokenizers {tokenizers.__version__}: {cases} cases agree")
