"""Keep what was rendered for a moment: one render for each view, version of the data and half a minute.

Only bytes are kept. Whether a link opens is looked up for each request, never here.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from cachetools import LRUCache

LASTS: Final = timedelta(seconds=30)
MOST: Final = 256
"""Views kept; a page takes about 40 kB at most."""


@dataclass
class _Entry:
    """One rendered view. Whoever renders it holds the lock, and the others wait for the result."""

    lock: Lock = field(default_factory=Lock)
    body: bytes = b""
    made_at: datetime | None = None


class RenderCache:
    """Rendered views by key. Thread-safe."""

    def __init__(self, lasts: timedelta = LASTS, most: int = MOST) -> None:
        self._lasts = lasts
        self._entries: LRUCache[Hashable, _Entry] = LRUCache(most)
        self._lock = Lock()

    def get(self, key: Hashable, now: datetime, render: Callable[[], bytes]) -> bytes:
        """Return what `render` returned for this key less than half a minute before `now`, or render it."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                entry = self._entries[key] = _Entry()
        with entry.lock:
            if entry.made_at is None or not timedelta() <= now - entry.made_at < self._lasts:
                entry.body, entry.made_at = render(), now
            return entry.body
