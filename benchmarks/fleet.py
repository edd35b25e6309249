"""The fleet: how fast all companies are read within Codat's limits, and what kills of the poller do to it.

x_floor: the time of a refresh of every company by the least that 1,000 requests a minute and the latency
allow; first_x_floor: the same of the first reads of all. cpu_ms: the poller's processor time for a company of
the refresh. With `--kills`, the poller is killed so often in the middle of a refresh, then two poll at once:
read_twice, lost and most_in_a_minute are counted from what the sandbox received. What polls is a program that
reads no company by the clock, or with `--real` the dashboard itself; with `--postgres` too, a worker.

home_s: from a click inside an open session to the rows of Home drawn; filter_s: from a click on a count;
bytes: the most that one such click brought; home_requests: what Home asked of Codat. With `--home`, these
alone: reading 10,000 merchants takes an hour.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from benchmarks.page import chromium
from benchmarks.support import home_page
from benchmarks.support.temporary_database import temporary_database
from dashboard.services.budget import A_MINUTE, JOBS_A_MINUTE
from dashboard.services.stores import close_stores
from tests.support.killed_pollers import KilledPollers
from tests.support.sandbox_process import SandboxProcess

MOST_S: Final = 1_800.0
READS: Final = 6


def add_options(parser: argparse.ArgumentParser) -> None:
    """How many companies, how slow Codat is, and how many kills."""
    parser.add_argument("--companies", type=int, default=1000)
    parser.add_argument("--latency", type=float, default=50.0, help="milliseconds of each read (50)")
    parser.add_argument("--kills", type=int, default=0, help="how often the poller is killed (0)")
    parser.add_argument("--real", action="store_true", help="the dashboard polls, or a worker")
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL, not on SQLite")
    parser.add_argument("--times", type=int, default=7, help="how often each click on Home is measured (7)")
    parser.add_argument("--home", action="store_true", help="measure Home alone, and read no merchant")


def measure(options: argparse.Namespace) -> dict[str, float]:
    """Read a fleet for the first time, refresh it, kill its pollers, open Home; print the figures."""
    figures = {} if options.home else _polled(options)
    with chromium() as browser:
        figures |= home_page.figures(browser, options.companies, options.times)
    print(", ".join(f"{name} {figure}" for name, figure in figures.items()))
    return figures


def _polled(options: argparse.Namespace) -> dict[str, float]:
    """Measure the pollers with a store and a sandbox of their own."""
    with ExitStack() as started:
        url = started.enter_context(temporary_database(postgres=options.postgres))
        sandbox = SandboxProcess(companies=options.companies, latency_ms=options.latency)
        started.callback(sandbox.stop)
        started.callback(close_stores)
        pollers = KilledPollers(sandbox, url, JOBS_A_MINUTE, real=options.real)
        figures = _read_all(pollers, options)
        if options.kills:
            figures |= _with_kills(pollers, options.kills)
    return figures


def _read_all(pollers: KilledPollers, options: argparse.Namespace) -> dict[str, float]:
    """Let one process read everyone for the first time, then again as a person asked."""
    process = pollers.start()
    began = time.monotonic()
    pollers.fleet.picture.look_again()
    everyone = len(pollers.fleet.picture.rows())
    pollers.wait_for(everyone, MOST_S)
    first = (time.monotonic() - began) / _floor(pollers, READS * options.latency)
    worked = _worked(process)
    began = time.monotonic()
    pollers.ask()
    pollers.wait_for(everyone, MOST_S)
    again = (time.monotonic() - began) / _floor(pollers, options.latency)
    figures = {
        "companies": everyone,
        "x_floor": round(again, 3),
        "first_x_floor": round(first, 3),
        "cpu_ms": round((_worked(process) - worked) * 1000 / everyone, 1),
        "most_in_a_minute": pollers.most_in_a_minute(),
    }
    pollers.kill(process)
    return figures


def _floor(pollers: KilledPollers, latency_ms: float) -> float:
    """Return the fewest seconds in which the requests made can be made."""
    return len(pollers.sandbox.requests()) * 60 / A_MINUTE + latency_ms / 1000


def _with_kills(pollers: KilledPollers, kills: int) -> dict[str, float]:
    """Kill pollers all along a refresh, then let two end it."""
    pollers.ask()
    everyone = len(pollers.fleet.picture.rows())
    for number in range(1, kills + 1):
        process = pollers.start()
        pollers.wait_for(everyone * number // (kills + 2), MOST_S)
        pollers.kill(process)
    both = [pollers.start(), pollers.start()]
    pollers.wait_for(everyone, MOST_S)
    for each in both:
        pollers.kill(each)
    rows = pollers.fleet.picture.rows()
    return {
        "kills": kills,
        "read_twice": pollers.read_twice(),
        "under_way": sum(pollers.under_way.values()),
        "lost": len(set(rows) - pollers.read()) + sum(each.state is None for each in rows.values()),
        "most_in_a_minute_with_kills": pollers.most_in_a_minute(),
    }


def _worked(process: subprocess.Popen[str]) -> float:
    """Return the seconds that a process has worked so far, as Linux reports them."""
    fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
