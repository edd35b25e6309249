"""How long a company's syncs usually take, and when one counts as slow, though not yet stuck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

LEAST_RUNS: Final = 5
"""How many runs must have been watched before there is a usual time."""
SLOW_FACTOR: Final = 2


@dataclass(frozen=True, slots=True)
class UsualDuration:
    """How long the last `runs` successful syncs took that were watched from start to end."""

    middle: timedelta
    longest: timedelta
    runs: int

    def is_slow(self, elapsed: timedelta) -> bool:
        """Return whether a sync running this long is slower than all of them, and far slower than usual."""
        return elapsed > max(self.longest, SLOW_FACTOR * self.middle)


def usual_of(watched: Sequence[timedelta]) -> UsualDuration | None:
    """Return the usual time; None below `LEAST_RUNS` runs."""
    if len(watched) < LEAST_RUNS:
        return None
    return UsualDuration(sorted(watched)[len(watched) // 2], max(watched), len(watched))
