"""Let requests that wait for the same read share one, which begins after each of them has arrived.

A link may be paused or revoked at any moment, so its row is read for every request, never kept. Under load,
requests arrive while a read is under way; they share the next one, so the work is bounded by how long a read
takes and not by how many ask.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

import anyio.to_thread

T = TypeVar("T")


class SharedReads(Generic[T]):
    """Run reads in threads, at most `at_once`, so that they leave the pages' threads alone."""

    def __init__(self, at_once: int = 4) -> None:
        self._at_once = at_once
        self._limiter: anyio.CapacityLimiter | None = None
        self._under_way: dict[Hashable, asyncio.Task[T]] = {}
        self._next: dict[Hashable, asyncio.Task[T]] = {}

    async def get(self, key: Hashable, read: Callable[[], T]) -> T:
        """Return what `read` returns. Requests with one key must ask for the same."""
        task = self._next.get(key)
        if task is None:
            task = self._next[key] = asyncio.create_task(self._read(key, read))
        return await asyncio.shield(task)

    async def _read(self, key: Hashable, read: Callable[[], T]) -> T:
        """Wait for the read under way, then begin: who comes from here on waits for the next one."""
        before = self._under_way.get(key)
        if before is not None:
            await asyncio.wait([before])
        self._under_way[key] = self._next.pop(key)
        try:
            return await anyio.to_thread.run_sync(read, limiter=self._threads())
        finally:
            del self._under_way[key]

    def _threads(self) -> anyio.CapacityLimiter:
        if self._limiter is None:  # it belongs to the event loop
            self._limiter = anyio.CapacityLimiter(self._at_once)
        return self._limiter
