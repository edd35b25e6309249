"""How large the store gets: a fleet with its history, on SQLite, by table.

Each merchant has a problem every so many days, which lasts for some: most for a day or two, a few for weeks.
What is stored of Codat's answers is as large as that of the sandbox's merchants. The rows are written without
the dashboard: what counts is how many there are, and how long.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import Table, insert

from codat_client import CodatClient
from dashboard.fleet.picture import FleetPicture
from dashboard.fleet.reading.packing import pack
from dashboard.fleet.repository import FleetRepository
from dashboard.fleet.state_json import to_json
from dashboard.insight.fleet.company_state import CompanyState
from dashboard.insight.verdict.state import Ground, State
from dashboard.services.snapshot import read_snapshot
from dashboard.store.engine import Store, open_store
from dashboard.store.fleet import tables
from dashboard.store.tables import account, company_snapshot
from dashboard.store.upgrade import upgrade
from tests.support.sandbox_process import SandboxProcess

NOW: Final = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CODAT: Final = "https://api.codat.io"
CAUSES: Final = ("tax-rate", "side-unlinked", "no-account", "provider-down", "locked-period", "no-code")
BOOKS: Final = ("Xero", "QuickBooks Online", "Sage", "FreeAgent")
ORDINARY: Final = "ordinary"
"""The sandbox's merchants without anything odd: how large their answers are is measured."""
AT_ONCE: Final = 20_000
DICE: Final = random.Random(1)  # noqa: S311 - invented merchants need no cryptography


def add_options(parser: argparse.ArgumentParser) -> None:
    """How many merchants, for how long, and how often one has a problem."""
    parser.add_argument("--companies", type=int, default=10_000)
    parser.add_argument("--days", type=int, default=730)
    parser.add_argument("--every", type=float, default=90.0, help="days from one problem to the next (90)")
    parser.add_argument("--lasts", type=float, default=4.0, help="days that one lasts, on average (4)")


def measure(options: argparse.Namespace) -> dict[str, float]:
    """Fill a store, print the bytes of each table, and how long a process takes to read the picture."""
    with TemporaryDirectory(prefix="fleet-store-") as folder:
        file = Path(folder) / "desk.db"
        with closing(open_store(f"sqlite:///{file}")) as store:
            upgrade(store)
            fill(store, options, _answers())
            seconds = _read(store)
        sizes = sizes_of(file)
    total = sum(size for size, _ in sizes.values())
    for name, (size, rows) in sorted(sizes.items(), key=lambda each: -each[1][0]):
        if rows:
            print(f"{name:16} {size / 1e6:8.1f} MB  {rows:9,} rows")
    print(f"{'all':16} {total / 1e6:8.1f} MB; the picture is read in {seconds * 1000:.0f} ms")
    return {"bytes": total, "picture_ms": round(seconds * 1000)}


@dataclass(frozen=True)
class _Problem:
    """One problem of a merchant: its place in the fleet, its days, counted from the first."""

    company: int
    first: int
    last: int
    cause: str

    @property
    def whose(self) -> dict[str, Any]:
        return {"account_id": "account", "company_id": _id(self.company)}

    @property
    def books(self) -> str:
        return BOOKS[self.company % len(BOOKS)]


def fill(store: Store, options: argparse.Namespace, sizes: list[int]) -> None:
    """Write the account's rows. `sizes`: the bytes of Codat's answers for some merchants."""
    problems = list(_problems(options))
    first = NOW - timedelta(days=options.days)
    _insert(store, account, iter([{"id": "account", "base_url": CODAT, "made_at": first}]))
    _insert(store, tables.fleet_account, iter([{"account_id": "account", "revision": 1}]))
    lasting = {each.company: each for each in problems if each.last >= options.days}
    _insert(store, tables.fleet_company, (_company(n, lasting.get(n)) for n in range(options.companies)))
    _insert(store, company_snapshot, (_snapshot(n, sizes) for n in range(options.companies)))
    _insert(store, tables.episode, (_episode(each, first, options.days) for each in problems))
    _insert(store, tables.verdict_change, (row for each in problems for row in _changes(each, first)))
    _insert(store, tables.company_day, (row for each in problems for row in _days(each, first)))
    _insert(store, tables.set_up_change, (_set_up_change(each, first) for each in problems))
    _insert(store, tables.company_work, (_work(each) for each in lasting.values()))
    _insert(store, tables.work_event, (_work_event(each, first) for each in problems[::4]))


def _answers() -> list[int]:
    """Return how many bytes the answers for each of some merchants take, as they are stored."""
    sandbox = SandboxProcess(companies=100)
    try:
        with closing(CodatClient("test-key", sandbox.url)) as client:
            ids = [each["companyId"] for each in sandbox.merchants if each["case"].startswith(ORDINARY)]
            return [len(pack(read_snapshot(client, each), whole=True)) for each in ids]
    finally:
        sandbox.stop()


def _problems(options: argparse.Namespace) -> Iterator[_Problem]:
    for company in range(options.companies):
        day = DICE.expovariate(1 / options.every)
        while day < options.days:
            lasts = DICE.expovariate(1 / options.lasts)
            yield _Problem(company, int(day), int(day + lasts), DICE.choice(CAUSES))
            day = int(day + lasts) + 1 + DICE.expovariate(1 / options.every)


def _id(number: int) -> str:
    return str(uuid5(NAMESPACE_URL, str(number)))


def _company(number: int, problem: _Problem | None) -> dict[str, Any]:
    state = CompanyState(
        state=State.FAILING if problem else State.ARRIVING,
        ground=Ground.PLAIN,
        mark="bad" if problem else "ok",
        words="failing 9 days" if problem else "sales arrive",
        assessed_at=NOW,
        valid_until=NOW + timedelta(hours=9),
        version="0123456789abcdef" * 2,
        zone="Europe/London",
        left_words="22 days until switch-off" if problem else "",
        cause=problem.cause if problem else "",
        cause_words="Tax rate missing" if problem else "",
        began=NOW - timedelta(days=9) if problem else None,
        days_missing=9 if problem else 0,
        last_success=NOW - timedelta(hours=7),
        next_due=NOW + timedelta(hours=17),
        strip_ends=NOW.date(),
    )
    return {
        "account_id": "account",
        "company_id": _id(number),
        "name": f"Bluebird Coffee Roasters {number}",
        "books": BOOKS[number % len(BOOKS)],
        "shops": "Shopify, Square",
        "tags": '{"region": "north"}',
        "uses_commerce": True,
        "gone": False,
        "state": to_json(state),
        "state_value": state.state.value,
        "cause": state.cause,
        "valid_until": state.valid_until,
        "read_at": NOW,
        "changed_at": NOW,
        "revision": 1,
    }


def _snapshot(number: int, sizes: list[int]) -> dict[str, Any]:
    body = DICE.randbytes(sizes[number % len(sizes)])
    whose = {"account_id": "account", "base_url": CODAT, "company_id": _id(number)}
    return {**whose, "version": "0123456789abcdef" * 2, "read_at": NOW, "body": body}


def _episode(each: _Problem, first: datetime, days: int) -> dict[str, Any]:
    began, ended = (first + timedelta(days=day) for day in (each.first, each.last))
    times: dict[str, Any] = {"began": began, "seen_at": began, "ended": ended, "ended_seen_at": ended}
    if each.last >= days:
        times |= {"ended": None, "ended_seen_at": None}
    state = {"state": "failing", "worst": "failing", "cause": each.cause, "books": each.books}
    return {**each.whose, **state, **times}


def _changes(each: _Problem, first: datetime) -> Iterator[dict[str, Any]]:
    """Yield what a problem writes: it begins, its cause changes, a sync is seen running, it ends."""
    states = ("arriving", "late", "failing", "running", "arriving")
    for before, state in pairwise(states):
        at = first + timedelta(days=each.first)
        cause = {"state_before": before, "state": state, "cause_before": each.cause, "cause": each.cause}
        yield {**each.whose, **cause, "at": at, "began": at, "days_missing": 3}


def _days(each: _Problem, first: datetime) -> Iterator[dict[str, Any]]:
    for day in range(each.first, each.last + 1):
        date = (first + timedelta(days=day)).date()
        cause = {"state": "failing", "cause": each.cause, "books": each.books, "days_missing": 3}
        yield {**each.whose, "day": date, **cause}


def _set_up_change(each: _Problem, first: datetime) -> dict[str, Any]:
    at = first + timedelta(days=each.first)
    values = {"kind": "tax rate", "name": "Standard", "before": "20% (VAT on income)", "after": None}
    return {**each.whose, "before_at": at, "at": at, **values}


def _work(each: _Problem) -> dict[str, Any]:
    return {**each.whose, "owner": "Ada Lovelace", "owned_at": NOW, "contacted_at": NOW}


def _work_event(each: _Problem, first: datetime) -> dict[str, Any]:
    person = {"person": "Ada Lovelace", "verified": True, "identity": "https://id.example 0123456789"}
    at = first + timedelta(days=each.first)
    return {**each.whose, "base_url": CODAT, **person, "at": at, "kind": "work taken", "origin": "here"}


def _insert(store: Store, table: Table, rows: Iterator[dict[str, Any]]) -> None:
    while part := list(islice(rows, AT_ONCE)):
        with store.writing() as connection:
            connection.execute(insert(table), part)


def _read(store: Store) -> float:
    """Return the seconds in which a new process reads the picture, of three the fastest."""
    times = []
    for _ in range(3):
        picture = FleetPicture(FleetRepository(store, "account", CODAT))
        began = time.perf_counter()
        picture.rows()
        times.append(time.perf_counter() - began)
    return min(times)


def sizes_of(file: Path) -> dict[str, tuple[int, int]]:
    """Return each table's bytes, with its indexes, and its number of rows."""
    with closing(sqlite3.connect(file)) as connection:
        sizes = dict(connection.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name"))
        owners = connection.execute("SELECT name, tbl_name FROM sqlite_master WHERE rootpage > 0")
        found: dict[str, int] = {}
        for name, owner in owners:
            found[owner] = found.get(owner, 0) + sizes.get(name, 0)
        return {
            name: (size, connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0])  # noqa: S608 - our own tables
            for name, size in found.items()
        }
