"""The fleet: Home over a store that knows many merchants. Codat isn't asked: `home_requests` counts it.

`home_s`: from a click inside an open session to rows drawn; `filter_s`: from a click on a count; `bytes`: the
most that one such click brought.
"""

from __future__ import annotations

import argparse

from benchmarks.page import chromium
from benchmarks.support import home_page


def add_options(parser: argparse.ArgumentParser) -> None:
    """How many merchants there are, and how often each click is measured."""
    parser.add_argument("--companies", type=int, default=1000)
    parser.add_argument("--times", type=int, default=7)


def measure(options: argparse.Namespace) -> dict[str, float]:
    """Print and return the figures."""
    with chromium() as browser:
        figures = home_page.figures(browser, options.companies, options.times)
    for name, figure in figures.items():
        print(f"{name}: {figure}")
    return figures
