"""The orders in which Home lists companies. A row's place in one is a text: places sort as texts do."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final

from dashboard.insight.fleet.company_state import FleetRow
from dashboard.insight.fleet.urgency import days_left, urgency

FIRST: Final = ""
"""The place before every row."""
_MOST_NAME: Final = 40
_END: Final = "\x1f"  # sorts before every letter, so that "Ann" comes before "Ann B"
_LAST: Final = 10**15


class Sort(StrEnum):
    """What Home sorts by; the value is in the address."""

    URGENCY = "urgency"
    NAME = "name"
    MISSING = "missing"  # most days missing first
    LEFT = "left"  # switched off soonest first
    SINCE = "since"  # the newest trouble first
    READ = "read"  # never checked, then the oldest check first


def place_of(row: FleetRow, sort: Sort, tail: str, now: datetime) -> str:
    """Return a row's place. It depends on this row alone, so another row's change doesn't move it.

    `tail`: what `tail_of` returns for the row. `now`: aware.
    """
    return "".join(map(in_order, _numbers(row, sort, now))) + tail


def tail_of(row: FleetRow) -> str:
    """Return the end of a row's place in every order: its name, then its id, which no other row has."""
    return f"{_END}{row.company.name.casefold()[:_MOST_NAME]}{_END}{row.company.company_id}"


def in_order(number: int) -> str:
    """Return a whole number, of up to 18 digits, as a text that sorts as the number does."""
    digits = str(abs(number))
    if number >= 0:
        return f"{chr(ord('a') + len(digits))}{digits}"
    complement = "".join(str(9 - int(each)) for each in digits)
    return f"-{chr(ord('z') - len(digits))}{complement}"


def _numbers(row: FleetRow, sort: Sort, now: datetime) -> tuple[int, ...]:
    state = row.state
    match sort:
        case Sort.NAME:
            return ()
        case Sort.READ:
            return (int(row.read_at.timestamp()) if row.read_at else 0,)
        case Sort.MISSING:
            return (-state.days_missing if state and state.days_missing is not None else 1,)
        case Sort.LEFT:
            return (days_left(state, now) if state else _LAST,)
        case Sort.SINCE:
            return (-int(state.began.timestamp()) if state and state.began else _LAST,)
    return urgency(row, now)
