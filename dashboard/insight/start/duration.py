"""How long a company's syncs usually take, and when one is slower than that: slow, not yet stuck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

LEAST_RUNS: Final = 5
"""How many runs must have been watched before anything counts as usual."""
SLOW_FACTOR: Final = 2


@dataclass(frozen=True, slots=True)
class UsualDuration:
    """How long the last successful syncs took that were watched from start to end: `runs` of them."""

    middle: timedelta
    longest: timedelta
    runs: int

    def is_slow(self, elapsed: timedelta) -> bool:
        """Return whether a sync that has been running for so long is slower than any of them, by far."""
        return elapsed > max(self.longest, SLOW_FACTOR * self.middle)


def usual_of(watched: Sequence[timedelta]) -> UsualDuration | None:
    """Return what is usual; None below `LEAST_RUNS` runs."""
    if len(watched) < LEAST_RUNS:
        return None
    return UsualDuration(sorted(watched)[len(watched) // 2], max(watched), len(watched))
