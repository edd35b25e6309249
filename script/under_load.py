"""Run a command under a load of four times the number of cores; exit with its code.

    .venv/bin/python -m script.under_load COMMAND...

The load is processes that only calculate. They end with this one, however it ends: each checks that its
parent is alive. TEST_LIMITS says how much longer the command may take (tests/support/limits.py).
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

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
        # Ctrl-C reaches the command too, which may take time to clean up; the load ends after it.
        signal.signal(signal.SIGINT, lambda *_: None)
        signal.signal(signal.SIGTERM, lambda *_: run.terminate())
        while True:
            # Not one wait to the end: what is signalled just before it would be handled only after it.
            with suppress(subprocess.TimeoutExpired):
                return run.wait(timeout=1)


@contextmanager
def load(processes: int) -> Iterator[None]:
    """Keep that many processes busy: all of them on entry, none after exit."""
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
