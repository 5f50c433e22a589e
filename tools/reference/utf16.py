"""Converts Python's offsets (code points) to those of the project (UTF-16 code units of the original text)."""

import re


def well_formed(text):
    """Lone surrogates as U+FFFD: Python's tokenizers cannot take them, and JavaScript's toWellFormed() does the same."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


class Source:
    """A text as the tokenizer gets it (line feeds only, no lone surrogates), with a conversion to UTF-16 offsets of the original."""

    def __init__(self, original):
        self.original = original
        self.text = well_formed(original).replace("\r\n", "\n")
        self.places = []
        place = 0
        index = 0
        while index < len(original):
            self.places.append(place)
            is_line_end = original.startswith("\r\n", index)
            character = original[index]
            place += 2 if is_line_end or ord(character) > 0xFFFF else 1
            index += 2 if is_line_end else 1
        self.places.append(place)
        assert len(self.places) == len(self.text) + 1

    def to_utf16(self, offset):
        return self.places[offset]
