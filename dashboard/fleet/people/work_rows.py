"""Who is on which company, in the store. A change of what someone else has changed changes nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, and_, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from dashboard.access import audit
from dashboard.insight.activity.entry import ActivityOutcome
from dashboard.insight.fleet.work import CompanyWork, WorkEventType
from dashboard.store.engine import Store
from dashboard.store.fleet.tables import company_work, work_event

NO_OWNER: Final[dict[str, Any]] = {"owner": "", "owner_identity": "", "owned_at": None}
NO_SNOOZE: Final[dict[str, Any]] = {
    "snoozed_at": None, "snoozed_by": "", "snoozed_until": None, "until_change": False, "snoozed_state": "",
}  # fmt: skip
_NOTHING: Final[dict[str, Any]] = {**NO_OWNER, "contacted_at": None, "contacted_by": "", **NO_SNOOZE}
_NO_ONE: Final[dict[str, Any]] = {"person": "", "verified": False, "identity": None, "origin": ""}
_AT_ONCE: Final = 500
"""How many companies one query names: a database limits its values."""


@dataclass(frozen=True, slots=True)
class WorkChange:
    """A change of a company's work: the columns to set, and the event that says so.

    `only`: the condition on the row; where it doesn't hold, nothing is changed.
    """

    kind: WorkEventType
    values: Mapping[str, Any]
    only: ColumnElement[bool]
    detail: str = ""


@dataclass(frozen=True, slots=True)
class RecoveredWork:
    """A company that recovered while it had an owner, or was snoozed. `owner`: the name, "" without one."""

    company_id: str
    at: datetime
    owner: str


class WorkRepository:
    """Who is on the companies of one account. `base_url`: Codat's address. Every method raises StoreError."""

    def __init__(self, store: Store, account_id: str, base_url: str) -> None:
        self._store, self._account_id, self._base_url = store, account_id, base_url.rstrip("/")

    def one(self, company_id: str) -> CompanyWork:
        """Return the work of a company."""
        with self._store.reading() as connection:
            return self._one(connection, company_id.lower())

    def change(self, company_id: str, change: WorkChange, by: Mapping[str, Any]) -> tuple[CompanyWork, bool]:
        """Make a change with its event; return the work as it is then, and whether it was made.

        `by`: the columns for who does it, and when. Of changes at the same time, one is made.
        """
        company = company_id.lower()
        with self._store.writing() as connection:
            self._add_row(connection, company)
            changed = update(company_work).where(self._is(company), change.only).values(**change.values)
            row = connection.execute(changed.returning(*company_work.c)).one_or_none()
            if row is None:
                return self._one(connection, company), False
            self._add_event(connection, company, {**by, "kind": change.kind.value, "detail": change.detail})
            return _work(row), True

    def add_refusal(self, company_id: str, why: str, by: Mapping[str, Any]) -> None:
        """Record that someone tried to change a company's work and wasn't allowed to."""
        outcome = ActivityOutcome.REFUSED.value
        refused = {**by, "kind": WorkEventType.REFUSED.value, "detail": why, "outcome": outcome}
        with self._store.writing() as connection:
            self._add_event(connection, company_id.lower(), refused)

    def recovered_since(self, at: datetime) -> list[RecoveredWork]:
        """Return the companies that recovered since then while someone was on it or they were snoozed."""
        event = work_event.c
        which = and_(
            event.account_id == self._account_id, event.kind == WorkEventType.RECOVERED.value, event.at >= at
        )
        query = select(event.company_id, event.at, event.detail).where(which).order_by(event.at.desc())
        with self._store.reading() as connection:
            return [RecoveredWork(*row) for row in connection.execute(query)]

    def _one(self, connection: Connection, company: str) -> CompanyWork:
        row = connection.execute(select(company_work).where(self._is(company))).one_or_none()
        return CompanyWork(company) if row is None else _work(row)

    def _add_row(self, connection: Connection, company: str) -> None:
        """Add the company's row, unless there is one: a condition needs a row."""
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        new = dialect.insert(company_work).values(account_id=self._account_id, company_id=company, **_NOTHING)
        connection.execute(new.on_conflict_do_nothing(index_elements=["account_id", "company_id"]))

    def _is(self, company: str) -> ColumnElement[bool]:
        work = company_work.c
        return and_(work.account_id == self._account_id, work.company_id == company)

    def _add_event(self, connection: Connection, company: str, event: Mapping[str, Any]) -> None:
        whose = {"account_id": self._account_id, "base_url": self._base_url, "company_id": company}
        audit.append(connection, insert(work_event).values({**whose, **event}))


def end_work(
    connection: Connection,
    account_id: str,
    base_url: str,
    company_ids: Collection[str],
    at: datetime,
    *,
    recovered: bool = True,
) -> None:
    """Record that the problem of these companies is over, in the caller's transaction.

    Only of a company that had an owner or a snooze it is an event, by no one. `at`: when it was seen.
    `recovered`: whether a sync succeeded.
    """
    kind = WorkEventType.RECOVERED if recovered else WorkEventType.PROBLEM_OVER
    ids, work = sorted(company_ids), company_work.c
    for first in range(0, len(ids), _AT_ONCE):
        these = and_(work.account_id == account_id, work.company_id.in_(ids[first : first + _AT_ONCE]))
        used = or_(work.owner != "", work.snoozed_at.is_not(None))
        found = connection.execute(select(work.company_id, work.owner).where(these, used)).all()
        for row in found:
            event = {"account_id": account_id, "base_url": base_url, "company_id": row.company_id, "at": at}
            words = {"kind": kind.value, "detail": row.owner}
            audit.append(connection, insert(work_event).values({**event, **_NO_ONE, **words}))
        connection.execute(update(company_work).where(these).values(**_NOTHING))


def _work(row: Row[Any]) -> CompanyWork:
    values = row._asdict()
    return CompanyWork(**{name: values[name] for name in CompanyWork.__dataclass_fields__})
