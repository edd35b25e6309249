"""Text in pictures: only letters that our font has, and about how wide they are."""

from __future__ import annotations

import unicodedata
from typing import Final

from anyascii import anyascii

from dashboard.foreign_text import one_line

FONT_RANGES: Final = (
    (0x20, 0x7E), (0xA0, 0xAC), (0xAE, 0x148), (0x14A, 0x1C3), (0x1C5, 0x24F), (0x1E00, 0x1E9B),
    (0x1E9D, 0x1EFF), (0x2010, 0x2027), (0x2030, 0x2055),
)  # fmt: skip
"""Characters that the fonts of pictures have, first and last."""
_PART_OF_SIZE: Final = 0.56


def drawable(text: str, most: int = 120) -> str:
    """Return the text on one line; letters that the font lacks, which would be left out, in Latin ones."""
    line = unicodedata.normalize("NFC", one_line(text, most))
    return one_line("".join(each if _in_font(each) else anyascii(each) for each in line), most)


def text_width(text: str, size: float) -> float:
    """Return about how many px a text takes at a font size, rather too many than too few."""
    return len(text) * size * _PART_OF_SIZE


def wrapped(text: str, size: float, width: float) -> list[str]:
    """Return the text in lines that fit a width."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _in_font(char: str) -> bool:
    return any(first <= ord(char) <= last for first, last in FONT_RANGES)
