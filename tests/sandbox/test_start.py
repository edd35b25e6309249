"""The process: how it starts, what it prints, how it ends."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
import time

import pytest
import requests

from tests.support import limits
from tests.support.sandbox_process import ROOT, SandboxProcess


def work_of_children():
    """Seconds that the processes which this one has waited for have kept a processor busy."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_it_is_ready_after_little_work_and_ends_when_its_stdin_closes():
    before, began = work_of_children(), time.monotonic()
    process = SandboxProcess(companies=10_000)
    ready = time.monotonic() - began
    assert process.stop() == 0
    assert work_of_children() - before < 3, "alone it is ready in well under a second"
    assert ready < limits.stretched(15), "it waits for nothing, however busy the machine is"


def test_it_listens_on_loopback_only(sandbox):
    assert sandbox.url.startswith("http://127.0.0.1:")


@pytest.fixture
def interruptible():
    """What is started here can be interrupted, also where a shell runs the tests in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_ends_it_without_a_traceback():
    command = [sys.executable, "-m", "sandbox", "--port=0"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=limits.WAIT_S)
    assert (process.returncode, errors) == (130, "")


def test_a_taken_port_is_said_in_a_sentence(sandbox):
    port = sandbox.url.rpartition(":")[2]
    done = subprocess.run(
        [sys.executable, "-m", "sandbox", f"--port={port}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith(f"The sandbox can't listen on port {port}: ")


def test_it_ends_though_a_connection_is_held_open():
    process = SandboxProcess()
    with requests.Session() as session:
        session.get(f"{process.url}/companies", timeout=limits.WAIT_S)
        assert process.stop() == 0


def test_ids_are_the_same_after_a_restart(sandbox):
    again = SandboxProcess()
    assert again.merchants == sandbox.merchants
    again.stop()
