"""Start the sandbox as a child process on loopback that ends with the dashboard.

The child ends when its standard input closes, so it can't outlive us, however we end. Each child has its own
database, in a folder that is removed with it: ids and times of one sandbox mean nothing in the next.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from dashboard.settings import Settings

_ROOT = Path(__file__).resolve().parent.parent
_READY = "sandbox ready "
_READY_WITHIN = 20.0
_LARGE, _ONE_IN = 100, 25
"""Of more merchants than that, one in so many began to fail last night, with one cause."""


@dataclass(frozen=True)
class _Sandbox:
    child: subprocess.Popen[str]
    address: str
    folder: TemporaryDirectory[str]


_lock = threading.Lock()
_sandbox: _Sandbox | None = None


class DemoError(RuntimeError):
    """The sandbox didn't start; the message says what to do."""


def address(settings: Settings) -> str:
    """Return the demo's API address, `http://127.0.0.1:PORT`; start the sandbox if it isn't running.

    Raises `DemoError` if it doesn't start. Safe to call from several threads.
    """
    return _running(settings).address


def database_url(settings: Settings) -> str:
    """Return the URL of the database that belongs to the running sandbox; start it as `address` does."""
    return f"sqlite:///{_running(settings).folder.name}/demo.db"


def stop() -> None:
    """Stop the sandbox, if it is running, and remove its database."""
    global _sandbox  # noqa: PLW0603 -- see _running()
    with _lock:
        if _sandbox is not None:
            _discard(_sandbox)
        _sandbox = None


def _running(settings: Settings) -> _Sandbox:
    global _sandbox  # noqa: PLW0603 -- one sandbox for the process
    with _lock:
        if _sandbox is not None and _sandbox.child.poll() is not None:
            _discard(_sandbox)
            _sandbox = None
        if _sandbox is None:
            _sandbox = _start(settings)
        return _sandbox


def _start(settings: Settings) -> _Sandbox:
    command = [sys.executable, "-m", "sandbox", "--port", "0", "--until-stdin-closes"]
    command += ["--seed", str(settings.demo_seed), "--companies", str(settings.demo_companies)]
    if settings.demo_companies > _LARGE:
        command += ["--outage", str(settings.demo_companies // _ONE_IN)]
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
    folder = TemporaryDirectory(prefix="sync-desk-demo-", ignore_cleanup_errors=True)
    return _Sandbox(child, line.removeprefix(_READY).strip(), folder)


def _discard(sandbox: _Sandbox) -> None:
    _end(sandbox.child)
    sandbox.folder.cleanup()


def _end(child: subprocess.Popen[str]) -> None:
    try:
        child.communicate(timeout=5)  # closes its input, which ends it
    except subprocess.TimeoutExpired:
        child.kill()
        child.communicate()
