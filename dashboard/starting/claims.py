"""Lock a company while a start runs, across all keys of the process: two keys must not start it twice.

The records of a start belong to its key. Another key learns that the company is locked, and nothing else.
"""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Lock

UNDER_WAY = (
    "A sync is being started for this company under another API key. Nothing was sent. "
    "Wait until it ends, then check whether you need another."
)
UNSEEN = (
    "A sync was started for this company under another API key, and your page was loaded before it ended. "
    "Nothing was sent. Check the company’s latest sync first."
)

NEVER = datetime.min.replace(tzinfo=UTC)

Company = tuple[str, str]
"""Codat's address and the company's id."""


class Claims:
    """The locks of companies: `by` identifies the key that holds one. Thread-safe."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: dict[Company, object] = {}
        self._ended: dict[
            Company, tuple[object, datetime]
        ] = {}  # who started the last one, and when it ended

    def take(self, company: Company, by: object, seen_at: datetime | None) -> str:
        """Lock the company. Return "", or why that can't be as a sentence for a person.

        `seen_at` (UTC): when the data on the person's screen was read.
        """
        with self._lock:
            if self._held.get(company, by) is not by:
                return UNDER_WAY
            last_by, ended_at = self._ended.get(company, (by, NEVER))
            if last_by is not by and seen_at is not None and ended_at > seen_at:
                return UNSEEN
            self._held[company] = by
            return ""

    def free(self, company: Company, by: object, ended_at: datetime | None) -> None:
        """Unlock the company. `ended_at` (UTC): when the start ended; None when it started nothing."""
        with self._lock:
            if self._held.get(company) is by:
                del self._held[company]
            if ended_at is not None:
                self._ended[company] = (by, ended_at)

    def free_all(self, by: object) -> None:
        """Unlock every company that this key holds."""
        with self._lock:
            self._held = {company: holder for company, holder in self._held.items() if holder is not by}

    def held_by_another(self, company: Company, by: object) -> bool:
        """Return whether another key holds the lock."""
        with self._lock:
            return self._held.get(company, by) is not by
