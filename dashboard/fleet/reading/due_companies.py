"""What the plan needs to know of each company, from what is stored."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Final, NamedTuple

from dashboard.fleet.reading.plan import CompanyDue
from dashboard.fleet.reading.snapshots import ReadStamp
from dashboard.insight.fleet.company_state import CompanyState, FleetRow
from dashboard.insight.verdict.state import State

TROUBLED: Final = frozenset(
    {
        State.STUCK,
        State.LATE,
        State.FAILING,
        State.DISCONNECTED,
        State.WILL_BE_SWITCHED_OFF,
        State.PROBABLY_SWITCHED_OFF,
        State.SWITCHED_OFF,
    }
)
"""The states whose end someone waits for."""


class Asked(NamedTuple):
    """A person asked at that time (UTC) for these companies; None: for all."""

    at: datetime
    company_ids: Collection[str] | None


def due_companies(
    rows: Mapping[str, FleetRow], stamps: Mapping[str, ReadStamp], asked: Asked | None
) -> Iterator[CompanyDue]:
    """Yield what decides when each company is read. `rows`: those that Codat's list has."""
    for company_id, row in rows.items():
        yield _due(row, row.state, stamps.get(company_id), asked)


def _due(
    row: FleetRow, state: CompanyState | None, stamp: ReadStamp | None, asked: Asked | None
) -> CompanyDue:
    is_asked = asked is not None and (asked.company_ids is None or row.company_id in asked.company_ids)
    read_at, failed_at = row.read_at, row.failed_at
    if stamp is not None:
        read_at = _later(read_at, stamp.read_at)
        failed_at = stamp.failed_at
    return CompanyDue(
        row.company_id,
        read_at=read_at,
        whole_at=stamp.whole_at if stamp is not None else None,
        latest_at=stamp.latest_at if stamp is not None else None,
        failed_at=failed_at,
        next_due=state.next_due if state is not None else None,
        troubled=state is not None and state.state in TROUBLED,
        running=state is not None and state.state is State.RUNNING,
        asked_at=asked.at if asked is not None and is_asked else None,
    )


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((each for each in (one, other) if each is not None), default=None)
