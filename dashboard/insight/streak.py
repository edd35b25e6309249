"""Failing days in a row, and the day on which Codat will switch the sync off.

Codat's docs (Sync for Commerce): 31 consecutive days that end in errors switch the merchant's sync off. How
Codat counts is not told, so this is our count: days are the merchant's; a day counts when its last finished
run failed, duplicate protection (5080) included, as Codat sees an error there too; a later success that day
ends the count; several failures in one day are one day; a day on which nothing ended neither counts nor ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from dashboard.insight.outcome import Outcome

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from dashboard.insight.runs import Runs
    from dashboard.insight.schedule import Dues

SWITCHED_OFF_AFTER = 31
"""So many consecutive failing days switch a sync off (Codat's docs)."""


@dataclass(frozen=True)
class Streak:
    """Failing days in a row up to now.

    `whole`: the list was there to count them. `switch_off`: the 31st such day if nothing changes, or the day
    it was; `left`: the days from today to it; both None where no run is known to come each day.
    """

    days: int = 0
    first: date | None = None
    last: date | None = None
    whole: bool = True
    switch_off: date | None = None
    left: int | None = None


def streak_of(
    runs: Runs, zone: ZoneInfo, dues: Dues | None, now: datetime, grace: timedelta, *, whole: bool = True
) -> Streak:
    """Count the failing days at the end; without the whole list only what is known counts."""
    failing: list[date] = []
    for run in runs.newest_first():
        day = min(run.at, now).astimezone(zone).date()  # the latest may lie ahead: see `runs`
        if not run.ended or (failing and day >= failing[-1]):
            continue  # earlier runs of a day that counts neither count nor end
        if run.outcome is not Outcome.FAILED:
            break
        failing.append(day)
    if not failing:
        return Streak(whole=whole or any(run.ended for run in runs.newest_first()))
    off = _switch_off(failing, dues, now.astimezone(zone).date(), now, grace) if whole else None
    left = max(0, (off - now.astimezone(zone).date()).days) if off else None
    return Streak(len(failing), failing[-1], failing[0], whole, off, left)


def _switch_off(
    failing: list[date], dues: Dues | None, today: date, now: datetime, grace: timedelta
) -> date | None:
    """Return the 31st failing day; `failing` is newest first."""
    if len(failing) >= SWITCHED_OFF_AFTER:
        return failing[-SWITCHED_OFF_AFTER]
    if dues is None:
        return None
    to_come = failing[0] < today and now < dues.on(today) + grace
    following = today if to_come else max(today, failing[0]) + timedelta(days=1)
    return following + timedelta(days=SWITCHED_OFF_AFTER - len(failing) - 1)
