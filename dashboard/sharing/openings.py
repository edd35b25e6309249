"""Count how often links are opened: in memory, written to the store once a second by one thread."""

from __future__ import annotations

from datetime import datetime

from dashboard.store.engine import Store


class Openings:
    """The openings of the links in one store. A process that is killed loses at most the last second."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def count(self, link_id: int, user_agent: str, now: datetime) -> None:
        """Count one opening. Returns at once."""

    def close(self) -> None:
        """Write what is left, and end the thread."""
