"""Rows of Home for tests: of the sandbox's merchants, or made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from dashboard.fleet import taking
from dashboard.fleet.judging import state_of
from dashboard.insight.fleet.company_state import CompanyState, FleetCompany, FleetRow
from dashboard.insight.verdict.state import Ground, State
from dashboard.settings import Settings
from tests.support import limits
from tests.support.merchants import NOW, reads

SETTINGS = Settings()


@lru_cache(maxsize=2048)
def state_at(case: str, now: datetime, read_at: datetime = NOW) -> CompanyState:
    """Judge at `now` what was read of one of the sandbox's merchants at `read_at`."""
    return state_of(reads(case, read_at).snapshot, "v1", now, SETTINGS)


def row_of(case: str, now: datetime = NOW) -> FleetRow:
    """Return the row of one of the sandbox's merchants, read just now."""
    known = reads(case, now)
    return FleetRow(FleetCompany(case, known.name), state_at(case, now, now), now)


def made_state(state: State, now: datetime = NOW, **more: Any) -> CompanyState:
    """Make a state by hand that holds for an hour."""
    known = {"ground": Ground.PLAIN, "mark": "failed", "words": state.value} | more
    return CompanyState(
        state=state, assessed_at=now, valid_until=now + timedelta(hours=1), version="v1", **known
    )


def made_row(name: str, state: CompanyState | None = None, **more: Any) -> FleetRow:
    """Make a row by hand; `more`: fields of its company."""
    return FleetRow(replace(FleetCompany(f"id-{name}", name), **more), state)


def taken() -> None:
    """Wait until everything that pages have read is in the fleet."""
    taking._threads.submit(int).result(timeout=limits.WAIT_S)
