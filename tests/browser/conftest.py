"""The dashboard as people use it: `streamlit run app.py` on loopback, driven with Debian's Chromium."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN = 60.0
RUN = [sys.executable, "-m", "streamlit", "run", "app.py"]
OURS = ("CODAT_", "DEMO", "READ_ONLY", "ALLOW_STARTING", "HOSTS")
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


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Dashboard:
    """A running dashboard: its address, and how to end it.

    `command` starts it (`streamlit run app.py` unless given), `environ` is what is set for it: nothing of
    Codat's is taken over from the environment of the tests.
    """

    def __init__(
        self,
        command: list[str] | None = None,
        cwd: Path = ROOT,
        ready_within: float = READY_WITHIN,
        **environ: str,
    ) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        clean = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        run = [*(command or RUN), "--server.port", str(self.port)]
        self.process = subprocess.Popen(run, cwd=cwd, env={**clean, **environ}, start_new_session=True)
        self._wait(ready_within)

    def _wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.process.poll() is None:
            if self._answers():
                return
            threading.Event().wait(0.1)
        self.stop()
        raise RuntimeError("the dashboard did not come up")

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def stop(self) -> None:
        """End it, and what it started."""
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)


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
