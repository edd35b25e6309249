"""The dashboard as people use it: `streamlit run app.py` on loopback, driven with Debian's Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.support.dashboard_process import Dashboard

# Chromium talks to its maker's hosts unless told not to.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    chromium = shutil.which("chromium")
    assert chromium, "Debian's chromium is missing: script/test installs it"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def dashboard(sandbox) -> Iterator[Dashboard]:
    """A dashboard on the tests' own sandbox, so that a test can make it misbehave and look at its ledger."""
    running = Dashboard(CODAT_API_KEY="test-key", CODAT_BASE_URL=sandbox.url)
    yield running
    running.stop()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A person's browser: nothing remembered."""
    made = browser.new_context(viewport={"width": 1440, "height": 900}, timezone_id="Europe/London")
    made.set_default_timeout(20_000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A tab of that browser."""
    return context.new_page()
