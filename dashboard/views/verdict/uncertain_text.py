"""Wording for a sync with an unknown outcome or range, shared by all pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from dashboard.insight.gap import Gap

OUTCOME_UNKNOWN: Final = "The latest sync’s outcome is unknown"


def which_sync(gap: Gap, on: Callable[[datetime], str]) -> str:
    """Say which sync may already have covered some of the missing sales; "" if none. `on` words a moment."""
    if gap.success_to_compare:
        ran = on(gap.success_to_compare)
        return f"An unscheduled sync succeeded {ran}; Codat doesn’t say what it covered."
    if gap.doubt_to_compare:
        ran = on(gap.doubt_to_compare.ran)
        return f"A sync ran {ran} with an unknown outcome; it may have covered some of them."
    return ""
