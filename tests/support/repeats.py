"""A pytest plugin: retry a failing browser test once, and name each retried test at the end.

One failure in thousands must not block everyone, and must not be forgotten either: find the cause of each.
Three retries in one run aren't chance, so they fail it. No other test is retried.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest

MOST = 2
"""So many tests may need a second try; one more fails the run."""


class Repeats:
    """The tests retried in this run: test → the first attempt's error."""

    def __init__(self) -> None:
        self._first_try: dict[str, str] = {}
        self._failed: set[str] = set()

    @property
    def flaky(self) -> dict[str, str]:
        """The tests that passed when retried, with their first error."""
        return {name: said for name, said in self._first_try.items() if name not in self._failed}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Record a retried attempt, and a final failure."""
        if report.outcome == "rerun":  # type: ignore[comparison-overlap] # pytest-rerunfailures adds it
            self._first_try.setdefault(report.nodeid, report.longreprtext)
        elif report.failed:
            self._failed.add(report.nodeid)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Fail a run with too many retried tests."""
        if len(self.flaky) > MOST and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> Generator[None]:
        """Name them just before the closing line, after pytest's own summary."""
        yield
        for said in self.flaky.values():
            terminalreporter.write_line(said)
        for name in self.flaky:
            terminalreporter.write_line(f"NEEDED A SECOND TRY: {name}")
        if len(self.flaky) > MOST:
            terminalreporter.write_line(
                f"FAILED: {len(self.flaky)} tests needed a second try; {MOST} may", red=True
            )


class FreshLimits:
    """Return a repeated test its whole time limit again: pytest-timeout counts all tries as one."""

    def __init__(self) -> None:
        self._settings: dict[str, Any] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_timeout_set_timer(self, item: pytest.Item, settings: Any) -> Generator[None, Any, Any]:
        """Remember the limit of the test that begins."""
        self._settings = {item.nodeid: settings}
        return (yield)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Restart the time limit for a retry."""
        if getattr(item, "execution_count", 1) > 1 and item.nodeid in self._settings:
            hook = item.config.hook
            hook.pytest_timeout_cancel_timer(item=item)
            hook.pytest_timeout_set_timer(item=item, settings=self._settings[item.nodeid])


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to retry all tests; start recording."""
    if config.getoption("reruns", None) or config.getoption("force_reruns", None):
        raise pytest.UsageError("only browser tests are repeated, and once (tests/support/repeats.py)")
    config.pluginmanager.register(FreshLimits())
    if not hasattr(config, "workerinput"):  # the one who hears of every test
        config.pluginmanager.register(Repeats())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each browser test for one retry, and remove other such marks."""
    for item in items:
        if item.get_closest_marker("flaky"):
            raise pytest.UsageError(f"{item.nodeid}: only browser tests are repeated")
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))
