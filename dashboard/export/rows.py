"""The rows of a file: plain, typed values from a `history_frame`, the same for every kind of file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum, auto
from typing import TYPE_CHECKING, Final, Literal

from dashboard.insight.causes.catalogue import causes
from dashboard.insight.outcome import Outcome
from dashboard.views.theme import PARTLY, look_of

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    import pandas as pd

Basis = Literal["reported", "estimated"]
Ranges = Mapping[str, tuple[datetime, datetime, Basis]]
"""The range of each sync, by its id: from, up to (aware), and its basis."""
Value = str | int | bool | datetime | None
Row = tuple[Value, ...]

_AT_ONCE: Final = 1_000
"""Rows made at once, so that memory doesn't grow with the number of syncs."""
_NO_RANGE: Final = (None, None, None, None, "unknown")


class ValueKind(Enum):
    """The type of a column's values; each may be None."""

    TEXT = auto()
    NUMBER = auto()
    YES_NO = auto()
    UTC = auto()
    SHOWN = auto()
    """An instant in the zone of the times shown."""


@dataclass(frozen=True)
class FileColumn:
    """`key`: its name for programs; `name`: its header for people; `width`: in characters."""

    key: str
    name: str
    kind: ValueKind
    width: int


_SYNC: Final = (
    FileColumn("sync_id", "Sync id", ValueKind.TEXT, 38),
    FileColumn("ran_utc", "Ran (UTC)", ValueKind.UTC, 20),
    FileColumn("ran", "Ran ({zone})", ValueKind.SHOWN, 20),
    FileColumn("outcome", "Outcome", ValueKind.TEXT, 22),
    FileColumn("code", "Code", ValueKind.NUMBER, 8),
    FileColumn("status", "Status", ValueKind.TEXT, 22),
    FileColumn("cause", "Cause", ValueKind.TEXT, 22),
    FileColumn("wrote_data", "Wrote data", ValueKind.YES_NO, 12),
    FileColumn("message", "Message", ValueKind.TEXT, 60),
    FileColumn("technical_message", "Technical message", ValueKind.TEXT, 60),
    FileColumn("ran_as_sent", "Ran, as Codat wrote it", ValueKind.TEXT, 30),
)
_RANGE: Final = (
    FileColumn("sales_from_utc", "Sales from (UTC)", ValueKind.UTC, 20),
    FileColumn("sales_up_to_utc", "Sales up to (UTC)", ValueKind.UTC, 20),
    FileColumn("sales_from", "Sales from ({zone})", ValueKind.SHOWN, 20),
    FileColumn("sales_up_to", "Sales up to ({zone})", ValueKind.SHOWN, 20),
    FileColumn("sales_range_is", "Range of sales is", ValueKind.TEXT, 18),
)


def columns(zone_label: str, ranges: Ranges | None) -> list[FileColumn]:
    """Return the columns of a file, with the range of sales if ranges are given."""
    return with_zone(_SYNC if ranges is None else (*_SYNC, *_RANGE), zone_label)


def with_zone(named: Iterable[FileColumn], zone_label: str) -> list[FileColumn]:
    """Return columns with the zone in their headers. No two are equal, even if the page shows UTC."""
    zone = "UTC, as on the page" if zone_label == "UTC" else zone_label
    return [replace(each, name=each.name.replace("{zone}", zone)) for each in named]


def rows(frame: pd.DataFrame, zone: ZoneInfo, ranges: Ranges | None) -> Iterator[Row]:
    """Yield a row for each sync in the order of the frame, with the values of `columns`."""
    for first in range(0, len(frame), _AT_ONCE):
        part = frame.iloc[first : first + _AT_ONCE]
        ids = _texts(part["sync_id"])
        made = zip(ids, *_values(part, zone), strict=True)
        if ranges is None:
            yield from made
        else:
            for row in made:
                yield *row, *_range(ranges.get(str(row[0])), zone)


def _values(part: pd.DataFrame, zone: ZoneInfo) -> tuple[list[Value], ...]:
    instants = part["sync_utc"].dt.tz_localize(None).to_numpy().astype("datetime64[us]").tolist()
    utc = [each and each.replace(tzinfo=UTC) for each in instants]
    short = {key: cause.short for key, cause in causes().items()}
    return (
        utc,
        [each and each.astimezone(zone) for each in utc],
        _outcomes(part),
        _plain(part["code"]),
        _texts(part["status_text"]),
        [short.get(str(each)) for each in part["cause"].tolist()],
        _plain(part["data_pushed"]),
        _texts(part["message"]),
        _texts(part["exception_message"]),
        _texts(part["sync_utc_text"]),
    )


def _outcomes(part: pd.DataFrame) -> list[Value]:
    """Return the page's word for each outcome."""
    words = {outcome.value: look_of(outcome).word for outcome in Outcome}
    partly = (part["outcome"].eq(Outcome.FAILED.value) & part["data_pushed"].eq(other=True)).fillna(
        value=False
    )
    pairs = zip(part["outcome"].tolist(), partly.tolist(), strict=True)
    return [look_of(PARTLY).word if wrote else words[outcome] for outcome, wrote in pairs]


def _range(known: tuple[datetime, datetime, Basis] | None, zone: ZoneInfo) -> Row:
    if known is None:
        return _NO_RANGE
    start, finish, basis = known
    ends = (start.astimezone(UTC), finish.astimezone(UTC), start.astimezone(zone), finish.astimezone(zone))
    return *ends, basis


def _texts(column: pd.Series[str]) -> list[Value]:
    return [each if isinstance(each, str) else None for each in column.tolist()]


def _plain(column: pd.Series[int]) -> list[Value]:
    """Return the values of a column as Python's own, None where one is missing."""
    return column.astype("object").where(column.notna(), None).tolist()
