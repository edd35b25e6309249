"""A clock in seconds that a test moves."""

from __future__ import annotations


class StillClock:
    """Returns the same time until the test changes `now`."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now
