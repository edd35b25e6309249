"""Whether sales are missing after a sync that Codat skipped as a duplicate.

Codat says that its dates overlap those of an earlier sync. The rule for missing sales (`gap.py`) decides
whether that one covered all of them.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from dashboard.insight.gap import Range

if TYPE_CHECKING:
    from dashboard.insight.gap import Gap
    from dashboard.insight.schedule import Dues


class Missing(StrEnum):
    """Whether the days of a skipped sync are missing."""

    NOTHING = "nothing"
    THESE_DAYS = "these_days"
    NOT_KNOWN = "not_known"


def missing_after(
    ran: datetime | None, gap: Gap | None, dues: Dues | None, reported: Range | None = None
) -> Missing:
    """Return whether sales are missing after the sync that ran then (UTC).

    Check its range if Codat `reported` it, otherwise the sales up to its due date. THESE_DAYS is an estimate
    from the schedule. NOT_KNOWN: a sync with an unknown range or outcome may have covered them.
    """
    if gap is None or (reported is None and (dues is None or ran is None)):
        return Missing.NOT_KNOWN
    covers = reported or Range(
        datetime.min.replace(tzinfo=UTC), dues.last(ran) if dues and ran else gap.up_to
    )
    if not any(hole.start < covers.finish and covers.start < hole.finish for hole in gap.missing):
        return Missing.NOTHING
    return Missing.THESE_DAYS if gap.certain else Missing.NOT_KNOWN
