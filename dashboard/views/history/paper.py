"""The filtered syncs as tables for paper: all rows and whole messages, in parts that fit one message each.

On screen the table is a canvas that shows 16 rows, so paper needs its own. Rows are written without closing
tags, which HTML allows, to keep them small.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from dashboard.foreign_text import cut, html
from dashboard.insight.causes.catalogue import message_of
from dashboard.views import components, range_words, words
from dashboard.views.clock import PageClock
from dashboard.views.history import table_rows
from dashboard.views.history.table_rows import TableRow

MOST_ROWS: Final = 1_000
MOST_MESSAGE: Final = 4_000
MOST_BYTES: Final = 400_000
"""The size of a part: far below `server.maxMessageSize`, so that no part holds up the messages after it."""
_HEAD: Final = ("Outcome", "Code", "Wrote", "Range (estimated)", "Sync id", "Message")


def tables(rows: Sequence[TableRow], of: int, order: str, clock: PageClock) -> list[str]:
    """Return the rows as tables under a title, as HTML parts of at most about `MOST_BYTES`.

    `of`: how many syncs match in all; `order`: their order in words.
    """
    head = f"<th>Ran ({html(clock.zone_name)})" + "".join(f"<th>{html(name)}" for name in _HEAD)
    safe = lru_cache(1024)(html)  # most texts repeat
    parts = _parts(_row(row, clock, safe) for row in rows)
    made = [f'<table class="d d-paper"><thead><tr>{head}</thead><tbody>{part}</table>' for part in parts]
    return [_title(len(rows), of, order) + made[0], *made[1:]]


def _title(shown: int, of: int, order: str) -> str:
    if shown == of:
        return components.title(f"Syncs: all {of:,}", order)
    return components.title(f"Syncs: {shown:,} of {of:,}", f"{order}; an export has them all")


def _parts(rows: Iterable[str]) -> Iterator[str]:
    """Join rows into parts; a row that alone is larger than `MOST_BYTES` is a part of its own."""
    part: list[str] = []
    size = 0
    for row in rows:
        length = len(row.encode())
        if part and size + length > MOST_BYTES:
            yield "".join(part)
            part, size = [], 0
        part.append(row)
        size += length
    yield "".join(part)


def _row(row: TableRow, clock: PageClock, safe: Callable[[object], str]) -> str:
    record = row.record
    cells = (
        clock.moment(record.sync_utc),
        table_rows.outcome(row),
        "" if record.sync_status_code is None else record.sync_status_code,
        words.wrote(record),
        range_words.in_line(row.covers, clock.shown_zone, clock.now),
        table_rows.short_id(record.sync_id),
        cut(message_of(record) or "", MOST_MESSAGE),
    )
    return "<tr>" + "".join(f"<td>{safe(cell)}" for cell in cells)
