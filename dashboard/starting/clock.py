"""The clock of the start service: current time and waiting. A benchmark passes a faster one."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Event


class Clock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the current time, aware, in UTC."""
        return datetime.now(UTC)

    def wait(self, event: Event, seconds: float) -> bool:
        """Wait until the event is set, for at most so many seconds; return whether it is set."""
        return event.wait(seconds)
