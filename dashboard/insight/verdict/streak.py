"""Failing days in a row up to now (see `failing.py`), and the day on which Codat will switch the sync off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from dashboard.insight.failing import at_the_end, ends_of

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from dashboard.insight.failing import FailingDays
    from dashboard.insight.runs import SyncRuns
    from dashboard.insight.schedule import Dues

SWITCHED_OFF_AFTER = 31
"""Consecutive failing days after which Codat switches a sync off (Codat's docs)."""


SKIPPED_IN_A_ROW = 7
"""Days in a row ending in a skipped sync from which to say that Codat may count them (our rule)."""


@dataclass(frozen=True)
class Streak:
    """Failing days in a row up to now.

    `whole`: whether the list was available. `switch_off`: the 31st such day, past or if nothing changes;
    `left`: the days from today to it; both None without a daily run. `skipped`: days between two failing ones
    with only skipped syncs; `skipped_since`: such days since the last failing day, or the last good one.
    `newest`: the last of all these days.
    """

    days: int = 0
    first: date | None = None
    last: date | None = None
    whole: bool = True
    switch_off: date | None = None
    left: int | None = None
    skipped: int = 0
    skipped_since: int = 0
    newest: date | None = None

    @property
    def many_skipped(self) -> bool:
        """Whether enough days in a row ended in a skipped sync to say so."""
        return self.skipped_since >= SKIPPED_IN_A_ROW

    def day_if(self, day: date) -> int | None:
        """Return the failing day's number if this day's sync fails; None if none fails now."""
        if not self.days or not self.whole:
            return None
        return self.days + self.skipped_since + (day != self.newest)


def streak_of(
    runs: SyncRuns, zone: ZoneInfo, dues: Dues | None, now: datetime, grace: timedelta, *, whole: bool = True
) -> Streak:
    """Count the failing days up to now; without the whole list, count what is known."""
    row = at_the_end(ends_of(runs.newest_first(), zone, now))
    since, newest = len(row.since), max((*row.days, *row.since), default=None)
    if not row.days:
        known = whole or any(run.ended for run in runs.newest_first())
        return Streak(whole=known, skipped_since=since, newest=newest)
    today = now.astimezone(zone).date()
    off = _switch_off(row, dues, today, now, grace) if whole else None
    left = max(0, (off - today).days) if off else None
    return Streak(len(row.days), row.days[0], row.days[-1], whole, off, left, row.skipped, since, newest)


def _switch_off(
    row: FailingDays, dues: Dues | None, today: date, now: datetime, grace: timedelta
) -> date | None:
    """Return the 31st failing day if every day to come fails; days skipped since then count too."""
    if len(row.days) >= SWITCHED_OFF_AFTER:
        return row.days[SWITCHED_OFF_AFTER - 1]
    if dues is None:
        return None
    newest = max((row.days[-1], *row.since))
    to_come = newest < today and now < dues.on(today) + grace
    following = today if to_come else max(today, newest) + timedelta(days=1)
    to_go = SWITCHED_OFF_AFTER - len(row.days) - len(row.since)
    return following + timedelta(days=max(0, to_go - 1))
