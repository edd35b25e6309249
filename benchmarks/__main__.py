"""`python -m benchmarks NAME [--json]`: run one benchmark. With --json its last line is its figures."""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
import signal
import sys
from pathlib import Path


def names() -> list[str]:
    """Name the benchmarks: the modules beside this one."""
    found = [module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]) if not module.ispkg]
    return sorted(name for name in found if not name.startswith("_"))


def main(arguments: list[str] | None = None) -> int:
    """Read the arguments, run the benchmark, print its figures; return the exit code."""
    first = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    first.add_argument("name", choices=names())
    first.add_argument("options", nargs=argparse.REMAINDER, help="see NAME --help")
    chosen = first.parse_args(arguments)
    module = importlib.import_module(f"benchmarks.{chosen.name}")
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks {chosen.name}", description=module.__doc__)
    parser.add_argument("--json", action="store_true", help="end with one line of JSON with the figures")
    if hasattr(module, "add_options"):
        module.add_options(parser)
    options = parser.parse_args(chosen.options)
    figures = module.measure(options)
    if options.json:
        print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    # Ended by whatever means, it ends what it has started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
