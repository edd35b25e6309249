"""A benchmark that somebody ends leaves no process behind: no sandbox, dashboard or browser."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import limits
from tests.support.dashboard_process import ROOT
from tests.support.processes import all_end, below

# Each with what it has started by the time at which it is ended: the last that it starts.
BENCHMARKS = {"triggers": "sandbox", "people": "streamlit", "page": "chromium"}
ENDS = {"Ctrl-C": (signal.SIGINT, 130), "SIGTERM": (signal.SIGTERM, 143)}


@pytest.fixture
def interruptible() -> Iterator[None]:
    """What is started here can be interrupted, also where a shell runs the tests in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def named(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8")
    except OSError:  # it has ended
        return ""


def started_by(run: subprocess.Popen[bytes], name: str) -> list[int]:
    """Wait until it has started what bears this name; give all that it has started."""
    pause, end = threading.Event(), time.monotonic() + limits.WAIT_S
    while not any(name in named(pid) for pid in below(run.pid)):
        assert time.monotonic() < end, f"it started no {name}"
        pause.wait(0.02)
    return below(run.pid)


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("how", ENDS)
@pytest.mark.parametrize("name", BENCHMARKS)
def test_a_benchmark_that_is_ended_leaves_nothing_behind(name, how):
    number, code = ENDS[how]
    run = subprocess.Popen(
        [sys.executable, "-m", "benchmarks", name],
        cwd=ROOT,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    started = started_by(run, BENCHMARKS[name])
    os.kill(run.pid, number)
    _, said = run.communicate(timeout=limits.WAIT_S)
    assert all_end(started)
    assert run.returncode == code
    assert "Traceback" not in said.decode()
