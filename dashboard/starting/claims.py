"""Lock a company while a start runs, across all keys of the process: two keys must not start it twice.

The records of a start belong to its key. Who claims a company under another key learns that it is held, and
nothing else.
"""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Lock

UNDER_WAY = (
    "A sync is being started for this company under another key. Nothing was sent. "
    "Wait until it has ended, then check whether another sync is needed."
)
UNSEEN = (
    "A sync was started for this company under another key, and your page’s data was loaded before that "
    "one ended. Nothing was sent. Check the company’s latest sync first."
)

NEVER = datetime.min.replace(tzinfo=UTC)

Company = tuple[str, str]
"""Codat's address and the company's id."""


class Claims:
    """Companies, and whose start holds each: `by` is the records of one key. Safe for all threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: dict[Company, object] = {}
        self._ended: dict[Company, tuple[object, datetime]] = {}  # by whom one was started last, and its end

    def take(self, company: Company, by: object, seen_at: datetime | None) -> str:
        """Hold the company; returns "" or, where that can't be, why as a sentence for a person.

        `seen_at` (UTC): when what the person saw of the company was read.
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
        """Let go of the company. `ended_at` (UTC): when the start ended; None when it began nothing."""
        with self._lock:
            if self._held.get(company) is by:
                del self._held[company]
            if ended_at is not None:
                self._ended[company] = (by, ended_at)

    def free_all(self, by: object) -> None:
        """Release every company that these records hold; none of their starts is followed any more."""
        with self._lock:
            self._held = {company: holder for company, holder in self._held.items() if holder is not by}

    def held_by_another(self, company: Company, by: object) -> bool:
        """Return whether another key's start holds the company."""
        with self._lock:
            return self._held.get(company, by) is not by
