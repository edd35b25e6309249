"""The days with missing sales, and what has changed since the link was made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dashboard.insight.verdict.missing_days import MissingDays, missing_days
from dashboard.insight.verdict.state import Ground, State
from dashboard.views import times
from dashboard.views.cause_words import capital
from dashboard.views.share.outsiders import plain
from dashboard.views.share.status_view import DaySpan, MissingPart

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from dashboard.views.share.context import ShareContext

MOST_SPANS: Final = 12


def missing_of(context: ShareContext) -> MissingPart:
    """Return how many days of sales are missing, which ones, and what has changed."""
    gap, number = context.verdict.gap, context.texts.numbers[0]
    if _none_due(context):
        return MissingPart(
            "None due yet", f"the first sync is due on {context.at(context.verdict.next_due)}", None, None
        )
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


def _none_due(context: ShareContext) -> bool:
    """Return whether the company's first sync is still to come, so that no sales can be missing yet."""
    verdict = context.verdict
    first = verdict.state is State.NEVER_SYNCED and verdict.ground is Ground.PLAIN
    return first and verdict.late is None and verdict.next_due is not None


def _span(days: MissingDays, context: ShareContext) -> DaySpan:
    return DaySpan(days.first, days.last, days.sure, times.days(days.first, days.last, context.today))


def _earlier(found: Sequence[MissingDays]) -> str:
    days = sum(each.count for each in found)
    return f"{times.count(days, 'earlier day')}" if days else ""


def _since_shared(context: ShareContext) -> str:
    """Return "On 20 Nov, 12 days of sales were missing; now none are."; "" if that isn't certain."""
    gap, baseline = context.verdict.gap, context.extras.baseline
    now = gap.known_days if gap else None
    if now is None or baseline is None or not (baseline.missing_days or now):
        return ""
    if now == baseline.missing_days and _day(baseline.at, context) == context.today:
        return ""
    before = f"{times.count(baseline.missing_days, 'day')} of sales" if baseline.missing_days else "no sales"
    were = "was" if baseline.missing_days == 1 else "were"
    return f"{_when(baseline.at, context)}, {before} {were} missing; {_now(now, baseline.missing_days)}."


def _when(at: datetime, context: ShareContext) -> str:
    """Return "On 20 Nov"; "At 09:12" for today."""
    local, day = at.astimezone(context.zone), _day(at, context)
    return f"At {local:%H:%M}" if day == context.today else f"On {context.day(day)}"


def _day(at: datetime, context: ShareContext) -> date:
    return at.astimezone(context.zone).date()


def _now(missing: int, before: int) -> str:
    if missing == before:
        return f"still {missing:,} now"
    if not missing:
        return "now none are"
    now = f"{missing:,}" if before else times.count(missing, "day")
    return f"now {now} {'is' if missing == 1 else 'are'}"
