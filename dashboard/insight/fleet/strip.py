"""The strip of a row: the outcome of each of the merchant's last days, as letters.

The outcomes are those of the strip on Company (`insight/days.py`), so the two can't disagree.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from dashboard.insight.days import Day, last_days
from dashboard.insight.fleet.company_state import STRIP_DAYS, StripDay
from dashboard.insight.outcome import Outcome

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from dashboard.insight.runs import SyncRuns

_LETTERS: Final = {
    Outcome.SUCCEEDED: StripDay.FINE,
    Outcome.NOTHING_TO_WRITE: StripDay.FINE,
    Outcome.FAILED: StripDay.FAILED,
    Outcome.SKIPPED: StripDay.SKIPPED,
}


def strip_of(runs: SyncRuns, zone: ZoneInfo, now: datetime) -> tuple[str, date]:
    """Return a letter of `StripDay` for each of the last `STRIP_DAYS` days, oldest first, and the last day.

    `zone`: the merchant's. `now`: aware; its day in that zone is the last one.
    """
    today = now.astimezone(zone).date()
    # A time without its hour may count a day earlier or later elsewhere: read a day more at both ends.
    first = datetime.combine(today - timedelta(STRIP_DAYS), time(), zone)
    recent = (record for _, record in runs.between(first, now + timedelta(days=2)))
    days = last_days(recent, zone, now, STRIP_DAYS, runs.latest_id)
    return "".join(map(_letter, days)), today


def _letter(day: Day) -> StripDay:
    if day.ended is not None:
        return _LETTERS[day.ended]
    return StripDay.UNKNOWN if day.outcome is Outcome.UNKNOWN else StripDay.NONE
