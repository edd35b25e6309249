"""A summary of the last 7 or 30 days: results, failures with their causes, starts made."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from dashboard.foreign_text import one_line, seen
from dashboard.insight.causes.catalogue import cause_of
from dashboard.insight.history.failures import failures_of, going_on
from dashboard.insight.outcome import Outcome, outcome_of
from dashboard.insight.share.content import ShareDetail, SharePart
from dashboard.views import times, words
from dashboard.views.activity.entry_words import outcome_look
from dashboard.views.cause_words import capital
from dashboard.views.figures.day_marks import day_counts
from dashboard.views.history.sections import first_and_last
from dashboard.views.share.parts.daily import days_shown
from dashboard.views.share.status_view import CauseCount, StartLine, SummaryPart
from dashboard.views.start import event_log
from dashboard.views.start.context import StartContext

if TYPE_CHECKING:
    from dashboard.insight.history.failures import Counted
    from dashboard.insight.share.extras import SharedStart
    from dashboard.views.share.context import ShareContext

MOST_STARTS: Final = 20
_NOT_SETTLED: Final = ("unsettled", "not yet settled")


def summary_of(context: ShareContext, number: int) -> SummaryPart:
    """Return what happened in the last `number` days, today included; why it failed, only with the causes."""
    first = context.today - dt.timedelta(days=number - 1)
    known, causes = context.syncs is not None, context.content.has(SharePart.CAUSES)
    return SummaryPart(
        title=f"Last {number} days",
        period=times.days(first, context.today, dt.date.min),
        results=_results(context, number) if known else "",
        failures=_failures(context, first) if causes and known else None,
        starts=_starts(context, first) if context.extras.known else None,
    )


def _results(context: ShareContext, number: int) -> str:
    return f"{capital(day_counts(day.outcome for day in days_shown(context, number)))}."


def _failures(context: ShareContext, first: dt.date) -> tuple[CauseCount, ...]:
    """Return the failed syncs since a day by cause, the most frequent first."""
    runs, begins = context.assessment.facts.runs, dt.datetime.combine(first, dt.time(), context.zone)
    counted: dict[str, Counted] = {}
    for at, record in runs.between(begins.astimezone(dt.UTC), context.now):
        if outcome_of(record) is Outcome.FAILED:
            key = cause_of(record).cause.key
            number, earliest, _ = counted.get(key, (0, at, at))
            counted[key] = (number + 1, earliest, at)
    groups = failures_of(counted, going_on(runs))
    return tuple(
        CauseCount(capital(each.short), each.count, first_and_last(each, context.zone, context.now))
        for each in groups
    )


def _starts(context: ShareContext, first: dt.date) -> tuple[StartLine, ...]:
    found = [each for each in context.extras.starts if each.at.astimezone(context.zone).date() >= first]
    return tuple(_start(each, context) for each in found[:MOST_STARTS])


def _start(start: SharedStart, context: ShareContext) -> StartLine:
    status, outcome = outcome_look(start.outcome) if start.outcome else _NOT_SETTLED
    worded = StartContext(context.zone, context.now, "")
    asked = event_log.asked(start.requested, worded) if start.requested else ""
    named = context.content.adds(ShareDetail.NAMES) and seen(start.person)
    person = words.person(start.person, verified=start.verified) if named else ""
    return StartLine(context.moment(start.at), one_line(asked), status, outcome, person)
