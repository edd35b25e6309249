"""The process: how it starts, what it prints, how it ends."""

from __future__ import annotations

import time

from tests.support.sandbox_process import SandboxProcess


def test_it_is_ready_within_a_second_and_ends_when_its_stdin_closes():
    began = time.monotonic()
    process = SandboxProcess(companies=10_000)
    ready = time.monotonic() - began
    assert process.stop() == 0
    assert ready < 3, "a busy machine is given three seconds; alone it takes well under one"


def test_it_listens_on_loopback_only(sandbox):
    assert sandbox.url.startswith("http://127.0.0.1:")
