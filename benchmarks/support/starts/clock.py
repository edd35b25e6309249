"""A clock faster than the machine's, the same in every process of a run."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event

from dashboard.starting.clock import Clock


@dataclass(frozen=True)
class FastClock(Clock):
    """It showed `at` when the machine's clock showed `began` (seconds), and is `faster` by this factor."""

    began: float
    at: datetime
    faster: float

    @classmethod
    def from_text(cls, text: str) -> FastClock:
        """Parse the output of `str`, for the arguments of a process."""
        began, at, faster = text.split(",")
        return cls(float(began), datetime.fromisoformat(at), float(faster))

    def __str__(self) -> str:
        return f"{self.began!r},{self.at.isoformat()},{self.faster!r}"

    def now(self) -> datetime:
        """Return its time."""
        return self.at + timedelta(seconds=(time.time() - self.began) * self.faster)

    def wait(self, event: Event, seconds: float) -> bool:
        """Wait for so many of its seconds."""
        return event.wait(self.real(seconds))

    def real(self, seconds: float) -> float:
        """Return how many real seconds these seconds take."""
        return seconds / self.faster
