"""What is made of a company's reads (frames, figures, assessments), kept for all sessions of an account.

Keys contain the digest of what was read, so an entry never becomes wrong: other content has another key, and
two sessions with the same content share what either made. Keys also contain who may see the company, and
nothing that leads to a client and its key: entries outlive every session.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from threading import Lock
from typing import Any, Final, NamedTuple, TypeVar
from weakref import WeakValueDictionary

from cachetools import LRUCache
from cachetools.keys import hashkey

from codat_client import SyncList
from dashboard.insight.reading import Reading

T = TypeVar("T")

MOST_SYNCS: Final = 200_000
"""Of all contents together. A sync takes about 0.5 kB, and its part of frame and figures as much again."""
MOST_COMPANIES: Final = 64
MOST_OF_A_NAME: Final = 10
"""So many filters, orders or zones of one content are kept at once."""


class Content(NamedTuple):
    """The syncs of a company as an account read them. `digest`: that of their reading."""

    account_id: str
    company_id: str
    digest: str
    syncs: int

    @property
    def weight(self) -> int:
        """How much of `MOST_SYNCS` it takes: at least so much that `MOST_COMPANIES` short lists fit."""
        return min(max(self.syncs, MOST_SYNCS // MOST_COMPANIES), MOST_SYNCS)


class _Made(NamedTuple):
    """What was made of one content, by name."""

    weight: int
    by_name: dict[str, LRUCache[Hashable, Any]]


class ContentCache:
    """An LRU of contents, and of each what was made of it. Safe for all threads."""

    def __init__(self) -> None:
        self._contents: LRUCache[Content, _Made] = LRUCache(MOST_SYNCS, getsizeof=lambda made: made.weight)
        self._lock = Lock()

    def get(self, content: Content, name: str, key: Hashable, make: Callable[[], T]) -> T:
        """Return what was made of the content under this name and key, or what `make` makes now.

        Two threads may make it at once; all then get what the first one made.
        """
        hashed = hashkey(key)
        with self._lock:
            made = self._made_of(content, name)
            if hashed in made:
                found: T = made[hashed]
                return found
        value = make()
        with self._lock:
            first: T = made.setdefault(hashed, value)
            return first

    def _made_of(self, content: Content, name: str) -> LRUCache[Hashable, Any]:
        made = self._contents.get(content)
        if made is None:
            made = self._contents[content] = _Made(content.weight, {})
        return made.by_name.setdefault(name, LRUCache(MOST_OF_A_NAME))


CACHE: Final = ContentCache()

_lists: WeakValueDictionary[tuple[str, str, str], SyncList] = WeakValueDictionary()
_lists_lock = Lock()


def shared(account_id: str, company_id: str, reading: Reading[Any]) -> Reading[Any]:
    """Return the reading with the equal list that is in use already: a list may take megabytes."""
    if not isinstance(reading.value, SyncList):
        return reading
    with _lists_lock:
        in_use = _lists.setdefault((account_id, company_id, reading.digest), reading.value)
    return replace(reading, value=in_use)
