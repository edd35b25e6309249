"""Let requests that wait for the same read share one, which begins after each of them has arrived.

A link may be paused or revoked at any moment, so its row is read for every request, never kept. Under load,
later callers join the next read, so the cost depends on time and not on how many ask.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable
from typing import Final, Generic, TypeVar

import anyio.to_thread

T = TypeVar("T")

GAP_S: Final = 0.02
"""The least time between the beginnings of two reads of one key. A single visitor never waits for it."""


class SharedReads(Generic[T]):
    """Run reads in threads, at most `at_once`, so that they leave the pages' threads alone."""

    def __init__(self, at_once: int = 4, gap_s: float = GAP_S) -> None:
        self._at_once, self._gap_s = at_once, gap_s
        self._limiter: anyio.CapacityLimiter | None = None
        self._next: dict[Hashable, asyncio.Task[T]] = {}
        self._free: dict[Hashable, asyncio.Future[None]] = {}  # done when the next read may begin

    async def get(self, key: Hashable, read: Callable[[], T]) -> T:
        """Return what `read` returns. Requests with one key must ask for the same."""
        task = self._next.get(key)
        if task is None:
            task = self._next[key] = asyncio.create_task(self._read(key, read))
        return await asyncio.shield(task)

    async def _read(self, key: Hashable, read: Callable[[], T]) -> T:
        """Wait until the last read lets the next one begin; who comes from then on waits for another."""
        before = self._free.get(key)
        if before is not None:
            await asyncio.wait([before])
        loop = asyncio.get_running_loop()
        free, began = loop.create_future(), loop.time()
        self._free[key] = free
        del self._next[key]
        try:
            return await anyio.to_thread.run_sync(read, limiter=self._threads())
        finally:
            loop.call_at(began + self._gap_s, self._release, key, free)

    def _release(self, key: Hashable, free: asyncio.Future[None]) -> None:
        free.set_result(None)
        if self._free.get(key) is free:
            del self._free[key]

    def _threads(self) -> anyio.CapacityLimiter:
        if self._limiter is None:  # it belongs to the event loop
            self._limiter = anyio.CapacityLimiter(self._at_once)
        return self._limiter
