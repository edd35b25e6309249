"""How fast a link opens for one visitor: drawn in a browser without a cache, and refused."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from http.client import HTTPConnection
from typing import Final

from playwright.sync_api import Browser

from dashboard.sharing.link import NewLink
from dashboard.store.engine import Store
from tests.support.shared import HERE, links_of

_HOUR: Final = timedelta(hours=1)
_DRAWN: Final = """() => new Promise(drawn => new PerformanceObserver(paints => {
  for (const paint of paints.getEntries())
    if (paint.name === 'first-contentful-paint') drawn(paint.startTime);
}).observe({type: 'paint', buffered: true}))"""


def drawn_s(browser: Browser, address: str, times: int) -> float:
    """Open a page in new contexts; return the median of the seconds until its content is drawn."""
    seconds: list[float] = []
    for _ in range(times):
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.goto(address)
        seconds.append(page.evaluate(_DRAWN) / 1000)
        context.close()
    return round(statistics.median(seconds), 3)


def closed_tokens(store: Store, codat: str, new: NewLink) -> dict[str, str]:
    """Return a token for each reason why a link doesn't open. `codat`: its address."""
    links = links_of(store, codat)
    (paused, of_paused), (revoked, of_revoked) = links.make(new, HERE), links.make(new, HERE)
    links.pause(paused.id, HERE)
    links.revoke(revoked.id, HERE)
    return {
        "wrong": "A" * len(of_paused),
        "expired": links_of(store, codat, lambda: datetime.now(UTC) - new.lasts - _HOUR).make(new, HERE)[1],
        "paused": of_paused,
        "revoked": of_revoked,
    }


def refused_ms(port: int, tokens: Mapping[str, str], times: int) -> dict[str, float]:
    """Ask for the tokens over one connection, in changing order; return the median milliseconds of each."""
    connection, dice = HTTPConnection("127.0.0.1", port), random.Random(1)  # noqa: S311 - an order
    seconds: dict[str, list[float]] = {name: [] for name in tokens}
    for _ in range(times):
        for name, token in dice.sample(list(tokens.items()), len(tokens)):
            began = time.perf_counter()
            connection.request("GET", f"/s/{token}")
            reply = connection.getresponse()
            reply.read()
            seconds[name].append(time.perf_counter() - began)
            if reply.status != HTTPStatus.NOT_FOUND:
                raise RuntimeError(f"a link that is {name} is answered with {reply.status}")
    connection.close()
    return {name: round(statistics.median(each) * 1000, 3) for name, each in seconds.items()}
