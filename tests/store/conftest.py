"""Fixtures for the tests of the store: other processes that use it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support import limits

ROOT = Path(__file__).resolve().parents[2]


class Child:
    """A program of the tests, in its own process. `module`: where it is."""

    def __init__(self, program: str, *arguments: str, module: str = "tests.store.programs") -> None:
        command = [sys.executable, "-m", module, program, *arguments]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def line(self) -> str:
        """Wait for its next line and return it."""
        return self.process.stdout.readline().strip()

    def go(self) -> None:
        """Let it continue."""
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def kill(self) -> None:
        """Kill it with SIGKILL."""
        self.process.kill()
        self.process.wait(limits.WAIT_S)

    def end(self) -> int:
        """Let it end; return its exit code. Kill it if it doesn't end."""
        try:
            self.process.communicate(timeout=limits.WAIT_S)
        finally:
            self.process.kill()
        return self.process.returncode


@pytest.fixture
def child() -> Iterator[Callable[..., Child]]:
    """Return a function that starts a program; all of them are ended afterwards."""
    with ExitStack() as started:

        def start(program: str, *arguments: str) -> Child:
            made = Child(program, *arguments)
            started.callback(made.end)
            return made

        yield start
