"""For every run of pytest: who shares a worker, and what is shown at the end."""

from __future__ import annotations

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let all tests with a browser share one worker: several at once would starve each other."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.xdist_group("browser"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show what the tests marked `prints` have printed, whichever worker ran them."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        if isinstance(report, pytest.TestReport) and report.when == "call" and "prints" in report.keywords:
            terminalreporter.section(report.nodeid)
            terminalreporter.write_line(report.capstdout.rstrip())
