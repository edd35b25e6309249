"""The charts that a reader has opened on History, as the address holds them: `charts=timeline,trend`.

Without the parameter all charts are folded. Unknown names are ignored, so that an old bookmark still opens.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from itertools import combinations
from typing import Final


class Chart(StrEnum):
    """A chart that can be opened, in the order of the page; the value is its name in the address."""

    TIMELINE = "timeline"
    CALENDAR = "calendar"
    TREND = "trend"


PARAM: Final = "charts"


def charts_from_address(text: str) -> frozenset[Chart]:
    """Return the charts that an address opens."""
    names = set(text.split(","))
    return frozenset(chart for chart in Chart if chart.value in names)


def charts_to_address(opened: Iterable[Chart]) -> str | None:
    """Return the parameter that opens these charts; None where all are folded."""
    chosen = set(opened)
    return ",".join(chart.value for chart in Chart if chart in chosen) or None


CHOICES: Final = frozenset(
    ",".join(names) for number in range(1, len(Chart) + 1) for names in combinations(Chart, number)
)
"""Every value the parameter can have."""
