"""Home in Chromium over a store that knows many merchants: seconds from a click to rows drawn, bytes, HTTP.

Both clicks are links inside an open session: from Help to Home, and on a count, which is a filter. Bytes are
those of one such click, over the websocket.
"""

from __future__ import annotations

import os
import statistics

from playwright.sync_api import Browser, Page, WebSocket

from benchmarks.page import click
from dashboard.fleet.registry import fleet_of
from dashboard.services.account import CodatAccount
from dashboard.services.stores import close_stores
from dashboard.settings import load
from tests.browser.driving import settled
from tests.support.dashboard_process import Dashboard
from tests.support.filled_fleet import fill
from tests.support.sandbox_process import SandboxProcess

ROWS, FILTERED = "a.d-row", "ul.d-chips"
_KEY = "test-key"


def figures(browser: Browser, companies: int, times: int) -> dict[str, float]:
    """Return `home_s`, `filter_s`, `bytes` and `home_requests` for this many merchants."""
    sandbox = SandboxProcess()
    dashboard = Dashboard(CODAT_API_KEY=_KEY, CODAT_BASE_URL=sandbox.url)
    try:
        _fill(dashboard, sandbox, companies)
        return _measure(browser, dashboard, sandbox, times)
    finally:
        dashboard.stop()
        sandbox.stop()


def _fill(dashboard: Dashboard, sandbox: SandboxProcess, companies: int) -> None:
    settings = load({**os.environ, "DATABASE_URL": dashboard.database_url, "CODAT_API_KEY": _KEY})
    fill(fleet_of(settings, CodatAccount(sandbox.url, _KEY)).repository, companies)
    close_stores()


def _measure(browser: Browser, dashboard: Dashboard, sandbox: SandboxProcess, times: int) -> dict[str, float]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page, received = context.new_page(), list[int]()
    page.on("websocket", lambda socket: _count(socket, received))
    page.goto(dashboard.url)
    page.wait_for_selector(ROWS)
    settled(page)
    asked = len(sandbox.requests())
    opened = [_clicked(page, received, "/help", "/", ROWS) for _ in range(times)]
    filtered = [_clicked(page, received, "/", "/?state=attention", FILTERED) for _ in range(times)]
    requests = len(sandbox.requests()) - asked
    context.close()
    return {
        "home_s": round(statistics.median(seconds for seconds, _ in opened), 3),
        "filter_s": round(statistics.median(seconds for seconds, _ in filtered), 3),
        "bytes": max(size for _, size in opened + filtered),
        "home_requests": requests,
    }


def _clicked(page: Page, received: list[int], start: str, target: str, mark: str) -> tuple[float, int]:
    """Return the seconds of a click that leads from one address to another, and the bytes that came."""
    click(page, start, "h1, .d-topic")
    settled(page)
    received.clear()
    seconds = click(page, target, mark)
    settled(page)
    return seconds, sum(received)


def _count(socket: WebSocket, received: list[int]) -> None:
    socket.on("framereceived", lambda frame: received.append(len(frame)))
