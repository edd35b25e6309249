"""Whether a sync would collide with another: with days already covered, or with a scheduled run that is due.

Codat's docs (Sync for Commerce, errors): a scheduled and a manual sync whose ranges overlap collide; Codat
then skips one as a duplicate (5080).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from dashboard.insight.gap import Range
from dashboard.insight.start.basis import PlannedSync
from dashboard.insight.start.check import Check, CheckFinding
from dashboard.insight.verdict.verdict import Tonight, Verdict

SOON = timedelta(hours=1)
"""How long before its due time a scheduled run can collide with a start (our rule)."""


def covered_already(verdict: Verdict | None, planned: PlannedSync) -> CheckFinding | None:
    """Find the sales of the range that are known or estimated to be covered.

    That is everything before the end of the books, and after it what a reported range covers.
    """
    gap, wanted = verdict.gap if verdict else None, planned.range
    if wanted is None:
        return None
    reach = gap.covered_to if gap else None
    if planned.start is not None and gap and reach is not None and wanted.start < reach:
        return CheckFinding(Check.COVERED, ranges=(Range(wanted.start, reach),), estimated=not gap.reported)
    again = planned.preview.again if planned.preview else ()
    if planned.preview is None or not again:
        return None
    ranges = tuple(Range(part.start, part.finish) for part in again)
    return CheckFinding(Check.COVERED, ranges=ranges, estimated=not planned.preview.again_reported)


def due_soon(verdict: Verdict | None, planned: PlannedSync) -> datetime | None:
    """Return when a scheduled run is or was due that may begin within the hour and overlap the range."""
    tonight = verdict.tonight if verdict else None
    if tonight is None or tonight.due - planned.now > SOON:
        return None
    return tonight.due if _meets(planned.range, tonight) else None


def tonight_covers(verdict: Verdict | None, planned: PlannedSync) -> datetime | None:
    """Return when the next scheduled run is due, if it covers the whole range; else None."""
    tonight, wanted = verdict.tonight if verdict else None, planned.range
    if tonight is None or tonight.start is None or wanted is None or wanted.start < tonight.start:
        return None
    return tonight.due if planned.finish is None or wanted.finish <= tonight.due else None


def _meets(wanted: Range | None, tonight: Tonight) -> bool:
    if wanted is None:
        return True
    return wanted.start < tonight.due and (tonight.start is None or wanted.finish > tonight.start)
