"""Pages in Chromium: seconds from the click to drawn, and the bytes that came, at two latencies of the API.

Drawn means: Streamlit's run has ended and what the page is about is there. A session is warm once it has
opened a company, since then the browser has plotly: the first one of a session is measured by itself. First
visits alternate with those to the baseline page (benchmarks.support.baseline), with and without a chart. The
browser, the servers and the sandbox share the machine's cores.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice

from playwright.sync_api import Browser, Page, WebSocket, sync_playwright

from benchmarks.support import baseline
from tests.browser.conftest import FLAGS
from tests.browser.driving import settled
from tests.support.dashboard_process import Dashboard
from tests.support.sandbox_process import SandboxProcess

MARKS = {"find": ".st-key-search input", "company": ".d-numbers", "history": '[data-testid="stDataFrame"]'}
CASES = (
    *("healthy", "failing-3", "two-shops", "clock-change", "nothing-to-sell", "late", "closed-gap"),
    *("several-locations", "same-name-first", "monthly", "null-zone", "failing-29", "partly-written"),
    *("failing-30", "unlinked", "subscription-lapsed", "half-closed-gap", "gap-to-close", "windows-zone"),
)


def add_options(parser: argparse.ArgumentParser) -> None:
    """How often each is measured."""
    parser.add_argument("--times", type=int, default=5, choices=range(1, len(CASES) // 3 + 1))


def measure(options: argparse.Namespace) -> dict[str, float]:
    """Open pages as people do, and print medians."""
    with ExitStack() as started:
        sandbox = SandboxProcess()
        started.callback(sandbox.stop)
        dashboard = Dashboard(CODAT_API_KEY="test-key", CODAT_BASE_URL=sandbox.url)
        started.callback(dashboard.stop)
        baseline_page = baseline.start()
        started.callback(baseline_page.stop)
        with chromium() as browser:
            figures = _measure(browser, dashboard, sandbox, options.times)
            figures |= _first_visits(browser, dashboard, baseline_page, sandbox, options.times)
    for name, figure in figures.items():
        print(f"{name}: {figure}")
    return figures


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield browser
        browser.close()


def _measure(browser: Browser, dashboard: Dashboard, sandbox: SandboxProcess, count: int) -> dict[str, float]:
    figures: dict[str, float] = {}
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    received = counted(page)
    left_word(page, dashboard.url + _company(sandbox, CASES[-1]))
    figures["company_first_of_session_s"] = _first_of_session(page, dashboard, sandbox, count)
    unread = iter(CASES[count:])
    for latency in (0, 200):
        if latency:
            sandbox.fault("late", n=100_000, delay=latency / 1000, carriedOut=True)
        figures[f"company_s_at_{latency}ms"] = _companies(page, sandbox, islice(unread, count))
    sandbox.reset()
    for name, case in (("800", "archived-tax-rate"), ("10k", "ten-thousand")):
        figures[f"history_{name}_s"], kilobytes = _history(page, sandbox.company(case), received, count)
        figures[f"history_{name}_bytes"] = kilobytes
    return figures


def counted(page: Page) -> list[int]:
    """A list that grows by the size of each message the server sends."""
    sizes: list[int] = []

    def opened(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: sizes.append(len(frame)))

    page.on("websocket", opened)
    return sizes


def click(page: Page, address: str, mark: str) -> float:
    """Follow a link of ours, as the browser's script does, and wait until the page is drawn."""
    page.evaluate(
        """address => { const link = document.createElement('a'); link.href = address;
        document.querySelector('[data-testid="stMain"]').append(link); link.click(); link.remove() }""",
        address,
    )
    began = time.perf_counter()
    page.wait_for_function(
        """([address, mark]) => location.pathname + location.search === address
        && document.querySelector(mark) && window.__syncdesk.awaited === null
        && document.querySelector('[data-test-script-state="notRunning"]')
        && !document.querySelector('[data-testid="stSkeleton"]')""",
        arg=[address, mark],
        polling=10,
    )
    return time.perf_counter() - began


def left_word(page: Page, address: str) -> None:
    """Wait until the browser has noted how wide a figure is: as after anybody's first visit."""
    page.goto(address)
    settled(page)
    page.wait_for_function("() => document.cookie.includes('syncdesk_width')")


def _first_of_session(page: Page, dashboard: Dashboard, sandbox: SandboxProcess, count: int) -> float:
    """Open the first company of a session, from Find, in a browser that has our scripts."""
    seconds = []
    for case in CASES[:count]:
        _find(page, dashboard)
        seconds.append(click(page, _company(sandbox, case), MARKS["company"]))
    return round(statistics.median(seconds), 3)


def _companies(page: Page, sandbox: SandboxProcess, cases: Iterable[str]) -> float:
    """Open companies that this session has not read yet, from Find."""
    seconds = []
    for case in cases:
        click(page, "/", MARKS["find"])
        settled(page)
        seconds.append(click(page, _company(sandbox, case), MARKS["company"]))
    return round(statistics.median(seconds), 3)


def _find(page: Page, dashboard: Dashboard) -> None:
    page.goto(dashboard.url)
    settled(page)
    page.wait_for_function("() => window.__syncdesk?.started")


def _company(sandbox: SandboxProcess, case: str) -> str:
    return f"/company?company={sandbox.company(case)}"


def _first_visits(
    browser: Browser, dashboard: Dashboard, baseline_page: Dashboard, sandbox: SandboxProcess, count: int
) -> dict[str, float]:
    """Open a company and the baseline page by turns in a browser without a cache."""
    ours, bare, chart = [], [], []
    for case in CASES[:count]:
        bare.append(baseline.first_visit(browser, baseline_page, chart=False))
        chart.append(baseline.first_visit(browser, baseline_page, chart=True))
        ours.append(_first_visit(browser, dashboard.url + _company(sandbox, case)))
    seconds = statistics.median(ours)
    return {
        "company_first_visit_s": round(seconds, 3),
        "bare_baseline_s": round(statistics.median(bare), 3),
        **baseline.Compared(seconds, statistics.median(chart)).figures("company_first_visit"),
    }


def _first_visit(browser: Browser, address: str) -> float:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    began = time.perf_counter()
    page.goto(address)
    page.wait_for_selector(".st-key-fig_strip_wide .main-svg")
    settled(page)
    seconds = time.perf_counter() - began
    context.close()
    return seconds


def _history(page: Page, company: str, received: list[int], count: int) -> tuple[float, int]:
    """Go to and fro between Company, whose reads have come, and History."""
    company_address, history_address = f"/company?company={company}", f"/history?company={company}"
    click(page, company_address, MARKS["company"])
    seconds, sizes = [], []
    for _ in range(count):
        received.clear()
        seconds.append(click(page, history_address, MARKS["history"]))
        sizes.append(sum(received))
        click(page, company_address, MARKS["company"])
    return round(statistics.median(seconds), 3), int(statistics.median(sizes))
