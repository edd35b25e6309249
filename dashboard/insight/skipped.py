"""What a sync that Codat skipped as a duplicate leaves behind: nothing missing, or days that no sync covers.

Codat says of such a sync that its dates overlap those of an earlier one. Whether that one covered all of them
is judged by the rule for what is missing (`gap.py`), the same on every page.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dashboard.insight.gap import Gap
    from dashboard.insight.schedule import Dues


class Missing(StrEnum):
    """What is known of the days of a skipped sync."""

    NOTHING = "nothing"
    THESE_DAYS = "these_days"
    NOT_KNOWN = "not_known"


def missing_after(ran: datetime | None, gap: Gap | None, dues: Dues | None) -> Missing:
    """Return what the sync that ran then (UTC) leaves missing, of the sales up to its due date.

    THESE_DAYS rests on the schedule. A success of unknown range may have brought them: then it is NOT_KNOWN.
    """
    if gap is None or dues is None or ran is None:
        return Missing.NOT_KNOWN
    due = dues.last(ran)
    if not any(hole.start < due for hole in gap.missing):
        return Missing.NOTHING
    return Missing.THESE_DAYS if gap.certain else Missing.NOT_KNOWN
