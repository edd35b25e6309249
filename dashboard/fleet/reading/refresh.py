"""A refresh of the fleet, or of a part of it, that a person asked for: start, cancel, progress."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, and_, insert, select, update

from dashboard.access.company import CompanyIdentity
from dashboard.access.events import AccessEventType, add_event
from dashboard.access.person import Person
from dashboard.access.policy import Act, may
from dashboard.fleet.reading.due_companies import Asked
from dashboard.fleet.reading.reads import CLOCKS_DIFFER
from dashboard.fleet.reading.snapshots import ReadStamp
from dashboard.insight.fleet.company_state import FleetRow
from dashboard.services.budget import JOBS_A_MINUTE
from dashboard.store.engine import Store
from dashboard.store.fleet.tables import fleet_refresh as table
from dashboard.store.transaction import one_at_a_time

LONGEST: Final = timedelta(hours=6)
"""A refresh that isn't complete after this time is over; so is one that a clock ahead of ours has dated."""


class RefreshRefused(Exception):  # noqa: N818 - the sentence says what is wrong
    """Nothing was started or cancelled; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class FleetRefresh:
    """A refresh that goes on. Times are aware and UTC. `company_ids`: None: all.

    `done` of `total` companies were read, or tried, since `asked_at`. `ends_about`: at the rate that Codat
    allows; requests of people make it later.
    """

    id: int
    person: str
    asked_at: datetime
    total: int
    done: int
    ends_about: datetime
    company_ids: frozenset[str] | None = None


class FleetRefreshes:
    """The refreshes of one account. Every method raises StoreError if the store can't be used."""

    def __init__(self, store: Store, account_id: str) -> None:
        self._store, self._account_id = store, account_id

    def start(
        self, person: Person, companies: Sequence[CompanyIdentity], now: datetime, *, everything: bool
    ) -> int:
        """Ask for these companies to be read now; return the refresh's number.

        `everything`: they are all companies of the account. `now`: aware. Raises RefreshRefused, also while
        another refresh goes on.
        """
        self._check(person, companies, everything=everything)
        if not companies:
            raise RefreshRefused("There is no merchant to check.")
        with self._store.writing() as connection:
            one_at_a_time(connection, f"refresh {self._account_id}")
            if self._open(connection, now) is not None:
                raise RefreshRefused("A check of merchants is already running. Wait for it, or cancel it.")
            ids = None if everything else sorted(each.id.lower() for each in companies)
            values = {
                **person.on_record(),
                "account_id": self._account_id,
                "asked_at": now,
                "total": len(companies),
                "company_ids": ids,
                "cancelled_by": "",
            }
            made = connection.execute(insert(table).values(values).returning(table.c.id))
            detail = f"{len(companies):,} merchant{'' if len(companies) == 1 else 's'}"
            add_event(connection, AccessEventType.REFRESH_STARTED, person, detail)
            return int(made.scalar_one())

    def cancel(self, refresh_id: int, person: Person, now: datetime) -> bool:
        """Cancel a refresh; return whether it went on. What was read stays. Raises RefreshRefused.

        Who may check only some merchants cancels only what they asked for.
        """
        self._check(person, (), everything=not self._is_own(refresh_id, person))
        values = {"cancelled_at": now, "cancelled_by": person.name}
        with self._store.writing() as connection:
            which = and_(table.c.id == refresh_id, self._is_open(now))
            done = connection.execute(update(table).where(which).values(values)).rowcount == 1
            if done:
                add_event(connection, AccessEventType.REFRESH_CANCELLED, person)
            return done

    def current(
        self, rows: Mapping[str, FleetRow], now: datetime, a_minute: int = JOBS_A_MINUTE
    ) -> FleetRefresh | None:
        """Return the refresh that goes on, with its progress; None if there is none.

        `rows`: the fleet's, as its picture has them. Asks Codat nothing.
        """
        with self._store.reading() as connection:
            row = self._open(connection, now)
        if row is None:
            return None
        ids = None if row.company_ids is None else frozenset(row.company_ids)
        chosen = [each for key, each in rows.items() if ids is None or key in ids]
        done = sum(_since(row.asked_at, each.read_at, each.failed_at) for each in chosen)
        left = max(0, len(chosen) - done)
        if not left:
            return None
        ends_about = now + timedelta(minutes=left / a_minute)
        return FleetRefresh(row.id, row.person, row.asked_at, len(chosen), done, ends_about, ids)

    def end_complete(self, rows: Mapping[str, FleetRow], now: datetime) -> None:
        """End a refresh for which nothing is left: a poller does it when it looks next, if there is one.

        `rows`: as in `current`.
        """
        with self._store.reading() as connection:
            row = self._open(connection, now)
        if row is not None and self.current(rows, now) is None:
            self._end(row.id, now)

    def asked(
        self, rows: Mapping[str, FleetRow], stamps: Mapping[str, ReadStamp], now: datetime
    ) -> Asked | None:
        """Return what the plan has to read for a refresh; end one that is complete."""
        with self._store.reading() as connection:
            row = self._open(connection, now)
        if row is None:
            return None
        asked = Asked(row.asked_at, None if row.company_ids is None else frozenset(row.company_ids))
        chosen = rows if asked.company_ids is None else rows.keys() & asked.company_ids
        if all(_stamped_since(asked.at, stamps.get(each)) for each in chosen):
            self._end(row.id, now)
            return None
        return asked

    def _end(self, refresh_id: int, now: datetime) -> None:
        with self._store.writing() as connection:
            which = and_(table.c.id == refresh_id, self._is_open(now))
            connection.execute(update(table).where(which).values(ended_at=now))

    def _is_own(self, refresh_id: int, person: Person) -> bool:
        """Return whether this person, who has signed in, asked for a refresh."""
        which = and_(table.c.id == refresh_id, table.c.identity == person.identity)
        with self._store.reading() as connection:
            return connection.execute(select(table.c.id).where(which)).first() is not None

    def _check(self, person: Person, companies: Sequence[CompanyIdentity], *, everything: bool) -> None:
        """Raise RefreshRefused, and record it, unless this person may check these merchants.

        Without any: unless they may check at least some.
        """
        about: Sequence[CompanyIdentity | None] = companies or [None]
        if everything:
            refused = may(person, Act.REFRESH)
        elif not companies and not person.signed_out and not person.read_only and person.is_restricted:
            may_some = any(each.role.includes(Act.REFRESH.role) for each in person.grants)
            refused = None if may_some else may(person, Act.REFRESH)
        else:
            refused = next((why for each in about if (why := may(person, Act.REFRESH, each))), None)
        if refused:
            with self._store.writing() as connection:
                add_event(connection, AccessEventType.ACT_REFUSED, person, f"Refresh. {refused}")
            raise RefreshRefused(refused)

    def _open(self, connection: Connection, now: datetime) -> Row[Any] | None:
        query = select(table).where(self._is_open(now)).order_by(table.c.id.desc()).limit(1)
        return connection.execute(query).first()

    def _is_open(self, now: datetime) -> ColumnElement[bool]:
        return and_(
            table.c.account_id == self._account_id,
            table.c.ended_at.is_(None),
            table.c.cancelled_at.is_(None),
            table.c.asked_at > now - LONGEST,
            table.c.asked_at <= now + CLOCKS_DIFFER,
        )


def _since(asked_at: datetime, *times: datetime | None) -> bool:
    return any(each is not None and each >= asked_at for each in times)


def _stamped_since(asked_at: datetime, stamp: ReadStamp | None) -> bool:
    return stamp is not None and _since(asked_at, stamp.read_at, stamp.failed_at)
