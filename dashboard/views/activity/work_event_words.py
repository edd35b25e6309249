"""An entry about who is on a company as plain text."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from dashboard.foreign_text import one_line
from dashboard.insight.activity.entry import ActivityEntry
from dashboard.insight.fleet.work import WorkEventType
from dashboard.views import times

AUTOMATIC: Final = "automatic"
"""Who did what no one did."""
BY_NO_ONE: Final = frozenset({WorkEventType.RECOVERED, WorkEventType.PROBLEM_OVER})
"""What happens without a person."""
_MOST_NAME: Final = 60
_WHAT: Final[dict[str, str]] = {
    WorkEventType.TAKEN: "On it",
    WorkEventType.RELEASED: "No longer on it",
    WorkEventType.CONTACTED: "Merchant contacted",
    WorkEventType.SNOOZE_ENDED: "Snooze ended",
    WorkEventType.RECOVERED: "Recovered",
    WorkEventType.PROBLEM_OVER: "Problem over",
    WorkEventType.REFUSED: "Refused",
}


def headline(entry: ActivityEntry, zone: ZoneInfo, now: datetime) -> str:
    """Return what happened in a few words; "" if the entry is about nothing of this. `now`: aware."""
    match entry.kind:
        case WorkEventType.GIVEN:
            return f"Given to {one_line(entry.detail, _MOST_NAME)}"
        case WorkEventType.SNOOZED if entry.detail:
            return f"Snoozed until {times.moment(datetime.fromisoformat(entry.detail), zone, now)}"
        case WorkEventType.SNOOZED:
            return "Snoozed until it changes"
    return _WHAT.get(entry.kind, "")


def detail(entry: ActivityEntry) -> str:
    """Return who was on a company whose problem is over, or why it was refused; "" for the rest."""
    if entry.kind in BY_NO_ONE and entry.detail:
        return f"{one_line(entry.detail, _MOST_NAME)} was on it"
    return entry.detail if entry.kind == WorkEventType.REFUSED else ""
