"""Cache what is computed from a company's reads, for all sessions of an account.

Keys contain the digest of the content, so entries never become stale, and sessions with the same content
share them. Keys also contain the account, but nothing that leads to a client and its API key: entries outlive
sessions.
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
"""For all contents together. A sync takes about 0.5 kB, its share of frame and figures as much again."""
MOST_COMPANIES: Final = 64
MOST_OF_A_NAME: Final = 10
"""Entries of one name and content: filters, orders or zones."""


class Content(NamedTuple):
    """The syncs of a company as an account read them. `digest`: that of their reading."""

    account_id: str
    company_id: str
    digest: str
    syncs: int

    @property
    def weight(self) -> int:
        """Its share of `MOST_SYNCS`, at least so large that no more than `MOST_COMPANIES` fit."""
        return min(max(self.syncs, MOST_SYNCS // MOST_COMPANIES), MOST_SYNCS)


class _Made(NamedTuple):
    """The cached values of one content, by name."""

    weight: int
    by_name: dict[str, LRUCache[Hashable, Any]]


class ContentCache:
    """An LRU cache of contents and of values computed from each. Thread-safe."""

    def __init__(self) -> None:
        self._contents: LRUCache[Content, _Made] = LRUCache(MOST_SYNCS, getsizeof=lambda made: made.weight)
        self._lock = Lock()

    def get(self, content: Content, name: str, key: Hashable, make: Callable[[], T]) -> T:
        """Return the cached value of this content, name and key, or the result of `make`.

        Two threads may call `make` at once; the first result wins.
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
    """Return the reading with an equal list that is already in use, to save memory."""
    if not isinstance(reading.value, SyncList):
        return reading
    with _lists_lock:
        in_use = _lists.setdefault((account_id, company_id, reading.digest), reading.value)
    return replace(reading, value=in_use)
