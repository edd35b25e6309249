"""Measure History in Chromium, from the arrival of the long list to the drawn page: seconds and bytes sent.

decode_s, frame_s, verdict_s and figures_s are timed alone, here. drawn_s: in a warm session, from the moment
when the list of a company that no one has opened yet had been sent, to the page as it opens, charts folded.
charts_s: from the click that opens two charts. first_visit_s: the page in a browser that has nothing of ours,
from the typed address. filter_s: from the click on a filter. First visits and drawn pages alternate with
those of the baseline page with one chart (benchmarks.support.baseline). The browser, the servers and this
script share the machine's cores.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import Browser, Page

from benchmarks.page import MARKS, chromium, click, counted, left_word
from benchmarks.support import baseline
from benchmarks.support.replay import COMPANIES, LIST, Replay
from codat_client import CodatClient, CompanySyncStatus
from codat_client.reading import read_many
from dashboard.insight.coverage import coverage_in
from dashboard.insight.history.filters import Filters
from dashboard.insight.history.trends import failing_periods, months_of
from dashboard.insight.verdict.facts import CompanyFacts
from dashboard.insight.verdict.judge import judge
from dashboard.insight.zone import merchant_zone
from dashboard.views import figures
from dashboard.views.figures.timeline_scene import Marks
from dashboard.views.figures.trend import trend
from dashboard.views.history.frame import frame_days, history_frame
from tests.browser.driving import settled
from tests.support.dashboard_process import Dashboard

TABLE = '[data-testid="stDataFrame"]'
DRAWN = f".stApp:has({TABLE}):has(.d-cells)"
CHARTS = f"{DRAWN}:has(.st-key-fig_timeline_wide .main-svg):has(.st-key-fig_calendar_wide .main-svg)"
DAYS = 730


def add_options(parser: argparse.ArgumentParser) -> None:
    """How many syncs the merchant has, how often each is measured."""
    parser.add_argument("--syncs", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=5, choices=range(1, COMPANIES // 3))


def measure(options: argparse.Namespace) -> dict[str, float]:
    """Time each stage alone, then open pages as people do; print medians."""
    with Replay(options.syncs) as replay:
        measured = _stages(replay, options.times)
        with ExitStack() as started:
            dashboard = Dashboard(CODAT_API_KEY="test-key", CODAT_BASE_URL=replay.url)
            started.callback(dashboard.stop)
            baseline_page = baseline.start()
            started.callback(baseline_page.stop)
            with chromium() as browser:
                measured |= _pages(browser, dashboard, replay, options.times)
                measured |= _first_visits(browser, dashboard, baseline_page, replay, options.times)
                measured |= _drawn_baseline(browser, baseline_page, measured["drawn_s"], options.times)
    print(f"{options.syncs:,} syncs, medians of {options.times}")
    for name, figure in measured.items():
        print(f"{name}: {figure}")
    return measured


def _stages(replay: Replay, count: int) -> dict[str, float]:
    """Time what the server does with the list, one stage after the other."""
    now, body, company = datetime.now(UTC), replay.bodies[LIST], replay.companies[0]
    with CodatClient("test-key", replay.url) as codat:
        connections, configuration = codat.connections.list(company), codat.configuration.get(company)
    zone = merchant_zone(configuration).zone
    records, _ = read_many(body, CompanySyncStatus)
    frame = history_frame(records, zone)
    today = now.astimezone(zone).date()
    first = today - timedelta(DAYS - 1)

    def draw() -> None:
        days = frame_days(frame, first, today)
        known = CompanyFacts(records, connections, configuration, now)
        midnight = datetime(first.year, first.month, first.day, tzinfo=zone)
        marks = Marks(frozenset(), known, coverage_in(known, midnight))
        drawn: dict[str, Any] = {"days": days, "marks": marks, "between": Filters().between(today)}
        figures.calendar_wide(days, zone)
        figures.timeline(frame, zone, now, **drawn)
        trend(months_of(days), failing_periods(days))

    return {
        "decode_s": _median(count, lambda: read_many(body, CompanySyncStatus)),
        "frame_s": _median(count, lambda: history_frame(records, zone)),
        "verdict_s": _median(count, lambda: judge(records, connections, configuration, now)),
        "figures_s": _median(count, draw),
    }


def _median(count: int, job: Callable[[], object]) -> float:
    seconds = []
    for _ in range(count):
        began = time.perf_counter()
        job()
        seconds.append(time.perf_counter() - began)
    return round(statistics.median(seconds), 4)


def _pages(browser: Browser, dashboard: Dashboard, replay: Replay, count: int) -> dict[str, float]:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    received = counted(page)
    drawn, filtered, opened, sizes = [], [], [], []
    unknown = iter(replay.companies)
    left_word(page, f"{dashboard.url}/history?company={next(unknown)}&charts=timeline")
    page.goto(dashboard.url)
    settled(page)
    page.wait_for_function("() => window.__syncdesk?.started")
    for _ in range(count + 1):  # the first loads what a session loads once
        click(page, "/", MARKS["find"])
        settled(page)
        address = f"/history?company={next(unknown)}"
        received.clear()
        click(page, address, DRAWN)
        drawn.append(time.perf_counter() - replay.sent_at)
        sizes.append(sum(received))
        filtered.append(click(page, f"{address}&status=failed", DRAWN))
        opened.append(click(page, f"{address}&charts=timeline,calendar", CHARTS))
    return {
        "drawn_s": round(statistics.median(drawn[1:]), 3),
        "filter_s": round(statistics.median(filtered[1:]), 3),
        "charts_s": round(statistics.median(opened[1:]), 3),
        "bytes": int(statistics.median(sizes[1:])),
    }


def _first_visits(
    browser: Browser, dashboard: Dashboard, baseline_page: Dashboard, replay: Replay, count: int
) -> dict[str, float]:
    """Open History and the baseline page by turns in a browser without a cache."""
    ours, bare = [], []
    for company in replay.companies[-count:]:  # no one has opened them yet
        bare.append(baseline.first_visit(browser, baseline_page, chart=True))
        ours.append(_first(browser, dashboard, company))
    seconds = statistics.median(ours)
    compared = baseline.Compared(seconds, statistics.median(bare))
    return {"first_visit_s": round(seconds, 3), **compared.figures("first_visit")}


def _drawn_baseline(browser: Browser, baseline_page: Dashboard, ours: float, count: int) -> dict[str, float]:
    """Run the open baseline page with its chart again and again."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(baseline_page.url)
    seconds = [baseline.run_again(page, number, chart=True) for number in range(1, count + 2)]
    return baseline.Compared(ours, statistics.median(seconds[1:])).figures("drawn")


def _first(browser: Browser, dashboard: Dashboard, company: str) -> float:
    """Open History in a browser that has an empty cache; return the seconds until it is drawn."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page: Page = context.new_page()
    began = time.perf_counter()
    page.goto(f"{dashboard.url}/history?company={company}")
    page.wait_for_selector(DRAWN)
    settled(page)
    seconds = time.perf_counter() - began
    context.close()
    return seconds
