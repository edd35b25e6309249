"""A live link that many open, while people work on the same dashboard.

Requests are sent at fixed times over connections that stay open, and each is timed from its due time: a
server that falls behind can't hide it. Five people act meanwhile, as in `people`. The server, the sandbox and
this load share the machine's cores.

p95_ms: of a page of the link. errors: of the link and the people. codat_rounds: how often Codat was asked for
the company's latest sync. people_p95_ms: of an action of the people. Afterwards one visitor opens links.
drawn_s: until Chromium, with an empty cache, has drawn the link's page (first contentful paint, median).
refused_ms: of the 404 for a wrong token. refused_ratio: the slowest by the fastest of the medians for a
wrong, expired, paused and revoked token.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.page import chromium
from benchmarks.people import ARRIVE_WITHIN, CASES, Tally, act_together, usual_actions
from benchmarks.support.opened_link import closed_tokens, drawn_s, refused_ms
from dashboard.sharing.link import NewLink
from dashboard.store.engine import open_store
from tests.support.dashboard_process import Dashboard
from tests.support.sandbox_process import SandboxProcess
from tests.support.shared import EVERY_PART, HERE, links_of

SHARED: Final = "failing-30"
"""A merchant whom none of the people opens, so that every read of it is the link's."""
CONNECTIONS: Final = 40
LATEST: Final = "sync.get_latest_sync"


def add_options(parser: argparse.ArgumentParser) -> None:
    """How many requests a second, for how long, and how many people."""
    parser.add_argument("--rate", type=float, default=500.0, help="requests a second (500)")
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--people", type=int, default=5)
    parser.add_argument("--every", type=float, default=5.0, help="seconds between two actions of a person")
    parser.add_argument("--drawn", type=int, default=9, help="how often the page is drawn (9)")
    parser.add_argument("--refused", type=int, default=1000, help="how often each token is refused (1000)")


@dataclass
class Opened:
    """Seconds of each page, and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def measure(options: argparse.Namespace) -> dict[str, float]:
    """Start a server, make links, send the requests, open and refuse links, print the times."""
    with ExitStack() as started:
        folder = started.enter_context(TemporaryDirectory(prefix="share-"))
        sandbox = SandboxProcess()
        started.callback(sandbox.stop)
        url = f"sqlite:///{Path(folder) / 'desk.db'}"
        dashboard = Dashboard(CODAT_API_KEY="test-key", CODAT_BASE_URL=sandbox.url, DATABASE_URL=url)
        started.callback(dashboard.stop)
        path, closed = _paths(url, sandbox)
        companies = [sandbox.company(case) for case in CASES]
        opened, people = asyncio.run(_both(dashboard, path, companies, options))
        shared = sandbox.company(SHARED)
        rounds = sum(each["operation"] == LATEST and shared in each["path"] for each in sandbox.requests())
        refused = refused_ms(dashboard.port, closed, options.refused)
        with chromium() as browser:
            drawn = drawn_s(browser, f"{dashboard.url}{path}", options.drawn)
    figures = _summary(opened, people, rounds) | _of_one_visitor(drawn, refused)
    print(", ".join(f"{name} {figure}" for name, figure in figures.items()))
    for error in sorted({*opened.errors, *people.errors}):
        print(f"  {error}")
    return figures


def _paths(url: str, sandbox: SandboxProcess) -> tuple[str, dict[str, str]]:
    """Make a live link with every part in the dashboard's store, and links that don't open.

    Return the link's path, and a token for each reason why one doesn't open.
    """
    new = NewLink(sandbox.company(SHARED), sandbox.name(SHARED), EVERY_PART, timedelta(days=1))
    with closing(open_store(url)) as store:
        token = links_of(store, sandbox.url).make(new, HERE)[1]
        return f"/s/{token}", closed_tokens(store, sandbox.url, new)


async def _both(
    dashboard: Dashboard, path: str, companies: list[str], options: argparse.Namespace
) -> tuple[Opened, Tally]:
    opened = Opened()
    people = act_together(dashboard, partial(usual_actions, companies=companies), options)
    begin = time.monotonic() + ARRIVE_WITHIN
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{dashboard.port}\r\n\r\n".encode()
    visitors = [
        _visitor(dashboard.port, request, begin + number / options.rate, options, opened)
        for number in range(CONNECTIONS)
    ]
    tally, _ = await asyncio.gather(people, asyncio.gather(*visitors))
    return opened, tally


async def _visitor(
    port: int, request: bytes, first: float, options: argparse.Namespace, opened: Opened
) -> None:
    """Send a request at each due time over one connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for number in range(int(options.rate * options.seconds / CONNECTIONS)):
        due = first + number * CONNECTIONS / options.rate
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        writer.write(request)
        error = await _answer(reader)
        opened.seconds.append(time.monotonic() - due)
        if error:
            opened.errors.append(error)
    writer.close()


async def _answer(reader: asyncio.StreamReader) -> str:
    """Read one answer; return what is wrong with it, "" if nothing."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    lengths = [line for line in head.split("\r\n") if line.lower().startswith("content-length:")]
    body = await reader.readexactly(int(lengths[0].partition(":")[2]))
    status = head.split(" ", 2)[1]
    if status != "200":
        return f"status {status}"
    return "" if b"</html>" in body else "no page"


def _summary(opened: Opened, people: Tally, rounds: int) -> dict[str, float]:
    cuts, of_people = (statistics.quantiles(each.seconds, n=20) for each in (opened, people))
    return {
        "requests": len(opened.seconds),
        "p50_ms": round(cuts[9] * 1000, 1),
        "p95_ms": round(cuts[18] * 1000, 1),
        "errors": len(opened.errors) + len(people.errors),
        "codat_rounds": rounds,
        "people_p95_ms": round(of_people[18] * 1000, 1),
    }


def _of_one_visitor(drawn: float, refused: dict[str, float]) -> dict[str, float]:
    slowest, fastest = max(refused.values()), min(refused.values())
    return {
        "drawn_s": drawn,
        "refused_ms": refused["wrong"],
        "refused_ratio": round(slowest / fastest, 3),
    }
