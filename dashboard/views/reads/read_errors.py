"""What couldn't be loaded, in words: each reason once, what it affects, and how old the data shown are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from codat_client import CodatError, NotFound
from dashboard.insight.reading import Reading
from dashboard.views import times
from dashboard.views.reads import quota_words

NAMES = {
    "latest": "the latest sync",
    "last_successful": "the last successful sync",
    "status": "the sync status",
    "connections": "the connections",
    "configuration": "the set-up",
    "syncs": "the list of syncs",
    "company": "the company’s name",
}


@dataclass(frozen=True)
class ReadError:
    """One reason: a headline, a sentence with the next step, a small line with ids. All foreign text.

    `alone`: nothing could be loaded, and this is the only reason.
    """

    headline: str
    sentence: str
    small: str = ""
    alone: bool = False


def read_errors(readings: Mapping[str, Reading[Any]], zone: ZoneInfo, now: datetime) -> list[ReadError]:
    """Return each reason why a read failed, in the order of the readings.

    `readings`: by the names in `NAMES`; any other name is a read of a single sync.
    """
    of_company = [reading for name, reading in readings.items() if name in NAMES and name != "company"]
    nothing = not any(reading.present for reading in of_company)
    groups: dict[tuple[str, bool], list[tuple[str, Reading[Any]]]] = {}
    for name, reading in readings.items():
        not_set_up = name == "configuration" and isinstance(reading.error, NotFound) and not nothing
        if reading.error is not None and not not_set_up:
            groups.setdefault((str(reading.error), reading.present), []).append((name, reading))
    alone = nothing and len(groups) == 1  # the company's name comes from another list
    return [_read_error(group, zone, now, alone=alone) for group in groups.values()]


def _read_error(
    group: list[tuple[str, Reading[Any]]], zone: ZoneInfo, now: datetime, *, alone: bool
) -> ReadError:
    errors = [reading.error for _, reading in group if reading.error is not None]
    names = ", ".join(dict.fromkeys(NAMES.get(name, "this sync") for name, _ in group))
    headline = _nothing_read(errors[0]) if alone else f"Couldn’t load {names}."
    small = next(filter(None, map(correlation, errors)), "")
    when = [reading.failed_at for _, reading in group if reading.failed_at is not None]
    last_tried = tried(max(when, default=None), zone, now, errors[0])
    parts = (str(errors[0]), last_tried, _older(group, zone, now))
    return ReadError(headline, " ".join(filter(None, parts)), small, alone)


def tried(at: datetime | None, zone: ZoneInfo, now: datetime, error: CodatError | None = None) -> str:
    """Say when the failed try was, and from when a read that was held back can be made; "" if unknown.

    "Last tried today 13:41. Possible again tomorrow 01:00."
    """
    last = f"Last tried {times.near(at, zone, now)}." if at else ""
    again = quota_words.possible_again(error, zone, now) if error is not None else ""
    return f"{last} {again}".strip()


def _nothing_read(error: CodatError) -> str:
    return "Codat can’t find this company" if isinstance(error, NotFound) else "Nothing could be loaded"


def _older(group: list[tuple[str, Reading[Any]]], zone: ZoneInfo, now: datetime) -> str:
    read = [reading.read_at for _, reading in group if reading.read_at is not None]
    return f"The data shown is from {times.near(min(read), zone, now)}." if read else ""


def correlation(error: CodatError) -> str:
    """Return the id by which Codat support finds the request, in a sentence; "" if Codat sent none."""
    return f"Codat’s correlation id: {error.correlation_id}." if error.correlation_id else ""
