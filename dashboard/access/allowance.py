"""How often something may be done: an allowance that refills with time, and one for each person or address.

The same class limits a tab's messages, a person's reads, and an address's attempts to sign in.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from cachetools import LRUCache

MOST_HOLDERS: Final = 10_000
_ROUNDING: Final = 1e-9
"""So that the announced wait is long enough despite rounding."""


@dataclass
class Allowance:
    """A token bucket: full at first, `a_second` more each second, never more than `burst`. Thread-safe."""

    burst: float
    a_second: float
    clock: Callable[[], float] = time.monotonic
    left: float = field(init=False)
    at: float = field(init=False)
    _lock: Lock = field(default_factory=Lock, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self.left, self.at = self.burst, self.clock()

    def take(self, count: float = 1) -> bool:
        """Take `count`; False, and nothing is taken, if fewer are left."""
        with self._lock:
            self._refill()
            if self.left < count - _ROUNDING:
                return False
            self.left -= count
            return True

    def wait(self, count: float = 1) -> float:
        """Return in how many seconds `count` can be taken; 0 if now, infinity if never."""
        with self._lock:
            self._refill()
            missing = count - self.left
        if missing <= _ROUNDING:
            return 0.0
        return missing / self.a_second if self.a_second > 0 and count <= self.burst else math.inf

    def _refill(self) -> None:
        now = self.clock()
        self.left = min(self.burst, self.left + (now - self.at) * self.a_second)
        self.at = now


class Allowances:
    """An allowance for each holder (an address, a person). Above `most`, the least recently used go."""

    def __init__(self, make: Callable[[], Allowance], most: int = MOST_HOLDERS) -> None:
        self._make = make
        self._held: LRUCache[Hashable, Allowance] = LRUCache(most)
        self._lock = Lock()

    def of(self, holder: Hashable) -> Allowance:
        """Return the holder's allowance, a full one at first."""
        with self._lock:
            allowance = self._held.get(holder)
            if allowance is None:
                allowance = self._held[holder] = self._make()
            return allowance


def a_minute(count: float) -> Allowance:
    """Return an allowance of so many at once, and as many in each later minute."""
    return Allowance(count, count / 60)
