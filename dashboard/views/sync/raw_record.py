"""The raw record of a sync: Codat's JSON, every token unchanged, one value a line."""

from __future__ import annotations

import re
from typing import Final

from dashboard.foreign_text import cut, visible
from dashboard.views import components

_MOST_INDENT: Final = 20
_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)


def folded(raw: bytes) -> str:
    """Return the record as HTML: a block that opens with a click, and a button that copies its bytes."""
    copy = components.copy_button("Copy", text(raw), "Copy the record")
    shown = f'<div class="d-code">{components.quote(cut(indented(raw)))}</div>'
    return components.fold("Raw record", "", shown, beside_html=copy)


def text(raw: bytes) -> str:
    """Return a record's bytes as text, unchanged."""
    return raw.decode("utf-8", "backslashreplace")


def indented(raw: bytes) -> str:
    r"""Return a record's JSON on several lines, every token unchanged; invisible characters as \u escapes.

    The record was parsed before, so this is JSON. Numbers, escapes and repeated names stay as they are.
    Beyond a depth of `_MOST_INDENT` the indent no longer grows.
    """
    lines, depth, last = [""], 0, ""
    for piece in _TOKEN.findall(visible(text(raw))):
        if piece in {"}", "]"}:
            depth -= 1
            if last not in {"{", "["}:
                lines.append("  " * min(depth, _MOST_INDENT))
        elif last in {"{", "[", ","}:
            lines.append("  " * min(depth, _MOST_INDENT))
        lines[-1] += ": " if piece == ":" else piece
        depth += piece in {"{", "["}
        last = piece
    return "\n".join(lines)
