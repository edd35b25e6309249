"""Word a company's schedule, the same on every page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dashboard.foreign_text import one_line
from dashboard.insight.schedule import is_hour
from dashboard.views.words import NOT_REPORTED

if TYPE_CHECKING:
    from codat_client.mapping import Schedule

NO_SCHEDULE: Final = "no schedule"


def runs(schedule: Schedule | None) -> str:
    """Return "daily 02:00", or as much of it as Codat reports; foreign text on one line, not escaped.

    An hour beyond 23 is shown as received, and called invalid.
    """
    if schedule is None:
        return NO_SCHEDULE
    often = one_line(schedule.selected_frequency, 30).lower()
    return " ".join(part for part in (often, _at(schedule.sync_hour, often)) if part) or NOT_REPORTED


def _at(hour: int | None, often: str) -> str:
    if hour is None:
        return ""
    if is_hour(hour):
        return f"{hour:02d}:00"
    return f"{'at an' if often else 'an'} invalid hour ({hour})"
