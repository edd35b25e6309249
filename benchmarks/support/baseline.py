"""The baseline of a page: Streamlit under our server's settings, with a page of one element or one chart.

What a page of ours takes beyond it is ours to shorten; the rest is Streamlit's, its scripts and plotly's.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass

from playwright.sync_api import Browser, Page

from tests.support.dashboard_process import Dashboard

_RUN = [sys.executable, "-m", "streamlit", "run", "benchmarks/support/baseline_page.py"]
_DRAWN = """([mark, chart]) => document.querySelector(mark)
  && (!chart || document.querySelector('.main-svg'))
  && document.querySelector(
    '[data-test-script-state="notRunning"][data-test-connection-state="CONNECTED"]')"""


def start() -> Dashboard:
    """Start the baseline page on a free port. Its settings are those of `.streamlit/config.toml`."""
    return Dashboard(_RUN)


def first_visit(browser: Browser, server: Dashboard, *, chart: bool) -> float:
    """Open it in a browser without a cache; return the seconds until it is drawn."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    began = time.perf_counter()
    page.goto(server.url + _query(0, chart))
    _wait(page, 0, chart)
    seconds = time.perf_counter() - began
    context.close()
    return seconds


def run_again(page: Page, number: int, *, chart: bool) -> float:
    """Run an open baseline page again under another address; return the seconds until it is drawn."""
    began = time.perf_counter()
    page.evaluate(
        "query => { history.pushState({}, '', query); dispatchEvent(new PopStateEvent('popstate')) }",
        _query(number, chart),
    )
    _wait(page, number, chart)
    return time.perf_counter() - began


@dataclass(frozen=True)
class Compared:
    """A time of ours beside the baseline's of the same run."""

    ours: float
    baseline: float

    def figures(self, name: str) -> dict[str, float]:
        """Return the baseline, the ratio, and what is over it, under names that begin with `name`."""
        return {
            f"{name}_baseline": round(self.baseline, 3),
            f"{name}_x_baseline": round(self.ours / self.baseline, 2),
            f"{name}_over_baseline": round(self.ours - self.baseline, 3),
        }


def _wait(page: Page, number: int, chart: bool) -> None:  # noqa: FBT001 -- as its callers' keyword
    page.wait_for_function(_DRAWN, arg=[f"#baseline-{number}", chart], polling=10)


def _query(number: int, chart: bool) -> str:  # noqa: FBT001 -- as its callers' keyword
    return f"/?run={number}" + ("&chart=1" if chart else "")
