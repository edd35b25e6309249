"""Settings for every pytest run: which tests share a worker, and what is shown at the end."""

from __future__ import annotations

import gc
import logging

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

pytest_plugins = [
    "pytester",
    "tests.support.temporary",
    "tests.support.limits",
    "tests.support.repeats",
    "tests.support.stores",
]

# How long an example takes depends on what else the machine does; the tests judge what comes out.
# Sixty examples of a property in each run, and others in the next; a test that needs more asks for them.
settings.register_profile("ours", deadline=None, max_examples=60)
settings.load_profile("ours")


OWN_DASHBOARDS = frozenset(
    f"tests/browser/test_{name}.py"
    for name in (
        *("access_pages", "base_path", "fleet_pages", "home", "nginx", "proxy_sign_in", "restart"),
        *("roles", "sign_in"),
    )
)
"""They start the dashboards that they need; the others share one, and the tab that stands on it."""


class ByFile(LoadScopeScheduling):  # type: ignore[misc] # xdist has no types
    """Hand out whole files; those with a browser in two parts, each of which keeps its Chromium.

    But the journeys, which wait for an installation or for Codat more than they draw, go by themselves.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        if not file.startswith("tests/browser/") or file.endswith("_journey.py"):
            return file
        return "browser, own dashboards" if file in OWN_DASHBOARDS else "browser"


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    """Put ours in: groups of pytest-xdist 3.8 do nothing with pytest 9.2 (measured)."""
    return ByFile(config, log)


def pytest_collection_finish() -> None:
    """Spare each test what thousands of tests make dear."""
    collect_less_garbage()
    let_streamlits_loggers_propagate()


def collect_less_garbage() -> None:
    """Leave what was collected here aside: walking through it took an eighth of the time of small tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)


def let_streamlits_loggers_propagate() -> None:
    """Pytest adds its handlers to each logger that doesn’t propagate, and removes them, six times a test."""
    for name, logger in logging.root.manager.loggerDict.items():
        if name.startswith("streamlit") and isinstance(logger, logging.Logger):
            logger.propagate = True


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show what the tests marked `prints` have printed, whichever worker ran them."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        if isinstance(report, pytest.TestReport) and report.when == "call" and "prints" in report.keywords:
            terminalreporter.section(report.nodeid)
            terminalreporter.write_line(report.capstdout.rstrip())
