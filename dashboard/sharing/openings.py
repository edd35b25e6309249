"""Count how often links are opened: in memory, written to the store once a second by one thread."""

from __future__ import annotations

import logging
from datetime import datetime
from threading import Event, Lock, Thread
from typing import Final

from dashboard.sharing.link_previews import is_link_preview
from dashboard.sharing.opening_rows import LinkHour, OpeningCount, write_counts
from dashboard.store.engine import Store
from dashboard.store.errors import StoreError

EVERY_S: Final = 1.0
log = logging.getLogger(__name__)


class Openings:
    """The openings of the links in one store.

    A process that is killed loses at most what it counted in the last second. While the store can't be
    written, counts wait in memory; those whose commit was carried out, but not confirmed, count twice.
    `every`: the seconds between two writes.
    """

    def __init__(self, store: Store, every: float = EVERY_S) -> None:
        self._store, self._every = store, every
        self._counts: dict[LinkHour, OpeningCount] = {}
        self._counting, self._writing = Lock(), Lock()
        self._ended = Event()
        self._thread: Thread | None = None
        self._failed = False

    def count(self, link_id: int, user_agent: str, now: datetime) -> None:
        """Count one opening, by a person or by a chat program. Returns at once."""
        one = OpeningCount(previewed=1) if is_link_preview(user_agent) else OpeningCount(1, 0, now, now)
        where = LinkHour(link_id, now.replace(minute=0, second=0, microsecond=0))
        with self._counting:
            self._counts[where] = self._counts.get(where, OpeningCount()) + one
            if self._thread is None and not self._ended.is_set():
                self._thread = Thread(target=self._run, name="share-openings", daemon=True)
                self._thread.start()

    def write(self) -> None:
        """Write what has been counted since the last time; keep it if the store can't be written."""
        with self._writing:
            with self._counting:
                counts, self._counts = self._counts, {}
            try:
                if counts:
                    write_counts(self._store, counts)
                self._failed = False
            except StoreError as error:
                self._keep(counts, error)

    def close(self) -> None:
        """Write what is left, and end the thread."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()
        self.write()

    def _run(self) -> None:
        while not self._ended.wait(self._every):
            try:
                self.write()
            except Exception:  # a bug: the thread goes on with the next counts
                log.exception("openings of shared links not written")

    def _keep(self, counts: dict[LinkHour, OpeningCount], error: StoreError) -> None:
        """Put counts back, and log the first failure in a row."""
        with self._counting:
            for where, later in self._counts.items():
                counts[where] = counts.get(where, OpeningCount()) + later
            self._counts = counts
        if not self._failed:
            log.warning("openings of shared links not written: %s", error)
        self._failed = True
