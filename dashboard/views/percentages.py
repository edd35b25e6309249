"""Shares as percentages: one alone, or all shares of a whole, which add up to 100 %."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_ALL: Final = 100


def words(share: float) -> str:
    """Return a share, 0 to 1, as "94 %"; only 1 is "100 %", and only 0 is "0 %"."""
    return _said(round(share * _ALL), nothing=share <= 0, everything=share >= 1)


def of_whole(counts: Sequence[int]) -> list[str]:
    """Return the share of each count in their sum as "94 %"; together they are 100 %.

    Each is rounded down; the missing points go to the largest remainders, of equal ones to the first.
    """
    total = sum(counts)
    return [
        _said(percent, nothing=count == 0, everything=count == total)
        for count, percent in zip(counts, _percents(counts, total), strict=True)
    ]


def _percents(counts: Sequence[int], total: int) -> list[int]:
    if total == 0:
        return [0] * len(counts)
    percents = [count * _ALL // total for count in counts]
    by_remainder = sorted(range(len(counts)), key=lambda place: -(counts[place] * _ALL % total))
    for place in by_remainder[: _ALL - sum(percents)]:
        percents[place] += 1
    return percents


def _said(percent: int, *, nothing: bool, everything: bool) -> str:
    if percent == 0 and not nothing:
        return "under 1 %"
    return "over 99 %" if percent == _ALL and not everything else f"{percent} %"
