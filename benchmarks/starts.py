"""Count what must never happen to a start, over many starts through faults and killed processes.

People in several processes on one store start syncs. Meanwhile Codat (the sandbox) times out, cuts
connections, answers 5xx and 409, and lists syncs late. Each process is killed by SIGKILL every few seconds
and started again. ASK_AGAIN is on. The sandbox, the service and the people share a clock faster than the
machine's; nothing is skipped. No one releases a start or asks again before the page offers it.

starts: recorded clicks. doubled: syncs in the sandbox's ledger beyond the one that was wanted. told_wrong:
starts whose record, at the end or meanwhile, contradicted the ledger. unsettled: starts that are neither
settled nor offered for a decision. by_person: starts offered to a person although asking again automatically
could have settled them (no range, no 5xx kept under the key, no new sync that may be another one). p50_ms:
from a click until it is recorded.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from queue import SimpleQueue
from typing import Any

from benchmarks.support.starts.clock import FastClock
from benchmarks.support.starts.desk import PROGRAM, DeskProcess
from benchmarks.support.starts.plan import Companies, plan
from benchmarks.support.starts.process import Desk
from benchmarks.support.starts.run import Run
from benchmarks.support.starts.sandbox import Weather
from benchmarks.support.temporary_database import temporary_database
from dashboard.services.account import CodatAccount
from dashboard.services.stored_account import make_account
from dashboard.starting.repository import StartRepository
from dashboard.store.engine import Store, open_store
from dashboard.store.upgrade import upgrade
from tests.support.sandbox_process import SandboxProcess

BEGIN = datetime(2026, 11, 18, 11, 30, tzinfo=UTC)
TIMEOUT_S = 30.0
LEAST_TIMEOUT_S = 0.5
"""The minimum timeout of a call in real seconds: a fast clock doesn't make answers arrive faster."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Options for the starts, the people, the store, and Codat's behaviour."""
    parser.add_argument("--starts", type=int, default=1000, help="number of syncs that people want (1000)")
    parser.add_argument("--threads", type=int, default=8, help="number of people, across all processes (8)")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument(
        "--database-url", default="", help="an empty database (default: a temporary SQLite file)"
    )
    parser.add_argument("--postgres", action="store_true", help="use a temporary PostgreSQL cluster")
    parser.add_argument("--keys-ignored", action="store_true", help="Codat ignores Idempotency-Key")
    parser.add_argument("--late", type=float, default=0.0, help="list syncs up to this many seconds late (0)")
    parser.add_argument("--nightly", action="store_true", help="nightly runs begin meanwhile")
    parser.add_argument("--faster", type=float, default=60.0, help="factor by which the clock is faster (60)")
    parser.add_argument("--seed", type=int, default=1)
    parser.set_defaults(program=PROGRAM)


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Run it on its own sandbox and store, and print the results."""
    began = time.monotonic()
    with ExitStack() as opened:
        url = opened.enter_context(_database(options))
        run = _prepared(options, url, opened)
        errands = plan(options.starts, options.seed)
        run.carry_out(errands)
        figures = {"run": _name(options, url), **run.figures(errands)}
    print(f"{figures['run']}: {run.kills} kills, {time.monotonic() - began:.0f} s")
    print("; ".join(f"{count} {how}" for how, count in run.became.most_common()))
    for sentence in run.findings.sentences():
        print(f"  {sentence}")
    print(", ".join(f"{name} {figure}" for name, figure in figures.items() if name != "run"))
    return figures


def _name(options: argparse.Namespace, url: str) -> str:
    parts = [
        url.partition(":")[0],
        "keys ignored" if options.keys_ignored else "keys honoured",
        f"late by up to {options.late:g} s" if options.late else "",
        "nightly runs" if options.nightly else "",
    ]
    return ", ".join(part for part in parts if part)


@contextmanager
def _database(options: argparse.Namespace) -> Iterator[str]:
    """Return the URL of the database; a temporary one is removed at the end."""
    if options.database_url:
        yield options.database_url
    else:
        with temporary_database(postgres=options.postgres) as url:
            yield url


def _prepared(options: argparse.Namespace, url: str, opened: ExitStack) -> Run:
    """Start the sandbox and the processes; they end with `opened`."""
    clock = FastClock(time.time(), BEGIN, options.faster)
    timeout = max(TIMEOUT_S / options.faster, LEAST_TIMEOUT_S)
    weather = Weather(str(clock), options.seed, options.late, timeout, options.nightly)
    sandbox = SandboxProcess(program=("benchmarks.support.starts.sandbox", str(weather)))
    opened.callback(sandbox.stop)
    sandbox.switch(idempotency=not options.keys_ignored)
    store = open_store(url)
    opened.callback(store.close)
    account_id = _account(store, sandbox.url)
    people = options.threads // options.processes
    desk = Desk(url, account_id, sandbox.url, str(clock), timeout, people)
    heard: SimpleQueue[tuple[DeskProcess, Any]] = SimpleQueue()
    desks = list[DeskProcess]()
    for _ in range(options.processes):
        desks.append(DeskProcess(desk, options.program, heard))
        opened.callback(desks[-1].stop)
        desks[-1].begin()
    records = StartRepository(store, account_id, sandbox.url, clock=clock)
    dice = random.Random(options.seed)  # noqa: S311 - dice
    companies = Companies([each["companyId"] for each in sandbox.merchants], nightly=options.nightly)
    return Run(sandbox, records, clock, companies, desks, people, heard, dice)


def _account(store: Store, base_url: str) -> str:
    upgrade(store)
    return make_account(store, CodatAccount(base_url, "test-key"), datetime.now(UTC))
