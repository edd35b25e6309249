"""Silent emptiness in words: the numbers it rests on, and how it is found."""

from __future__ import annotations

from dashboard.insight.verdict.emptiness import Emptiness
from dashboard.views import times

WEEKDAYS_TELL = (
    "That this is unusual is our count, from the weekdays of the 12 weeks before. A shop that is closed looks"
    " the same."
)


def grounds(emptiness: Emptiness, since: str, syncs: str = "Syncs") -> str:
    """Say since when syncs bring nothing, and what makes that unusual; at most 160 characters.

    `since`: the day of the first of them, as its place words days. `syncs`: how the first sentence begins.
    """
    all_of_them = emptiness.expected == emptiness.nights
    on = "all" if all_of_them else f"{emptiness.expected:,}"
    return (
        f"{syncs} have found nothing since {since}."
        f" On {on} of these {times.count(emptiness.nights, 'day')} the shop usually sells;"
        f" {emptiness.wrote:,} of {emptiness.seen:,} such days before brought data."
    )
