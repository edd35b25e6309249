"""A benchmark that is interrupted leaves no process behind: no sandbox, dashboard or browser."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.support import limits
from tests.support.dashboard_process import ROOT
from tests.support.processes import all_end, started_by

# Each with what it has started by the time at which it is ended: the last that it starts.
BENCHMARKS = {"triggers": "sandbox", "page": "chromium", "starts": "process"}
ENDS = {"Ctrl-C": (signal.SIGINT, 130), "SIGTERM": (signal.SIGTERM, 143)}


@pytest.fixture
def interruptible() -> Iterator[None]:
    """What is started here can be interrupted, also where a shell runs the tests in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


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
    started = started_by(run.pid, BENCHMARKS[name])
    os.kill(run.pid, number)
    _, said = run.communicate(timeout=limits.WAIT_S)
    assert all_end(started)
    assert run.returncode == code
    assert "Traceback" not in said.decode()
