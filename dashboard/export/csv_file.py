"""Syncs as CSV (RFC 4180): UTF-8 with a mark at its start, by which Excel knows it; every text in quotes.

The first line is the header, so that every import finds it. What the file is about is in its name and in the
column heads; Excel's and JSON Lines' files say more. Every text is a `foreign_text.cell`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache
from typing import Final

from dashboard.export.about import About, iso
from dashboard.export.rows import FileColumn, Row, Value
from dashboard.foreign_text import cell

_WORDS: Final = {True: "yes", False: "no", None: ""}


def write(columns: Iterable[FileColumn], rows: Iterable[Row], _about: About) -> bytes:
    """Return the file: the header, then a line for each sync."""
    held = io.BytesIO()
    text = io.TextIOWrapper(held, encoding="utf-8-sig", newline="")
    file = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC)
    safe = lru_cache(4096)(cell)  # messages come again and again
    file.writerow([cell(column.name) for column in columns])
    file.writerows([_written(value, safe) for value in row] for row in rows)
    text.flush()
    return held.getvalue()


def _written(value: Value, safe: Callable[[str], str]) -> str | int:
    """A number stays one, it can't act; all else is text in quotes."""
    if isinstance(value, str):
        return safe(value)
    if isinstance(value, datetime):
        return iso(value)
    return _WORDS[value] if value is None or isinstance(value, bool) else value
