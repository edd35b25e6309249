"""What a sync skipped as a duplicate leaves missing: nothing, or days that no sync covers.

Codat says of such a sync that its dates overlap those of an earlier one. Whether that one covered all of them
is judged by the rule for what is missing (`gap.py`), the same on every page.
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
    """What is known of the days of a skipped sync."""

    NOTHING = "nothing"
    THESE_DAYS = "these_days"
    NOT_KNOWN = "not_known"


def missing_after(
    ran: datetime | None, gap: Gap | None, dues: Dues | None, reported: Range | None = None
) -> Missing:
    """Return what the sync that ran then (UTC) leaves missing: of its range if Codat `reported` it.

    Else of the sales up to its due date. THESE_DAYS rests on the schedule. Where a success of unknown range,
    or a sync of unknown outcome, may have brought them it is NOT_KNOWN.
    """
    if gap is None or (reported is None and (dues is None or ran is None)):
        return Missing.NOT_KNOWN
    covers = reported or Range(
        datetime.min.replace(tzinfo=UTC), dues.last(ran) if dues and ran else gap.up_to
    )
    if not any(hole.start < covers.finish and covers.start < hole.finish for hole in gap.missing):
        return Missing.NOTHING
    return Missing.THESE_DAYS if gap.certain else Missing.NOT_KNOWN
