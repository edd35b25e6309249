"""What other processes do in the tests: `python -m tests.store.programs PROGRAM URL …`.

Each prints a line when it reaches the point that a test is about, and continues when it receives one.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from dashboard.store.engine import open_store
from dashboard.store.facts import write_fact
from dashboard.store.lease import fence, take
from dashboard.store.revisions import MIGRATIONS
from dashboard.store.tables import fact
from dashboard.store.upgrade import upgrade
from tests.store.rows import add_start, new_id

THREADS = 8


def say(what: object) -> None:
    """Print a line and wait for one."""
    print(what, flush=True)
    sys.stdin.readline()


def bring_up_to_date(url: str, migrations: str = MIGRATIONS) -> None:
    """Upgrade the store on request. `migrations`: those of a later version."""
    store = open_store(url, migrations=migrations)
    say("ready")
    upgrade(store)


def write_and_wait(url: str) -> None:
    """Pause in a transaction that has written."""
    with open_store(url).writing() as connection:
        write_fact(connection, "half", "written")
        say("written")


def hold_lease(url: str) -> None:
    """Take a lease, print its term, and write under it on request; print whether that worked."""
    store = open_store(url)
    with store.writing() as connection:
        lease = take(connection, "work", "child", 3600)
    assert lease is not None
    say(lease.term)
    with store.writing() as connection:
        written = connection.execute(update(fact).where(fence(lease)).values(value="by the child"))
        say(written.rowcount)


def claim(url: str, account: str, *companies: str) -> None:
    """Claim each company from eight threads on request; print how many claims were granted."""
    store = open_store(url)

    def claimed(company: str) -> bool:
        try:
            with store.writing() as connection:
                add_start(connection, account, company_id=company, id=new_id())
        except IntegrityError:
            return False
        return True

    say("ready")
    with ThreadPoolExecutor(THREADS) as threads:
        print(sum(threads.map(claimed, companies * THREADS)))


PROGRAMS: dict[str, Callable[..., None]] = {
    each.__name__: each for each in (bring_up_to_date, write_and_wait, hold_lease, claim)
}

if __name__ == "__main__":
    PROGRAMS[sys.argv[1]](*sys.argv[2:])
