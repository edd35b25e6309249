"""Which sync may already have brought some of the missing sales: one sentence for every page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from dashboard.insight.gap import Gap


def which_sync(gap: Gap, on: Callable[[datetime], str]) -> str:
    """Return the sentence; "" where all of it is certainly missing. `on` words a moment."""
    if gap.success_to_compare:
        ran = on(gap.success_to_compare)
        return f"An unscheduled sync succeeded {ran}; Codat doesn’t say what it covered."
    if gap.doubt_to_compare:
        ran = on(gap.doubt_to_compare.ran)
        return f"A sync ran {ran} with an unknown outcome; it may have brought some of them."
    return ""
