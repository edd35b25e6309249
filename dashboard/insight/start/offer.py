"""Choose what to offer for a start: which kind of start fixes the problem, and for which days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from dashboard.insight.gap import Gap
from dashboard.insight.verdict.judge import Verdict
from dashboard.insight.verdict.state import State

_OFF = {State.SWITCHED_OFF, State.PROBABLY_SWITCHED_OFF}


def days_to_fill(gap: Gap | None, zone: ZoneInfo, now: datetime) -> tuple[date, date] | None:
    """Return the merchant's days of the first stretch that is missing, none of them wholly in the books.

    The last stretch goes up to yesterday: the day that is not over comes with the next sync. Where nothing is
    missing it begins, and may end, on the day up to which the books reach. None where nobody knows.
    """
    begins = (gap.since or gap.covered_to) if gap is not None else None
    if gap is None or begins is None:
        return None
    first, yesterday = begins.astimezone(zone).date(), now.astimezone(zone).date() - timedelta(days=1)
    stretch = gap.missing[0] if gap.missing else None
    if stretch is not None and stretch.finish < gap.up_to:
        return first, max(first, _last_day(stretch.finish, zone))
    return first, max(first, yesterday)


def _last_day(finish: datetime, zone: ZoneInfo) -> date:
    return (finish - timedelta(microseconds=1)).astimezone(zone).date()


def only_days_fix_it(verdict: Verdict) -> bool:
    """Tell whether a sync "up to now" may not fix what is missing, so that a range of days comes first.

    It begins at the last success (Codat): after what is missing, where a sync of other days has succeeded
    since; and before what was entered by hand, where the sync was switched off.
    """
    gap = verdict.gap
    if gap is None or not gap.missing:
        return False
    begins_after = gap.missing[0].finish < gap.up_to or gap.success_to_compare is not None
    return begins_after or verdict.state in _OFF
