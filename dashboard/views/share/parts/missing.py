"""The days with missing sales, and what has changed since the link was made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dashboard.insight.verdict.missing_days import MissingDays, missing_days
from dashboard.views import times
from dashboard.views.cause_words import capital
from dashboard.views.share.outsiders import plain
from dashboard.views.share.status_view import DaySpan, MissingPart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.views.share.context import ShareContext

MOST_SPANS: Final = 12


def missing_of(context: ShareContext) -> MissingPart:
    """Return how many days of sales are missing, which ones, and what has changed."""
    gap, number = context.verdict.gap, context.texts.numbers[0]
    found = missing_days(gap, context.verdict.dues)
    value = " ".join(part for part in (number.value, number.rest) if part)
    return MissingPart(
        summary=capital(value),
        note=plain(number.note, context.voice.names.company),
        days=gap.days if gap else None,
        fewest=gap.fewest if gap else None,
        spans=tuple(_span(each, context) for each in found[-MOST_SPANS:]),
        more=_earlier(found[:-MOST_SPANS]),
        since_shared=_since_shared(context),
    )


def _span(days: MissingDays, context: ShareContext) -> DaySpan:
    text = times.days(days.first, days.last, context.today)
    if days.count > 1:
        text = f"{text}, {times.count(days.count, 'day')}"
    return DaySpan(days.first, days.last, days.sure, text)


def _earlier(found: Sequence[MissingDays]) -> str:
    days = sum(each.count for each in found)
    return f"{times.count(days, 'earlier day')}" if days else ""


def _since_shared(context: ShareContext) -> str:
    """Return "12 days were missing on 20 Nov; none today."; "" if it isn't known."""
    gap, baseline = context.verdict.gap, context.extras.baseline
    if gap is None or baseline is None or (not baseline.missing_days and not gap.days):
        return ""
    before = times.count(baseline.missing_days, "day") if baseline.missing_days else "No days"
    was = "was" if baseline.missing_days == 1 else "were"
    at = times.day_of(baseline.at, context.zone, context.now)
    now = "as many" if gap.days == baseline.missing_days else f"{gap.days:,}" if gap.days else "none"
    return f"{before} {was} missing on {at}; {now} on {context.day(context.today)}."
