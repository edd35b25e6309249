"""Silent emptiness in words: the numbers it rests on, and how it is found."""

from __future__ import annotations

from datetime import date

from dashboard.insight.emptiness import Emptiness
from dashboard.views import times

WEEKDAYS_TELL = (
    "That this is unusual is our count, from the weekdays of the 12 weeks before. A shop that is closed looks"
    " the same."
)


def grounds(emptiness: Emptiness, today: date, syncs: str = "Syncs") -> str:
    """Say how many days brought nothing, and what makes that unusual; at most 160 characters.

    `syncs`: how the sentence begins.
    """
    all_of_them = emptiness.expected == emptiness.nights
    these = "all" if all_of_them else f"{emptiness.expected:,} of them"
    return (
        f"{syncs} found nothing for {times.count(emptiness.nights, 'day')} since"
        f" {times.day(emptiness.since, today)}, {these} weekdays on which it usually sells;"
        f" {emptiness.wrote:,} of {emptiness.seen:,} such days before brought data."
    )
