"""Syncs that unusually find nothing, in words: the numbers behind it, and how they are counted."""

from __future__ import annotations

from dashboard.insight.verdict.emptiness import Emptiness
from dashboard.views import times

UNUSUAL = "Syncs find no sales, which is unusual for this shop"
UNUSUAL_BY_OUR_COUNT = (
    "“Unusual” is our own estimate, from the same weekdays in the 12 weeks before. A closed shop looks the"
    " same."
)


def grounds(emptiness: Emptiness, since: str, syncs: str = "Syncs") -> str:
    """Say since when syncs have found nothing, and why that is unusual; at most 160 characters.

    `since`: the first such day, in the page's own format. `syncs`: how the first sentence begins.
    """
    of_those = f"{emptiness.expected:,} of those {times.count(emptiness.nights, 'day')}"
    if emptiness.expected == emptiness.nights:
        of_those = f"all {emptiness.nights:,} of those days"
    return (
        f"{syncs} have found no sales since {since}. The shop usually sells on {of_those};"
        f" before that, {emptiness.wrote:,} of {emptiness.seen:,} such days had sales."
    )
