"""Two dashboards on one store: one round of reads for both, and links that outlive a killed process."""

from __future__ import annotations

import signal
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from threading import Event

import pytest

from dashboard.sharing.link import NewLink
from dashboard.store.engine import Store, open_store
from tests.support import limits
from tests.support.dashboard_process import UVICORN, Dashboard
from tests.support.shared import EVERY_PART, HERE, links_of

LOUD = [*UVICORN[:-1], "info"]
"""The command of a dashboard whose access log is on."""


@pytest.fixture
def store(sqlite_url):
    opened = open_store(sqlite_url)
    yield opened
    opened.close()


@pytest.fixture
def links(fresh_sandbox, store: Store):
    """Return the links of the store, as a third process sees them."""
    return links_of(store, fresh_sandbox.url)


@pytest.fixture
def dashboard(fresh_sandbox, sqlite_url):
    """Return a function that starts a dashboard on the store; all are stopped in the end."""
    started: list[Dashboard] = []

    def start() -> Dashboard:
        environ = {"CODAT_API_KEY": "test-key", "CODAT_BASE_URL": fresh_sandbox.url}
        started.append(Dashboard(LOUD, DATABASE_URL=sqlite_url, **environ))
        return started[-1]

    yield start
    for each in started:
        each.stop()


def opened(dashboard: Dashboard, token: str, site: str = "none") -> int:
    """Return the status of a link's page. `site`: "same-origin" as a page that loads itself again."""
    request = urllib.request.Request(f"{dashboard.url}/s/{token}", headers={"sec-fetch-site": site})
    try:
        with urllib.request.urlopen(request, timeout=limits.WAIT_S) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def until(holds: Callable[[], bool]) -> None:
    pause, end = Event(), time.monotonic() + limits.WAIT_S
    while not holds():
        assert time.monotonic() < end, "it never became true"
        pause.wait(0.05)


def test_two_dashboards_share_rounds_and_links_outlive_a_killed_one(fresh_sandbox, links, dashboard, capfd):
    company = fresh_sandbox.company("archived-tax-rate")
    new = NewLink(company, "Bluebird Coffee", EVERY_PART, timedelta(days=1))
    token = links.make(new, HERE)[1]
    first, second = dashboard(), dashboard()
    until(lambda: opened(first, token, "same-origin") == 200)
    assert [opened(each, token) for each in (first, second, second) * 3] == [200] * 9
    until(lambda: links.links()[0].opened == 9)
    first.process.send_signal(signal.SIGKILL)
    first.process.wait(limits.WAIT_S)
    third = dashboard()
    assert [opened(each, token) for each in (second, third)] == [200, 200]
    until(lambda: links.links()[0].opened == 11)
    rounds = Counter(each["operation"] for each in fresh_sandbox.company_requests())
    assert set(rounds.values()) == {1}
    log = "".join(capfd.readouterr())
    assert "GET /s/… HTTP" in log.replace("%E2%80%A6", "…")
    assert token not in log
