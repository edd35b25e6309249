"""`python -m tests.support.sandbox_at 2026-11-20T13:42:00+00:00 …`: a sandbox with its clock set to then."""

from __future__ import annotations

import sys
from datetime import datetime

from sandbox.__main__ import main
from sandbox.times import now_utc


def run(at: datetime, arguments: list[str]) -> int:
    """Serve with the sandbox's own arguments, give its exit code."""
    ahead = at - now_utc()
    return main(arguments, clock=lambda: now_utc() + ahead)


if __name__ == "__main__":
    sys.exit(run(datetime.fromisoformat(sys.argv[1]), sys.argv[2:]))
