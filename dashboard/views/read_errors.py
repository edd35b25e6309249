"""What could not be read, in words: each reason once, what it concerns, whether older data stand below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from codat_client import CodatError, NotFound
from dashboard.insight.reading import Reading
from dashboard.views import times

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
    """One reason: a headline, the sentence with the next step, a small line with ids. All foreign text.

    `alone`: nothing else could be read either, so that this is all there is to say on the page.
    """

    headline: str
    sentence: str
    small: str = ""
    alone: bool = False


def troubles(readings: Mapping[str, Reading[Any]], zone: ZoneInfo, now: datetime) -> list[ReadError]:
    """Tell every reason for which a last try failed, in the order of the readings.

    `readings`: by the names of `NAMES`; another name is a sync's own read.
    """
    of_company = [reading for name, reading in readings.items() if name in NAMES and name != "company"]
    nothing = not any(reading.present for reading in of_company)
    groups: dict[tuple[str, bool], list[tuple[str, Reading[Any]]]] = {}
    for name, reading in readings.items():
        not_set_up = name == "configuration" and isinstance(reading.error, NotFound) and not nothing
        if reading.error is not None and not not_set_up:
            groups.setdefault((str(reading.error), reading.present), []).append((name, reading))
    alone = nothing and len(groups) == 1  # the company's name comes from another list
    return [_trouble(group, zone, now, alone=alone) for group in groups.values()]


def _trouble(
    group: list[tuple[str, Reading[Any]]], zone: ZoneInfo, now: datetime, *, alone: bool
) -> ReadError:
    errors = [reading.error for _, reading in group if reading.error is not None]
    names = ", ".join(dict.fromkeys(NAMES.get(name, "this sync") for name, _ in group))
    headline = _nothing_read(errors[0]) if alone else f"Not read: {names}."
    return ReadError(headline, f"{errors[0]}{_older(group, zone, now)}", _ids(errors), alone)


def _nothing_read(error: CodatError) -> str:
    return "Codat does not find this company" if isinstance(error, NotFound) else "Nothing could be read"


def _older(group: list[tuple[str, Reading[Any]]], zone: ZoneInfo, now: datetime) -> str:
    read = [reading.read_at for _, reading in group if reading.read_at is not None]
    return f" What you see of it is from {times.near(min(read), zone, now)}." if read else ""


def _ids(errors: list[CodatError]) -> str:
    ids = dict.fromkeys(error.correlation_id for error in errors if error.correlation_id)
    return f"For Codat’s support, correlation id: {next(iter(ids))}" if ids else ""
