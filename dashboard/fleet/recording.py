"""Record what a company's state is: its row, what changed, its episode, its incident, and the day.

Whoever has read or judged a company records it here: the poller, a page, or the job that follows the clock.
An older read never replaces a newer one, in whatever order they arrive.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, and_, insert, select, update

from dashboard.fleet.day_rows import DayRows
from dashboard.fleet.episode_rows import EpisodeRows
from dashboard.fleet.reading.reads import LatestFailure, is_ahead
from dashboard.fleet.repository import FleetRepository
from dashboard.fleet.rows import company_values
from dashboard.fleet.state_json import from_json, to_json
from dashboard.insight.fleet.company_state import CompanyState, FleetCompany
from dashboard.insight.fleet.has_problem import has_problem
from dashboard.insight.fleet.over_time.checking import passes_over_a_digest
from dashboard.insight.verdict.state import Ground
from dashboard.store.columns import insert_or_replace
from dashboard.store.fleet.revision import next_revision
from dashboard.store.fleet.tables import company_gap, fleet_company, verdict_change

_AT_ONCE: Final = 100
"""How many companies one transaction records, so that no one else waits long."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is to be recorded of a company. Times are aware.

    `state`: None if only a read failed. `read_at`: when Codat answered for the latest sync that was judged.
    `company`: as Codat's list has it, for one that the store may not know yet.
    """

    company_id: str
    state: CompanyState | None = None
    read_at: datetime | None = None
    failure: LatestFailure | None = None
    company: FleetCompany | None = None


def record(
    repository: FleetRepository,
    company_id: str,
    state: CompanyState | None,
    *,
    read_at: datetime | None,
    now: datetime,
    failure: LatestFailure | None = None,
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
    """What one transaction records. Until it ends, no one else records for the account."""

    def __init__(self, connection: Connection, repository: FleetRepository, now: datetime) -> None:
        self._connection, self._account_id, self._now = connection, repository.account_id, now
        self._revision, self._zone = next_revision(connection, repository.account_id), repository.zone
        self._days = DayRows(connection, repository.account_id, now.astimezone(repository.zone).date())
        self._episodes = EpisodeRows(connection, repository, self._revision, now)

    def add(self, judgements: Sequence[Judgement]) -> int:
        """Record these; return of how many something was new."""
        rows = self._rows({each.company_id.lower() for each in judgements})
        added = sum(self._add(each, rows) for each in judgements)
        self._episodes.close()
        return added

    def _rows(self, company_ids: set[str]) -> dict[str, dict[str, Any]]:
        """Return the columns of these companies' rows, by id."""
        which = and_(
            fleet_company.c.account_id == self._account_id, fleet_company.c.company_id.in_(company_ids)
        )
        found = self._connection.execute(select(fleet_company).where(which))
        return {row.company_id: row._asdict() for row in found}

    def _add(self, judged: Judgement, rows: dict[str, dict[str, Any]]) -> bool:
        company_id = judged.company_id.lower()
        row = rows.get(company_id) or self._new_row(judged)
        if row is None:
            return False
        rows[company_id] = row
        values = self._state_values(row, judged)
        values |= self._failure_values({**row, **values}, judged)
        if values:
            row |= values
            which = and_(
                fleet_company.c.account_id == self._account_id, fleet_company.c.company_id == company_id
            )
            changed = update(fleet_company).where(which).values(**values, revision=self._revision)
            self._connection.execute(changed)
        return bool(values)

    def _new_row(self, judged: Judgement) -> dict[str, Any] | None:
        """Add the company, and return its columns; None for one that Codat doesn't have."""
        if judged.state is None or judged.state.ground is Ground.GONE:
            return None
        values = {
            **company_values(judged.company or FleetCompany(judged.company_id)),
            "account_id": self._account_id,
            "state_value": "",
            "revision": self._revision,
            "listed_at": self._now,
        }
        added = insert(fleet_company).values(**values).returning(*fleet_company.c)
        return self._connection.execute(added).one()._asdict()

    def _state_values(self, row: dict[str, Any], judged: Judgement) -> dict[str, Any]:
        """Return the columns that a newer state changes, and record what follows from it; {} for no newer."""
        state = judged.state
        if state is None or judged.read_at is None or not self._is_newer(row, state, judged.read_at):
            return {}
        values: dict[str, Any] = {
            "state": to_json(state),
            "valid_until": state.valid_until,
            "read_at": judged.read_at,
        }
        self._days.open(is_first_read=row["valid_until"] is None)
        self._note_gap(row, judged.read_at)
        problem = has_problem(state)
        if problem is None:
            self._episodes.see_cause(row, state)
            return values
        # What isn't said by a running sync stays: it would end every night what lasts for weeks.
        if (row["state_value"], row["cause"]) != (state.state.value, state.cause):
            self._add_change(row, state)
            values["changed_at"] = self._now if row["state_value"] else None
            values |= {"state_value": state.state.value, "cause": state.cause}
        values["episode_id"] = self._episodes.follow(row, state, problem=problem)
        self._days.write(row, state if problem else None)
        return values

    def _note_gap(self, row: dict[str, Any], read_at: datetime) -> None:
        """Record that a company wasn't read for a whole digest."""
        if passes_over_a_digest(row["read_at"], row["listed_at"], read_at, self._zone):
            whose = {"account_id": self._account_id, "company_id": row["company_id"]}
            values = {**whose, "until": read_at, "began": row["read_at"]}
            self._connection.execute(insert_or_replace(self._connection, company_gap), values)

    def _is_newer(self, row: dict[str, Any], state: CompanyState, read_at: datetime) -> bool:
        """Return whether a state replaces the stored one: of a later read, or judged later of the same one.

        A stored time in the future is of a clock that was ahead, and replaced.
        """
        stored_at = row["read_at"]
        if stored_at is None or is_ahead(stored_at, self._now):
            return True
        if stored_at != read_at:
            return bool(stored_at < read_at)
        try:
            stored = from_json(row["state"])
        except ValueError:
            return True
        return (stored.assessed_at, stored.version) < (state.assessed_at, state.version)

    def _failure_values(self, row: dict[str, Any], judged: Judgement) -> dict[str, Any]:
        """Return the columns of the last failure since the latest sync was read, if they change."""
        known = failed_at, failed_with = row["failed_at"], row["failed_with"]
        if failed_at and is_ahead(failed_at, self._now):
            failed_at, failed_with = None, ""
        if judged.failure and (failed_at is None or failed_at < judged.failure.at):
            failed_at, failed_with = judged.failure.at, judged.failure.kind
        if failed_at and row["read_at"] and failed_at <= row["read_at"]:
            failed_at, failed_with = None, ""
        return (
            {} if (failed_at, failed_with) == known else {"failed_at": failed_at, "failed_with": failed_with}
        )

    def _add_change(self, row: dict[str, Any], state: CompanyState) -> None:
        values = {
            "account_id": self._account_id,
            "company_id": row["company_id"],
            "at": self._now,
            "state_before": row["state_value"],
            "state": state.state.value,
            "cause_before": row["cause"],
            "cause": state.cause,
            "began": state.began,
            "days_missing": state.days_missing,
        }
        self._connection.execute(insert(verdict_change).values(**values))
