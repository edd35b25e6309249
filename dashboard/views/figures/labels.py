"""Where a figure's labels fit: about how wide each is, and the line on which it touches no other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

WIDE_PX, NARROW_PX = 900, 280
"""The least that the days of a wide and a narrow figure get: what fits there fits everywhere."""
_PX_PER_LETTER, _PX_MORE = 6, 10  # of our font at 12 px: what is short may hold wide letters only
_BETWEEN: Final = 8
_BEFORE: Final = {"left": 0.0, "center": 0.5, "right": 1.0}


@dataclass(frozen=True)
class LabelSpan:
    """The part of a figure's width that a label takes, in px from the plot's left edge."""

    left: float
    right: float

    def touches(self, other: LabelSpan) -> bool:
        """Whether the two would be read as one, or hide each other, on the same line."""
        return self.left < other.right + _BETWEEN and other.left < self.right + _BETWEEN


def text_px(text: str) -> int:
    """Return about how many px a label's text takes, rather too many than too few."""
    return len(text) * _PX_PER_LETTER + _PX_MORE


def span_of(text: str, at: float, anchor: str) -> LabelSpan:
    """Return the span of a label whose `anchor` ("left", "center", "right") is at `at` px."""
    left = at - text_px(text) * _BEFORE[anchor]
    return LabelSpan(left, left + text_px(text))


def lines_of(spans: Iterable[LabelSpan]) -> list[int]:
    """Return the line of each label, 0 first: the first line where it touches none of those before it."""
    taken: list[list[LabelSpan]] = []
    chosen = []
    for span in spans:
        line = next((at for at, others in enumerate(taken) if not any(map(span.touches, others))), len(taken))
        if line == len(taken):
            taken.append([])
        taken[line].append(span)
        chosen.append(line)
    return chosen
