"""Prism, npm's mock server for OpenAPI descriptions: Codat's published description, served over HTTP."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
import urllib.request
from pathlib import Path
from threading import Event

from tests.support import limits
from tests.support.dashboard_process import free_port

ROOT = Path(__file__).resolve().parents[2]
VERSION = "5.14.2"
FOLDER = ROOT / "var" / "prism"
READY_WITHIN = limits.WAIT_S
INSTALL_WITHIN = limits.stretched(300)


def installed() -> Path:
    """Return Prism's program, installed once into var/. Raises CalledProcessError where npm can't."""
    program = FOLDER / VERSION / "node_modules" / ".bin" / "prism"
    if not program.exists():
        npm = shutil.which("npm")
        assert npm, "npm is missing"
        command = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(FOLDER / VERSION)]
        package = f"@stoplight/prism-cli@{VERSION}"
        subprocess.run([*command, package], check=True, timeout=INSTALL_WITHIN)
    return program


class Prism:
    """A running mock of an OpenAPI description; `dynamic`: made-up values instead of the examples."""

    def __init__(self, description: Path, *, dynamic: bool) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        command = [str(installed()), "mock", "--port", str(port), *(["--dynamic"] if dynamic else [])]
        self._process = subprocess.Popen(
            [*command, str(description)], stdout=subprocess.DEVNULL, start_new_session=True
        )
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + READY_WITHIN
        while time.monotonic() < until and self._process.poll() is None:
            with contextlib.suppress(OSError):
                request = urllib.request.Request(
                    f"{self.url}/companies", headers={"Authorization": "Basic eA=="}
                )
                urllib.request.urlopen(request, timeout=limits.WAIT_S).close()
                return
            Event().wait(0.2)
        self.stop()
        raise RuntimeError("Prism did not come up")

    def stop(self) -> None:
        """End it, and what it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
