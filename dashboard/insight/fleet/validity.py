"""How long an assessment holds: the next moment at which the clock alone may change it.

The rules look at the clock in a few ways only, and each has its moments: the merchant's midnight (days are
counted), a due date, the end of the grace after one (a sync is late), and for a recent sync when it counts as
stuck. A sync with a time ahead of our clock adds those at which it counts as run.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from dashboard.insight.outcome import Outcome
from dashboard.insight.runs import CLOCKS_DIFFER, time_of

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from codat_client import CompanySyncStatus
    from dashboard.insight.schedule import Dues
    from dashboard.insight.verdict.assessment import Assessment
    from dashboard.insight.verdict.facts import CompanyFacts

_TICK: Final = timedelta(microseconds=1)
_DAY: Final = timedelta(days=1)


def valid_until(assessment: Assessment, now: datetime) -> datetime:
    """Return a time after `now` (UTC) before which the clock alone changes nothing that a row shows.

    `now`: aware, when it was assessed. It is at most the merchant's next midnight.
    """
    known = assessment.facts
    moments = [*_midnights(known.merchant.zone, now), *_of_runs(known)]
    if known.dues is not None:
        moments += _of_schedule(known.dues, known.limits.grace, now)
    return min(each for each in moments if each > now)


def _midnights(zone: ZoneInfo, now: datetime) -> Iterator[datetime]:
    """Yield the merchant's next midnight; twice, if the clock shows it twice."""
    midnight = datetime.combine(now.astimezone(zone).date() + _DAY, time(), zone)
    yield midnight.astimezone(UTC)
    yield midnight.replace(fold=1).astimezone(UTC)


def _of_schedule(dues: Dues, grace: timedelta, now: datetime) -> Iterator[datetime]:
    """Yield the next due date, and the next end of the grace after one."""
    yield dues.next(now)
    yield dues.next(now - grace) + grace


def _of_runs(known: CompanyFacts) -> Iterator[datetime]:
    """Yield the moments of the newest runs, past and to come."""
    stuck = known.limits.stuck
    for run in known.runs.newest_first():
        if run.at <= known.now - stuck and run.timed:
            break
        yield run.at
        if run.outcome is Outcome.RUNNING:
            yield run.at + stuck
            yield run.at - stuck + _TICK  # at that distance its age is still unknown
        if known.dues is not None:
            yield known.dues.last(run.at) - CLOCKS_DIFFER
    if known.runs.ahead:
        times = (time_of(record, known.dues) for record in _records(known))
        yield from (at - CLOCKS_DIFFER for at in times if at is not None)


def _records(known: CompanyFacts) -> Iterator[CompanySyncStatus]:
    yield from known.syncs or ()
    if known.last_successful is not None:
        yield known.last_successful
