"""What other processes do in the tests of the fleet: `python -m tests.fleet.programs PROGRAM URL …`."""

from __future__ import annotations

import sys

from dashboard.fleet.recording import record
from dashboard.fleet.repository import FleetRepository
from dashboard.insight.verdict.state import State
from dashboard.store.engine import open_store
from tests.fleet.support import MINUTE, NOW, state_at
from tests.store.programs import say
from tests.store.rows import CODAT


def record_problems(url: str, account: str, *companies: str) -> None:
    """Record on request that these companies are well, late, and failing for one cause, read after read."""
    fleet = FleetRepository(open_store(url), account, CODAT)
    say("ready")
    for minutes, state in enumerate((State.ARRIVING, State.LATE, State.FAILING)):
        at = NOW + minutes * MINUTE
        cause = "writes" if state is State.FAILING else ""
        for company_id in companies:
            state_then = state_at(at, state, began=NOW, cause=cause)
            record(fleet, company_id, state_then, read_at=at, now=NOW + 2 * MINUTE)


if __name__ == "__main__":
    record_problems(*sys.argv[2:])
