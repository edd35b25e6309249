"""A worker of the tests in its own process."""

from __future__ import annotations

import os
import subprocess
import sys
from queue import Queue
from threading import Thread

from tests.support import limits
from tests.support.dashboard_process import OURS, ROOT, WITH_US


def clean_environ() -> dict[str, str]:
    """Return our environment without settings."""
    return {name: value for name, value in os.environ.items() if not name.startswith(OURS)}


class WorkerProcess:
    """A worker with these jobs of the tests; `lines` has what they print."""

    def __init__(self, environ: dict[str, str], *jobs: str) -> None:
        self.process = subprocess.Popen(
            [*WITH_US, sys.executable, "-m", "tests.jobs.programs", *jobs],
            cwd=ROOT,
            env=environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.lines: Queue[str] = Queue()
        self._reads = Thread(target=self._read, daemon=True)
        self._reads.start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self.lines.put(line.strip())

    def until(self, line: str) -> None:
        """Wait until it has printed this line."""
        while self.lines.get(timeout=limits.WAIT_S) != line:
            pass

    def begins(self, line: str) -> bool:
        """Whether it has printed this line since we last looked."""
        return line in [self.lines.get() for _ in range(self.lines.qsize())]

    def end(self) -> int:
        """End it with SIGTERM; return its exit code. Kill it if it doesn't end."""
        self.process.terminate()
        try:
            return self.process.wait(limits.WAIT_S)
        finally:
            self.process.kill()
            self._reads.join()
            self.process.stdin.close()
            self.process.stdout.close()
