"""Start the sandbox as a child process on loopback that ends with the dashboard.

The child ends when its standard input closes, so it cannot outlive us, however we end.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

from dashboard.settings import Settings

_ROOT = Path(__file__).resolve().parent.parent
_READY = "sandbox ready "
_READY_WITHIN = 20.0
_lock = threading.Lock()
_child: subprocess.Popen[str] | None = None
_address = ""


class DemoError(RuntimeError):
    """The sandbox didn't start; the message says what to do."""


def address(settings: Settings) -> str:
    """Return the demo's API address, `http://127.0.0.1:PORT`; start the sandbox if it isn't running.

    Raises `DemoError` if it doesn't start. Safe to call from several threads.
    """
    global _child, _address
    with _lock:
        if _child is None or _child.poll() is not None:
            _child, _address = _start(settings)
        return _address


def stop() -> None:
    """Stop the sandbox, if it is running."""
    global _child  # noqa: PLW0603 -- see address()
    with _lock:
        if _child is not None:
            _end(_child)
        _child = None


def _start(settings: Settings) -> tuple[subprocess.Popen[str], str]:
    command = [sys.executable, "-m", "sandbox", "--port", "0", "--until-stdin-closes"]
    command += ["--seed", str(settings.demo_seed), "--companies", str(settings.demo_companies)]
    command += ["--sync-seconds", str(settings.demo_sync_seconds)]
    child = subprocess.Popen(  # noqa: S603 -- our own program, our own numbers
        command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    late = threading.Timer(_READY_WITHIN, child.kill)
    late.start()
    line = child.stdout.readline() if child.stdout is not None else ""
    late.cancel()
    if not line.startswith(_READY):
        _end(child)
        raise DemoError("The demo didn’t start. Check the log, then try again.")
    return child, line.removeprefix(_READY).strip()


def _end(child: subprocess.Popen[str]) -> None:
    try:
        child.communicate(timeout=5)  # closes its input, which ends it
    except subprocess.TimeoutExpired:
        child.kill()
        child.communicate()
