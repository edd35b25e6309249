"""Which sync may have brought some of what is missing, unknown to anyone: one sentence for every page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from dashboard.insight.gap import Gap


def which_sync(gap: Gap, on: Callable[[datetime], str]) -> str:
    """Return the sentence; "" where all that is missing surely is. `on` words a moment: "on 11 Nov 02:14"."""
    if gap.success_to_compare:
        ran = on(gap.success_to_compare)
        return f"A sync outside the schedule succeeded {ran}; what it covered is not told."
    if gap.doubt_to_compare:
        ran = on(gap.doubt_to_compare.ran)
        return f"How the sync that ran {ran} ended is not known; it may have brought some."
    return ""
