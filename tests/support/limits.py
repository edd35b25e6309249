"""The longest waits in tests, in one place, so that `script/test --loaded` stretches every limit at once.

A wait ends with its event. Its limit is for an event that never comes, so it is just below the test's own
(`timeout` in pyproject.toml): on a busy machine no library's default decides. This is also a pytest plugin
that stretches the tests' own limits.
"""

from __future__ import annotations

import os

import pytest

SCALE = float(os.environ.get("TEST_LIMITS") or 1)
"""By how much every limit is stretched; `script/test --loaded` sets it."""


def stretched(seconds: float) -> float:
    """Return a limit for a quiet machine as it applies to this run."""
    return seconds * SCALE


WAIT_S = stretched(100)
"""The seconds that a test waits for what comes in no time when all is well."""
WAIT_MS = WAIT_S * 1000


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Stretch each test's own limit, set at the test or in the settings."""
    if SCALE == 1:
        return
    usual = float(config.getoption("timeout", None) or config.getini("timeout") or 0)
    for item in items:
        own = item.get_closest_marker("timeout")
        seconds = float(own.args[0]) if own and own.args else usual
        if seconds:
            item.add_marker(pytest.mark.timeout(stretched(seconds)), append=False)
