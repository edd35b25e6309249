"""Tell a shared page that loads itself again from one that someone opens.

A browser says it over HTTPS and on this machine, with Sec-Fetch-Site. Over plain HTTP it doesn't, nor do old
ones: then a request within 90 seconds of the last one by the same visitor for the same link is a reload.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from cachetools import TTLCache
from starlette.datastructures import Headers
from starlette.types import Scope

WITHIN_S: Final = 90.0
"""Longer than a page waits until it loads itself again."""
_MOST: Final = 10_000
"""The most visitors that are remembered."""


class PageReloads:
    """The visitors of the last 90 seconds, as salted hashes: no address is kept. For one event loop."""

    def __init__(self, timer: Callable[[], float] = time.monotonic) -> None:
        self._recent: TTLCache[int, None] = TTLCache(_MOST, WITHIN_S, timer)

    def is_reload(self, link_id: int, scope: Scope) -> bool:
        """Return whether a request for a link's page is a reload, and remember who sent it."""
        headers, client = Headers(scope=scope), scope.get("client")
        if (site := headers.get("sec-fetch-site")) is not None:
            return site == "same-origin"
        who = (client and client[0], headers.get("x-forwarded-for"), headers.get("user-agent"))
        visitor = hash((link_id, who))
        again = visitor in self._recent
        self._recent[visitor] = None
        return again
