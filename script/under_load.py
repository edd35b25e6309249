"""Run a command while the machine has four times as much to do as it has cores; give its exit code.

    .venv/bin/python -m script.under_load COMMAND...

The load is processes that only calculate. They end with this one, however it ends: each looks whether its
parent is still there. TEST_LIMITS tells the command by how much it may take longer (tests/support/limits.py).
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

TIMES = 4
"""Busy processes for each core."""
LONGER = TIMES + 2
"""By how much limits are stretched: TIMES others share a core with a test and with what it waits for."""
BUSY = """
import os
parent = os.getppid()
print("busy", flush=True)
while os.getppid() == parent:
    for number in range(100_000):
        number * number
"""


def main(command: list[str]) -> int:
    """Run the command under load; return its exit code."""
    if not command:
        print(__doc__, file=sys.stderr)
        return 2
    with load(TIMES * (os.cpu_count() or 1)):
        longer = os.environ | {"TEST_LIMITS": str(LONGER)}
        run = subprocess.Popen(command, env=longer)  # noqa: S603 - as typed
        # Ctrl-C reaches the command too, which takes its time to tidy up; the load ends after it.
        signal.signal(signal.SIGINT, lambda *_: None)
        signal.signal(signal.SIGTERM, lambda *_: run.terminate())
        return run.wait()


@contextmanager
def load(processes: int) -> Iterator[None]:
    """Keep so many processes busy; each of them is, once this is entered, and none of them after it."""
    command = [sys.executable, "-c", BUSY]
    busy = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(processes)]  # noqa: S603 - ours
    try:
        for each in busy:
            if each.stdout:
                each.stdout.readline()
        yield
    finally:
        for each in busy:
            each.kill()
        for each in busy:
            each.communicate()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
