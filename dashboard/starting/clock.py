"""The clock of starts: the time on record, and waiting. A benchmark gives a faster one."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Event


class Clock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the time, aware, in UTC."""
        return datetime.now(UTC)

    def wait(self, event: Event, seconds: float) -> bool:
        """Wait until the event is set, at most for so many seconds; return whether it is."""
        return event.wait(seconds)
