"""Limit the sign-ins that one network address tries within a minute."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from typing import Final

from cachetools import TTLCache

WITHIN_S: Final = 60.0
_MOST_ADDRESSES: Final = 10_000


class SignInTries:
    """The sign-ins of the last minute by address. For one event loop."""

    def __init__(self, timer: Callable[[], float] = time.monotonic) -> None:
        self._timer = timer
        self._recent: TTLCache[str, deque[float]] = TTLCache(_MOST_ADDRESSES, WITHIN_S, timer)

    def wait(self, address: str, most: int) -> int:
        """Count a try. Return 0, or after how many whole seconds the address may try again."""
        now, recent = self._timer(), self._recent.get(address, deque())
        while recent and now - recent[0] >= WITHIN_S:
            recent.popleft()
        if len(recent) >= most:
            return math.ceil(recent[0] + WITHIN_S - now)
        recent.append(now)
        self._recent[address] = recent
        return 0


TRIES: Final = SignInTries()
