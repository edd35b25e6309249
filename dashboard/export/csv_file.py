"""Syncs as CSV (RFC 4180): UTF-8 with a byte order mark for Excel; every text in quotes.

The first line is the header, as importers expect. The file's name and headers carry the metadata; Excel and
JSON Lines files have more. Every text is a `foreign_text.cell`.
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
    safe = lru_cache(4096)(cell)  # messages repeat
    file.writerow([cell(column.name) for column in columns])
    file.writerows([_written(value, safe) for value in row] for row in rows)
    text.flush()
    return held.getvalue()


def _written(value: Value, safe: Callable[[str], str]) -> str | int:
    """Keep numbers, which are harmless; quote everything else as text."""
    if isinstance(value, str):
        return safe(value)
    if isinstance(value, datetime):
        return iso(value)
    return _WORDS[value] if value is None or isinstance(value, bool) else value
