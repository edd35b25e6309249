"""Syncs as JSON Lines: {"about": …} first, then one object per sync. Texts are complete and unchanged.

Markup and invisible characters are written as escapes.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime

from dashboard.export.about import About, iso, record
from dashboard.export.rows import FileColumn, Row
from dashboard.foreign_text import json_line


def write(columns: Iterable[FileColumn], rows: Iterable[Row], about: About) -> bytes:
    """Return the file."""
    keys = [column.key for column in columns]
    file = io.BytesIO()
    file.write(_line({"about": record(about)}))
    for row in rows:
        values = (iso(value) if isinstance(value, datetime) else value for value in row)
        file.write(_line(dict(zip(keys, values, strict=True))))
    return file.getvalue()


def _line(value: dict[str, object]) -> bytes:
    return json_line(value).encode() + b"\n"
