"""A running dashboard: `streamlit run app.py`, or another command, on a free port of loopback."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

from dashboard.settings import SETTING_NAMES
from tests.support import limits

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN = limits.WAIT_S
RUN = [sys.executable, "-m", "streamlit", "run", "app.py"]
UVICORN = [sys.executable, "-m", "uvicorn", "app:app", "--log-level", "warning"]
WITH_US = ["setpriv", "--pdeathsig", "TERM", "--"]
"""It ends when we do, however we end: a session of its own keeps it from hearing Ctrl-C."""
OURS = ("CODAT_", "FORWARDED_", *SETTING_NAMES)
NOT_A_PERSON = {"READS_A_MINUTE": "100000", "STARTS_AN_HOUR": "1000"}
"""A test or benchmark opens and starts more than a person does."""
QUIET = {"FLEET_POLLING": "0"}
"""Only what someone waits for is read from Codat, so that requests can be counted."""


def free_port() -> int:
    """A free loopback port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Dashboard:
    """A running dashboard: its address, its database, and how to end it.

    `command` starts it (`streamlit run app.py` unless given), on `port` (a free one unless given); `environ`
    is its environment: no Codat settings are inherited from the tests. Its database is its own unless given,
    one person may do more than by default, and nothing is read that no one waits for.
    """

    def __init__(
        self,
        command: list[str] | None = None,
        cwd: Path = ROOT,
        ready_within: float = READY_WITHIN,
        port: int | None = None,
        **environ: str,
    ) -> None:
        clean = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        self._folder = tempfile.TemporaryDirectory(prefix="desk-", ignore_cleanup_errors=True)
        usual = {"DATABASE_URL": f"sqlite:///{self._folder.name}/desk.db", **NOT_A_PERSON, **QUIET}
        self._command, self._cwd, self._environ = command or RUN, cwd, {**clean, **usual, **environ}
        self.database_url = self._environ["DATABASE_URL"]
        self._begin(port or free_port())
        ready = self._wait(ready_within)
        if not ready and port is None and self.process.poll() is not None:
            # The port was free when checked; another process may have taken it since.
            self._begin(free_port())
            ready = self._wait(ready_within)
        if not ready:
            self.stop()
            raise RuntimeError("the dashboard did not come up")

    def _begin(self, port: int) -> None:
        self.port, self.url = port, f"http://127.0.0.1:{port}"
        option = "--port" if "uvicorn" in self._command else "--server.port"
        run = [*WITH_US, *self._command, option, str(port)]
        self.process = subprocess.Popen(run, cwd=self._cwd, env=self._environ, start_new_session=True)

    def _wait(self, seconds: float) -> bool:
        """Whether it comes up within these seconds; one that ends is not waited for."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.process.poll() is None:
            if self._answers():
                return True
            threading.Event().wait(0.1)
        return False

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def stop(self) -> None:
        """Stop it and its child processes. It may have exited already."""
        self._signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=limits.stretched(10))
        except subprocess.TimeoutExpired:
            self._signal(signal.SIGKILL)
            self.process.wait()
        self._folder.cleanup()

    def _signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)
