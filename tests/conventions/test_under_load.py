"""`script/test --loaded`: the load is there while the tests run, and ends with them; limits are stretched."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from script.under_load import LONGER, TIMES
from tests.conventions.project import ROOT
from tests.support.processes import all_end, runs

UNDER_LOAD = [sys.executable, "-m", "script.under_load"]
# What is run under load: says which processes its parent keeps busy, and what limits it was given.
LOOK = """
import os, pathlib, sys
parent = os.getppid()
mine = pathlib.Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
print(os.environ["TEST_LIMITS"], *[each for each in mine if each != str(os.getpid())], flush=True)
"""
THEN_WAIT = LOOK + "sys.stdin.read()"
THEN_FAIL = LOOK + "sys.exit(3)"


def test_four_processes_a_core_are_busy_and_are_gone_with_the_command():
    done = subprocess.run(
        [*UNDER_LOAD, sys.executable, "-c", THEN_FAIL], cwd=ROOT, check=False, capture_output=True, text=True
    )
    longer, *busy = done.stdout.split()
    assert (done.returncode, float(longer), len(busy)) == (3, LONGER, TIMES * (os.cpu_count() or 1))
    assert not any(runs(int(pid)) for pid in busy)


@pytest.mark.parametrize(
    ("end", "number"),
    [(os.killpg, signal.SIGINT), (os.kill, signal.SIGTERM), (os.kill, signal.SIGKILL)],
    ids=["Ctrl-C", "SIGTERM", "SIGKILL"],
)
def test_however_it_is_ended_no_load_is_left_behind(end, number):
    # A shell's background job ignores Ctrl-C, and so does what it starts.
    command = ["env", "--default-signal=INT", *UNDER_LOAD, sys.executable, "-c", THEN_WAIT]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as run:
        _, *busy = run.stdout.readline().split()
        end(run.pid, number)
        assert all_end(map(int, busy))
    assert busy


def test_without_a_command_it_says_how():
    done = subprocess.run(UNDER_LOAD, cwd=ROOT, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert "COMMAND" in done.stderr
