"""Whether processes that a test didn't start itself have ended. Linux only, like the tests."""

from __future__ import annotations

import os
import select
import threading
import time
from collections.abc import Iterable
from pathlib import Path

from tests.support import limits


def runs(pid: int) -> bool:
    """Return whether a process is running; a zombie isn't."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def all_end(pids: Iterable[int]) -> bool:
    """Wait until these processes have ended; return whether they have."""
    pids = list(pids)
    for pid in pids:
        try:
            handle = os.pidfd_open(pid)
        except ProcessLookupError:
            continue
        select.select([handle], [], [], limits.WAIT_S)
        os.close(handle)
    return not any(runs(pid) for pid in pids)


def below(pid: int) -> list[int]:
    """List a process's descendants."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").glob("*/children"))
    except FileNotFoundError:  # it has ended meanwhile
        return []
    mine = [int(child) for task in tasks for child in _text(task).split()]
    return mine + [each for child in mine for each in below(child)]


def started_by(pid: int, name: str) -> list[int]:
    """Wait until a process has started a command with this name; return its descendants."""
    pause, end = threading.Event(), time.monotonic() + limits.WAIT_S
    while not any(name in _command(each) for each in below(pid)):
        assert time.monotonic() < end, f"it started no {name}"
        pause.wait(0.02)
    return below(pid)


def _command(pid: int) -> str:
    return _text(Path(f"/proc/{pid}/cmdline"))


def _text(of_process: Path) -> str:
    try:
        return of_process.read_text(encoding="utf-8")
    except OSError:  # the process or its thread has ended
        return ""
