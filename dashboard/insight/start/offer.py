"""Choose what to offer for a start: which kind of start fixes the problem, and for which days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from dashboard.insight.gap import Gap
from dashboard.insight.verdict.state import State
from dashboard.insight.verdict.verdict import Verdict

_OFF = {State.SWITCHED_OFF, State.PROBABLY_SWITCHED_OFF}


def days_to_fill(gap: Gap | None, zone: ZoneInfo, now: datetime) -> tuple[date, date] | None:
    """Return the merchant's days of the first missing range, none of them wholly in the books.

    The last range ends yesterday, as the next sync covers today. If nothing is missing it begins, and may
    end, on the last day in the books. None if unknown.
    """
    begins = (gap.since or gap.covered_to) if gap is not None else None
    if gap is None or begins is None:
        return None
    first, yesterday = begins.astimezone(zone).date(), now.astimezone(zone).date() - timedelta(days=1)
    stretch = gap.missing[0] if gap.missing else None
    if stretch is not None and stretch.finish < gap.up_to:
        return first, _last_day(stretch.finish, zone)
    return first, max(first, yesterday)


def _last_day(finish: datetime, zone: ZoneInfo) -> date:
    return (finish - timedelta(microseconds=1)).astimezone(zone).date()


def only_days_fix_it(verdict: Verdict) -> bool:
    """Return whether to offer a range of days first, since a sync "up to now" may not fix what is missing.

    Such a sync begins at the last success (Codat's docs). That is after the missing sales if a sync of other
    days has succeeded since, and before sales entered by hand if the sync was switched off.
    """
    gap = verdict.gap
    if gap is None or not gap.missing:
        return False
    begins_after = gap.missing[0].finish < gap.up_to or gap.success_to_compare is not None
    return begins_after or verdict.state in _OFF
