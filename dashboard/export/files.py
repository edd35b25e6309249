"""Make a file of syncs, and its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final, Literal

from dashboard import foreign_text
from dashboard.export import csv_file, jsonl_file, xlsx_file
from dashboard.export.about import About
from dashboard.export.rows import Basis, FileColumn, Ranges, Row, columns, rows

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["LABELS", "MEDIA_TYPES", "About", "Basis", "Kind", "Ranges", "export", "file_name"]

Kind = Literal["csv", "xlsx", "jsonl"]
MEDIA_TYPES: Final[dict[Kind, str]] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/x-ndjson",
}
LABELS: Final[dict[Kind, str]] = {"csv": "CSV", "xlsx": "Excel", "jsonl": "JSON Lines"}
"""The name of each kind of file."""
_WRITERS: Final[dict[Kind, Callable[[Sequence[FileColumn], Iterable[Row], About], bytes]]] = {
    "csv": csv_file.write,
    "xlsx": xlsx_file.write,
    "jsonl": jsonl_file.write,
}
_MOST_NAME: Final = 60
_MOST_FILTERS: Final = 40
_MOST_ID: Final = 8


def export(frame: pd.DataFrame, kind: Kind, about: About, ranges: Ranges | None = None) -> bytes:
    """Return the syncs of a `history_frame`, or a part of it, as a file, complete and in their order.

    `ranges`: the range of each sync by its id; a sync missing there has the range "unknown". Without it the
    file has no such columns. The same syncs give the same bytes. Raises ValueError if `about` has another
    number of syncs.
    """
    if about.shown != len(frame):
        raise ValueError(f"The file would say that it holds {about.shown} syncs, and hold {len(frame)}.")
    named = columns(about.zone_label, ranges)
    return write(kind, named, rows(frame, about.zone, ranges), about)


def write(kind: Kind, named: Sequence[FileColumn], values: Iterable[Row], about: About) -> bytes:
    """Return rows as a file of a kind."""
    return _WRITERS[kind](named, values, about)


def file_name(about: About, kind: Kind) -> str:
    """Return a descriptive name that is valid on every system.

    "Bluebird-Coffee-syncs-2026-11-24-0942Z.csv" holds all syncs as of 24 Nov 2026 09:42 UTC,
    "Bluebird-Coffee-Failed-9-of-812-syncs-2026-11-24-0942Z.csv" those that match a filter. If no part of the
    company's name is valid, the beginning of its id is used.
    """
    company = foreign_text.file_name(about.company_name, _MOST_NAME, otherwise="")
    if about.company_id:
        company = company or foreign_text.file_name(about.company_id[:_MOST_ID], otherwise="company")
    filters = foreign_text.file_name(" ".join(about.filters), _MOST_FILTERS, otherwise="")
    of = f"{about.shown}-of-{about.of}" if about.shown != about.of else ""
    unread = f"{about.damaged}-not-readable" if about.damaged else ""
    things = foreign_text.file_name(about.things)
    parts = [company, filters, of, things, unread, f"{about.as_of_utc:%Y-%m-%d-%H%MZ}"]
    return f"{'-'.join(part for part in parts if part)}.{kind}"
