"""Daily results: the outcome of each of the last days, as a figure and as a table."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import TYPE_CHECKING, Final

from dashboard.insight.days import Day, last_days
from dashboard.insight.outcome import Outcome
from dashboard.insight.share.content import SharePage
from dashboard.views import times
from dashboard.views.figures.day_marks import days_alt, title_of
from dashboard.views.share.context import LIST_NOT_READ
from dashboard.views.share.status_view import DailyPart, DayGroup, DayMark
from dashboard.views.theme import look_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dashboard.views.share.context import ShareContext

STRIP_DAYS: Final = 90
CALENDAR_WEEKS: Final = 26
NO_SYNC: Final = "no sync ran"


def daily_of(context: ShareContext) -> DailyPart:
    """Return the results of the last 90 days; of a half year, as a calendar, where History is shared."""
    calendar = context.content.page is SharePage.HISTORY and not context.content.summary_days
    number = context.content.summary_days or (CALENDAR_WEEKS * 7 if calendar else STRIP_DAYS)
    title = f"Daily results, last {CALENDAR_WEEKS} weeks" if calendar else title_of(number)
    if context.syncs is None:
        return DailyPart(title, LIST_NOT_READ, (), ())
    days = days_shown(context, number)
    return DailyPart(
        title=title,
        finding=days_alt(days, context.now.astimezone(context.zone)),
        days=tuple(_mark(day, context) for day in days),
        groups=tuple(_groups(days, context)),
        calendar=calendar,
    )


def days_shown(context: ShareContext, number: int) -> list[Day]:
    """Return the last so many of the merchant's days."""
    runs, margin = context.assessment.facts.runs, dt.timedelta(days=number + 2)
    newest = [record for _, record in runs.between(context.now - margin, context.now + margin)]
    return last_days(newest, context.zone, context.now, number, runs.latest_id)


def result_of(day: Day) -> str:
    """Return a day's result in words: "failed", "wrote data; an earlier sync failed"."""
    if day.outcome is None:
        return NO_SYNC
    word = look_of(day.outcome).word
    return f"{word}; an earlier sync failed" if _recovered(day) else word


def _mark(day: Day, context: ShareContext) -> DayMark:
    ran = f" {day.ran_utc.astimezone(context.zone):%H:%M}" if day.ran_utc else ""
    text = f"{times.weekday(day.date, context.today)}{ran}: {result_of(day)}"
    return DayMark(day.date, day.outcome or "", text, _recovered(day))


def _recovered(day: Day) -> bool:
    return day.earlier_failure and day.outcome is not Outcome.FAILED


def _groups(days: Sequence[Day], context: ShareContext) -> Iterator[DayGroup]:
    """Yield the days, newest first, grouped by result."""
    for result, group in groupby(reversed(days), key=result_of):
        last, *others = group
        first = others[-1] if others else last
        named = times.days(first.date, last.date, context.today)
        yield DayGroup(named, last.outcome or "", result, len(others) + 1)
