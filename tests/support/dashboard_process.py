"""A running dashboard: `streamlit run app.py`, or another command, on a free port of loopback."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN = 60.0
RUN = [sys.executable, "-m", "streamlit", "run", "app.py"]
OURS = ("CODAT_", "DEMO", "READ_ONLY", "ALLOW_STARTING", "HOSTS")


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Dashboard:
    """A running dashboard: its address, and how to end it.

    `command` starts it (`streamlit run app.py` unless given), on `port` (a free one unless given); `environ`
    is what is set for it: nothing of Codat's is taken over from the environment of the tests.
    """

    def __init__(
        self,
        command: list[str] | None = None,
        cwd: Path = ROOT,
        ready_within: float = READY_WITHIN,
        port: int | None = None,
        **environ: str,
    ) -> None:
        self.port = port or free_port()
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
