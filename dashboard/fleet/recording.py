"""Record what a company's state is: its row, what changed, its episode, and the day, in one transaction.

Whoever has read or judged a company records it here: the poller, a page, or the job that follows the clock.
An older read never replaces a newer one, in whatever order they arrive.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from sqlalchemy import Connection, Row, and_, insert, select, update

from dashboard.fleet.episodes import follow
from dashboard.fleet.repository import FleetRepository
from dashboard.fleet.rows import company_values
from dashboard.fleet.state_json import from_json, to_json
from dashboard.insight.fleet.company_state import CompanyState, FleetCompany
from dashboard.insight.verdict.state import Ground
from dashboard.store.fleet.revision import next_revision
from dashboard.store.fleet.tables import fleet_company, verdict_change

CLOCKS_DIFFER: Final = timedelta(minutes=1)
"""By how much the clocks of two machines may differ."""
_AT_ONCE: Final = 200
"""How many companies one transaction records, so that no one else waits long."""


class FailedRead(Protocol):
    """A try to read the latest sync that failed."""

    @property
    def at(self) -> datetime:
        """When it failed (aware)."""

    @property
    def kind(self) -> str:
        """The class of its error; "" if Codat wasn't asked, to leave the day's quota to people."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is to be recorded of a company. Times are aware.

    `state`: None if only a read failed. `read_at`: when Codat answered for the latest sync that was judged.
    `company`: as Codat's list has it, for one that the store may not know yet.
    """

    company_id: str
    state: CompanyState | None = None
    read_at: datetime | None = None
    failure: FailedRead | None = None
    company: FleetCompany | None = None


def record(
    repository: FleetRepository,
    company_id: str,
    state: CompanyState | None,
    *,
    read_at: datetime | None,
    now: datetime,
    failure: FailedRead | None = None,
    company: FleetCompany | None = None,
) -> bool:
    """Record one company's state, or that a read failed; return whether it was new. See `Judgement`.

    `now`: aware. Raises StoreError.
    """
    return record_all(repository, [Judgement(company_id, state, read_at, failure, company)], now) == 1


def record_all(repository: FleetRepository, judgements: Iterable[Judgement], now: datetime) -> int:
    """Record many companies; return of how many something was new. `now`: aware.

    Raises StoreError; what was recorded before then stays.
    """
    left, recorded = list(judgements), 0
    while left:
        part, left = left[:_AT_ONCE], left[_AT_ONCE:]
        with repository.store.writing() as connection:
            recorded += _Recording(connection, repository, now).add(part)
    return recorded


class _Recording:
    """What one transaction records."""

    def __init__(self, connection: Connection, repository: FleetRepository, now: datetime) -> None:
        self._connection, self._repository, self._now = connection, repository, now
        self._revision = next_revision(connection, repository.account_id)

    def add(self, judgements: Sequence[Judgement]) -> int:
        """Record these; return of how many something was new."""
        return sum(self._add(each) for each in judgements)

    def _add(self, judged: Judgement) -> bool:
        row = self._row(judged)
        if row is None:
            return False
        values = {**self._state_values(row, judged), **self._failure_values(row, judged)}
        if values:
            which = and_(
                fleet_company.c.account_id == self._repository.account_id,
                fleet_company.c.company_id == row.company_id,
            )
            changed = {**values, "revision": self._revision}
            self._connection.execute(update(fleet_company).where(which).values(**changed))
        return bool(values)

    def _row(self, judged: Judgement) -> Row[Any] | None:
        """Return the company's row, added if need be; None for a company that Codat doesn't have."""
        which = and_(
            fleet_company.c.account_id == self._repository.account_id,
            fleet_company.c.company_id == judged.company_id.lower(),
        )
        row = self._connection.execute(select(fleet_company).where(which)).first()
        if row is not None or judged.state is None or judged.state.ground is Ground.GONE:
            return row
        values = company_values(judged.company or FleetCompany(judged.company_id))
        whose = {"account_id": self._repository.account_id, "state_value": "", "revision": self._revision}
        self._connection.execute(insert(fleet_company).values(**values, **whose))
        return self._connection.execute(select(fleet_company).where(which)).one()

    def _state_values(self, row: Row[Any], judged: Judgement) -> dict[str, Any]:
        """Return the columns that a newer state changes, and record what follows from it; {} for no newer."""
        state = judged.state
        if state is None or judged.read_at is None or not self._is_newer(row, state, judged.read_at):
            return {}
        values = {
            "state": to_json(state),
            "state_value": state.state.value,
            "cause": state.cause,
            "valid_until": state.valid_until,
            "read_at": judged.read_at,
        }
        if (row.state_value, row.cause) != (state.state.value, state.cause):
            self._add_change(row, state)
            values |= {"changed_at": self._now} if row.state_value else {}
        return values | follow(self._connection, self._repository, row, state, self._now)

    def _is_newer(self, row: Row[Any], state: CompanyState, read_at: datetime) -> bool:
        """Return whether a state replaces the stored one: of a later read, or judged later of the same one.

        A stored time in the future is of a clock that was ahead, and replaced.
        """
        if row.read_at is None or row.read_at > self._now + CLOCKS_DIFFER:
            return True
        if row.read_at != read_at:
            return bool(row.read_at < read_at)
        try:
            stored = from_json(row.state)
        except ValueError:
            return True
        return (stored.assessed_at, stored.version) < (state.assessed_at, state.version)

    def _failure_values(self, row: Row[Any], judged: Judgement) -> dict[str, Any]:
        """Return the columns of the last failure since the latest sync was read."""
        failed_at, failed_with = row.failed_at, row.failed_with
        if judged.failure and (failed_at is None or failed_at < judged.failure.at):
            failed_at, failed_with = judged.failure.at, judged.failure.kind
        read_at = max((each for each in (row.read_at, judged.read_at) if each), default=None)
        if failed_at is not None and read_at is not None and failed_at <= read_at:
            failed_at, failed_with = None, ""
        if (failed_at, failed_with) == (row.failed_at, row.failed_with):
            return {}
        return {"failed_at": failed_at, "failed_with": failed_with}

    def _add_change(self, row: Row[Any], state: CompanyState) -> None:
        values = {
            "account_id": self._repository.account_id,
            "company_id": row.company_id,
            "at": self._now,
            "state_before": row.state_value,
            "state": state.state.value,
            "cause_before": row.cause,
            "cause": state.cause,
            "began": state.began,
            "days_missing": state.days_missing,
        }
        self._connection.execute(insert(verdict_change).values(**values))
