"""`python -m sandbox`: start the stand-in for Codat's API on loopback."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import datetime

from sandbox.fleet import make_fleet
from sandbox.server import serve
from sandbox.times import now_utc
from sandbox.world import World

INTERRUPTED = 130
"""What shells give for a program that was stopped with Ctrl-C."""


def main(arguments: list[str] | None = None, clock: Callable[[], datetime] = now_utc) -> int:
    """Parse the arguments, serve on the real clock, return the exit code."""
    options = _parser().parse_args(arguments)
    fleet = make_fleet(options.seed, options.companies, options.outage)
    world = World(options.seed, options.companies, options.sync_seconds, clock, fleet)
    world.latency = options.latency / 1000
    try:
        serve(world, options.port, until_stdin_closes=options.until_stdin_closes)
    except OSError as error:
        print(f"The sandbox can't listen on port {options.port}: {error}", file=sys.stderr)  # noqa: T201 - to who started it
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8600, help="0 takes a free one (default 8600)")
    parser.add_argument("--seed", type=int, default=1, help="ids and histories come from it (default 1)")
    parser.add_argument(
        "--companies", type=int, default=60, help="how many, the named ones included (default 60)"
    )
    parser.add_argument(
        "--outage", type=int, default=0, help="how many began to fail last night, all on Xero (default 0)"
    )
    parser.add_argument(
        "--sync-seconds", type=float, default=3.0, help="how long a started sync runs (default 3)"
    )
    parser.add_argument(
        "--latency", type=float, default=0.0, help="milliseconds before each read is answered (default 0)"
    )
    parser.add_argument("--until-stdin-closes", action="store_true", help="end when stdin is closed")
    return parser


if __name__ == "__main__":
    sys.exit(main())
