"""The sales that one sync covers: reported by Codat, estimated from the schedule, or unknown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from dashboard.insight.coverage import range_of
from dashboard.insight.gap import Range, own_due, reported_range
from dashboard.insight.outcome import outcome_of
from dashboard.insight.runs import SyncRun, time_of
from dashboard.insight.schedule import start_date_of

if TYPE_CHECKING:
    from codat_client import CompanySyncStatus
    from dashboard.insight.verdict.facts import CompanyFacts


class RangeBasis(StrEnum):
    """How a sync's range is known, or why it isn't.

    REPORTED: by Codat, as the sync was started from here. ESTIMATED: from the schedule. The others are
    unknown. NO_LIST: the list of syncs wasn't read. NO_TIME: its time is unreadable or in the future.
    NO_SCHEDULE: there is no daily schedule. OUTSIDE: it ran outside the schedule. AFTER_ANOTHER: an
    unscheduled sync, or one of the same night, had succeeded before.
    """

    REPORTED = "reported"
    ESTIMATED = "estimated"
    NO_LIST = "no_list"
    NO_TIME = "no_time"
    NO_SCHEDULE = "no_schedule"
    OUTSIDE = "outside"
    AFTER_ANOTHER = "after_another"


@dataclass(frozen=True)
class SyncRange:
    """The sales that a sync covers, or should have covered if it failed; `range` is None if unknown.

    `up_to`: its end, which the schedule may give even if the start is unknown.
    """

    basis: RangeBasis
    range: Range | None = None
    up_to: datetime | None = None


def range_in(record: CompanySyncStatus, known: CompanyFacts) -> SyncRange:
    """Return the range of a sync."""
    reported = reported_range(record, known.reported)
    if reported is not None:
        return SyncRange(RangeBasis.REPORTED, reported, reported.finish)
    at = time_of(record, known.dues)
    if known.dues is None:
        return SyncRange(RangeBasis.NO_SCHEDULE)
    if at is None or known.runs.is_ahead(at):
        return SyncRange(RangeBasis.NO_TIME)
    run = SyncRun(at, record, outcome_of(record))
    own = own_due(run, known.runs, known.dues, known.limits.grace, known.reported)
    if not known.whole:
        return SyncRange(RangeBasis.NO_LIST, up_to=own)
    found = _estimated(run, known)
    if found is not None:
        return SyncRange(RangeBasis.ESTIMATED, found, own)
    return SyncRange(RangeBasis.OUTSIDE if own is None else RangeBasis.AFTER_ANOTHER, up_to=own)


def _estimated(run: SyncRun, known: CompanyFacts) -> Range | None:
    grace, begins = known.limits.grace, start_date_of(known.configuration)
    found = range_of(run, known.runs, known.dues, grace, known.reported, start_date=begins)
    return found[0] if found else None
