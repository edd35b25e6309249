"""Read the text of each page that Chromium printed. Spaces at the end of a line aren't in a PDF."""

from __future__ import annotations

import re
import unicodedata
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj\b(.*?)\bendobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*)endstream", re.DOTALL)
_SHOWN = re.compile(rb"/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)> Tj")
_FONT = re.compile(rb"/(F\d+) (\d+) 0 R")
_CHARACTER = re.compile(rb"^<(\w{4})> <(\w+)>$", re.MULTILINE)
_RANGE = re.compile(rb"^<(\w{4})> <(\w{4})> <(\w{4})>$", re.MULTILINE)


def pages_of(pdf: bytes) -> list[str]:
    """Return the text of each page, as `unspaced` returns it."""
    objects = dict(_OBJECT.findall(pdf))
    fonts = {name: _letters(_stream(objects, objects[ref], b"ToUnicode")) for name, ref in _FONT.findall(pdf)}
    pages = [each for each in objects.values() if re.search(rb"/Type /Page\b", each)]
    return [unspaced(_text(_stream(objects, each, b"Contents"), fonts)) for each in pages]


def unspaced(text: str) -> str:
    """Return a text without spaces and ligatures."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _stream(objects: dict[bytes, bytes], of: bytes, name: bytes) -> bytes:
    """Return the stream that an object names."""
    named = re.search(rb"/" + name + rb" (\d+) 0 R", of)
    assert named, f"no {name!r}"
    packed = _STREAM.search(objects[named[1]])
    assert packed, f"no stream of {name!r}"
    return zlib.decompress(packed[1])


def _letters(table: bytes) -> dict[int, str]:
    """Return the text of each glyph of a font."""
    letters = {
        int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
        for glyph, text in _CHARACTER.findall(table)
        if len(text) >= len("0041")
    }
    for first, last, text in _RANGE.findall(table):
        begin = int(first, 16)
        for glyph in range(begin, int(last, 16) + 1):
            letters[glyph] = chr(int(text, 16) + glyph - begin)
    return letters


def _text(content: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    """Return what a page shows, in the order in which it is drawn."""
    letters: dict[int, str] = {}
    shown = []
    for font, glyphs in _SHOWN.findall(content):
        if font:
            letters = fonts[font]
        shown += [letters.get(int(glyphs[at : at + 4], 16), "") for at in range(0, len(glyphs), 4)]
    return "".join(shown)
