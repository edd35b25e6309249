"""The door of this room: syncs in, a file out, and its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final, Literal

from dashboard import foreign_text
from dashboard.sharing import csv_file, jsonl_file, xlsx_file
from dashboard.sharing.about import About
from dashboard.sharing.rows import Basis, Column, Ranges, Row, columns, rows

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MEDIA_TYPES", "About", "Basis", "Kind", "Ranges", "export", "file_name"]

Kind = Literal["csv", "xlsx", "jsonl"]
MEDIA_TYPES: Final[dict[Kind, str]] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/x-ndjson",
}
_WRITERS: Final[dict[Kind, Callable[[Sequence[Column], Iterable[Row], About], bytes]]] = {
    "csv": csv_file.write,
    "xlsx": xlsx_file.write,
    "jsonl": jsonl_file.write,
}
_MOST_NAME: Final = 60
_MOST_ID: Final = 8


def export(frame: pd.DataFrame, kind: Kind, about: About, ranges: Ranges | None = None) -> bytes:
    """Return the syncs of a `history_frame`, or of a part of it, as a file: in their order, none left out.

    `ranges`: the sales that each sync covers, by its id; where given, a sync that is missing there has a
    range that is "not known". Without it the file has no such columns. The same syncs give the same bytes.
    Raises ValueError when `about` tells another number of syncs.
    """
    if about.shown != len(frame):
        raise ValueError(f"The file would say that it holds {about.shown} syncs, and hold {len(frame)}.")
    named = columns(about.zone_label, ranges)
    return _WRITERS[kind](named, rows(frame, about.zone, ranges), about)


def file_name(about: About, kind: Kind) -> str:
    """Return a name that every system takes: "Bluebird-Coffee-syncs-2026-11-24.csv", by the day shown.

    Where nothing of the company's name can stand in a file's name, the beginning of its id does.
    """
    company = foreign_text.file_name(about.company_name, _MOST_NAME, otherwise="")
    company = company or foreign_text.file_name(about.company_id[:_MOST_ID], otherwise="company")
    return f"{company}-syncs-{about.as_of_shown:%Y-%m-%d}.{kind}"
