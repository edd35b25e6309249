"""Count what must never happen to a trigger, over many triggers under every fault that the sandbox knows.

doubled: started twice. reported_wrong: the client reported "started" or "not started", and the opposite is
true. needless_unclear: it reported "unclear" where the outcome could be known. overdue: more than a second
past the total time. All must be 0. The triggers come from several threads, and the sandbox ignores
idempotency keys, so only the client's own rules are tested. It is the storm of tests/triggers, at any length.
"""

from __future__ import annotations

import argparse

from tests.support.sandbox_process import SandboxProcess
from tests.triggers.storm import Storm, nobody_listens


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add --calls."""
    parser.add_argument("--calls", type=int, default=1000, help="how many triggers (1000)")


def measure(options: argparse.Namespace) -> dict[str, int]:
    """Let the storm blow over a sandbox of its own."""
    sandbox = SandboxProcess(sync_seconds=0.1)
    sandbox.switch(idempotency=False)
    try:
        with nobody_listens() as refused:
            storm = Storm(sandbox, refused, options.calls)
            storm.blow()
            figures = storm.figures()
            print(storm.table())
            storm.close()
    finally:
        sandbox.stop()
    print(f"{len(storm.calls)} triggers: " + ", ".join(f"{name} {n}" for name, n in figures.items()))
    return figures
