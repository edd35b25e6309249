"""The companies of one account in the store: as Codat's list has them, with the state last recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, and_, case, select, update

from dashboard.fleet.day_rows import DayRows
from dashboard.fleet.rows import ROW, company_values, rows_of
from dashboard.insight.fleet.company_state import FleetCompany, FleetRow
from dashboard.store.columns import insert_or_replace
from dashboard.store.engine import Store
from dashboard.store.fleet.revision import next_revision
from dashboard.store.fleet.tables import episode, fleet_account, fleet_company

_LISTED: Final = ("name", "books", "shops", "tags", "uses_commerce", "gone")
"""The columns that come from Codat's list."""


@dataclass(frozen=True, slots=True)
class FleetAccount:
    """What is known of an account's fleet as a whole. Times are aware and UTC; None: never.

    `revision`: the number of its last change. `listed_at`: when Codat's list was last read whole. `plan`: the
    poller's last plan, as it wrote it, and when.
    """

    revision: int = 0
    listed_at: datetime | None = None
    plan: Mapping[str, Any] | None = None
    planned_at: datetime | None = None


class FleetRepository:
    """The fleet of one account. Every method raises StoreError if the store can't be used.

    `account_id`: the stored account's. `base_url`: Codat's address. `zone`: the team's, in which days count.
    """

    def __init__(self, store: Store, account_id: str, base_url: str, zone: tzinfo = UTC) -> None:
        self.store, self.account_id, self.zone = store, account_id, zone
        self.base_url = base_url.rstrip("/")

    def rows(self, after_revision: int = 0) -> list[FleetRow]:
        """Return the companies whose row has changed after this revision; all by default. Gone ones too."""
        with self.store.reading() as connection:
            return self.rows_in(connection, after_revision)

    def rows_in(self, connection: Connection, after_revision: int = 0) -> list[FleetRow]:
        """Return the same in the caller's transaction."""
        found = connection.execute(self._rows_where(fleet_company.c.revision > after_revision))
        return rows_of(found.all())

    def gone_rows(self) -> list[FleetRow]:
        """Return the companies that Codat's list no longer has, as they were last."""
        with self.store.reading() as connection:
            return rows_of(connection.execute(self._rows_where(fleet_company.c.gone)).all())

    def one(self, company_id: str) -> FleetRow | None:
        """Return a company's row; None if it isn't in the store."""
        query = self._rows_where(fleet_company.c.company_id == company_id.lower())
        with self.store.reading() as connection:
            return next(iter(rows_of(connection.execute(query).all())), None)

    def put_companies(self, companies: Iterable[FleetCompany], now: datetime, *, whole: bool) -> None:
        """Store companies as Codat's list has them. `now`: aware.

        `whole`: these are all there are, so the others are gone. What is known of their state stays.
        """
        listed = {each.company_id.lower(): company_values(each) for each in companies}
        with self.store.writing() as connection:
            revision = next_revision(connection, self.account_id)
            known = {row.company_id: row for row in connection.execute(self._listed_columns())}
            changed = [
                {
                    **values,
                    "revision": revision,
                    "account_id": self.account_id,
                    "state_value": "",
                    "listed_at": now,
                }
                for company_id, values in listed.items()
                if company_id not in known or _differs(known[company_id], values)
            ]
            if changed:
                connection.execute(
                    insert_or_replace(connection, fleet_company, *_LISTED, "revision"), changed
                )
            if whole:
                left = [each for each, row in known.items() if each not in listed and not row.gone]
                self._mark_gone(connection, left, revision)
                self._update_account(connection, listed_at=now)
                DayRows(connection, self.account_id, now.astimezone(self.zone).date()).count_again()

    def account_state(self) -> FleetAccount:
        """Return what is known of the fleet as a whole."""
        query = select(fleet_account).where(fleet_account.c.account_id == self.account_id)
        with self.store.reading() as connection:
            row = connection.execute(query).first()
        return FleetAccount() if row is None else FleetAccount(*row[1:])

    def put_plan(self, plan: Mapping[str, Any], now: datetime) -> None:
        """Store the poller's plan, as JSON. `now`: aware."""
        with self.store.writing() as connection:
            next_revision(connection, self.account_id)
            self._update_account(connection, plan=dict(plan), planned_at=now)

    def _rows_where(self, only: ColumnElement[bool]) -> Select[Any]:
        return (
            select(
                *(fleet_company.c[name] for name in ROW),
                case((episode.c.left_at.is_(None), episode.c.incident_id)),
                fleet_company.c.listed_at,
            )
            .outerjoin(episode, episode.c.id == fleet_company.c.episode_id)
            .where(self._ours(), only)
        )

    def _listed_columns(self) -> Select[Any]:
        columns = (fleet_company.c[name] for name in ("company_id", *_LISTED))
        return select(*columns).where(self._ours())

    def _mark_gone(self, connection: Connection, company_ids: list[str], revision: int) -> None:
        for company_id in company_ids:
            which = and_(self._ours(), fleet_company.c.company_id == company_id)
            connection.execute(update(fleet_company).where(which).values(gone=True, revision=revision))

    def _update_account(self, connection: Connection, **values: object) -> None:
        ours = fleet_account.c.account_id == self.account_id
        connection.execute(update(fleet_account).where(ours).values(**values))

    def _ours(self) -> ColumnElement[bool]:
        return fleet_company.c.account_id == self.account_id


def _differs(row: Any, values: Mapping[str, Any]) -> bool:
    return any(getattr(row, name) != values[name] for name in _LISTED)
