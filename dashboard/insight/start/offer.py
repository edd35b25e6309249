"""Choose what to offer for a start: which kind of start fixes the problem, and for which days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from dashboard.insight.gap import Gap, Range, without
from dashboard.insight.verdict.state import OFF
from dashboard.insight.verdict.verdict import Verdict


def days_to_fill(
    gap: Gap | None, zone: ZoneInfo, now: datetime, entered: Sequence[Range] = ()
) -> tuple[date, date] | None:
    """Return the merchant's days of the first missing range, none of them wholly in the books.

    The last range ends yesterday, as the next sync covers today. If nothing is missing it begins, and may
    end, on the last day in the books. `entered`: days entered by hand, which are left out; if no others are
    missing, the day after them. None if unknown.
    """
    begins = (gap.since or gap.covered_to) if gap is not None else None
    if gap is None or begins is None:
        return None
    missing = [part for each in gap.missing for part in without(each, entered)]
    if entered:
        begins = missing[0].start if missing else min(now, max(each.finish for each in entered))
    first, yesterday = begins.astimezone(zone).date(), now.astimezone(zone).date() - timedelta(days=1)
    stretch = missing[0] if missing else None
    if stretch is not None and stretch.finish < gap.up_to:
        return first, _last_day(stretch.finish, zone)
    return first, max(first, yesterday)


def _last_day(finish: datetime, zone: ZoneInfo) -> date:
    return (finish - timedelta(microseconds=1)).astimezone(zone).date()


def only_days_fix_it(verdict: Verdict) -> bool:
    """Return whether to offer a range of days first, since a sync "up to now" may not fix what is missing.

    Such a sync begins at the last success (Codat's docs). That is after the missing sales if a sync of other
    days has succeeded since, and before sales entered by hand if there are any, or the sync was switched off.
    """
    gap = verdict.gap
    if gap is None or not gap.missing:
        return False
    begins_after = gap.missing[0].finish < gap.up_to or gap.success_to_compare is not None
    return begins_after or verdict.state in OFF or bool(verdict.entered_by_hand)
