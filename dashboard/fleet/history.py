"""What happened in the fleet of one account: changes, episodes, incidents, days, and changes of set-up."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, and_, func, or_, select

from dashboard.fleet.rows import change_of, day_of, episode_of, incident_of
from dashboard.insight.fleet.episode import CompanyDay, Episode, Incident, VerdictChange
from dashboard.insight.fleet.over_time.trends import DayReads
from dashboard.store.engine import Store
from dashboard.store.fleet.tables import (
    company_day,
    company_gap,
    episode,
    fleet_company,
    fleet_day,
    fleet_watch,
    incident,
    verdict_change,
)

MOST: Final = 1_000_000
"""The most rows of one answer: more than 1,000 merchants with a problem have in two years."""


class FleetHistory:
    """The history of one account's fleet. Every method raises StoreError. Times are aware and UTC."""

    def __init__(self, store: Store, account_id: str) -> None:
        self._store, self._account_id = store, account_id

    def changes(self, since: datetime, until: datetime, company_id: str = "") -> list[VerdictChange]:
        """Return the changes seen after `since` and until `until`, in their order. "": of all companies."""
        table = verdict_change.c
        query = select(verdict_change).where(
            table.account_id == self._account_id, table.at > since, table.at <= until
        )
        if company_id:
            query = query.where(table.company_id == company_id.lower())
        return [change_of(row) for row in self._all(query.order_by(table.at, table.id))]

    def episodes(self, since: datetime, until: datetime, company_id: str = "") -> list[Episode]:
        """Return the episodes that lasted at some time between these two, by their beginning."""
        table = episode.c
        lasted = and_(table.began <= until, or_(table.ended.is_(None), table.ended >= since))
        query = select(episode).where(table.account_id == self._account_id, lasted)
        if company_id:
            query = query.where(table.company_id == company_id.lower())
        return [episode_of(row) for row in self._all(query.order_by(table.began, table.id))]

    def incidents(self, since: datetime, until: datetime) -> list[Incident]:
        """Return the incidents with an episode that began between these two, the newest first.

        Those that became part of an older one are among them.
        """
        table = incident.c
        query = select(incident).where(
            table.account_id == self._account_id, table.last_began >= since, table.first_began <= until
        )
        newest_first = query.order_by(table.first_began.desc(), table.id.desc())
        return [incident_of(row) for row in self._all(newest_first)]

    def incident(self, incident_id: int) -> Incident | None:
        """Return an incident; None if there is none with this number."""
        which = and_(incident.c.account_id == self._account_id, incident.c.id == incident_id)
        found = self._all(select(incident).where(which))
        return incident_of(found[0]) if found else None

    def members(self, *incident_ids: int) -> list[Episode]:
        """Return the episodes of incidents, by their beginning."""
        if not incident_ids:
            return []
        which = and_(episode.c.account_id == self._account_id, episode.c.incident_id.in_(incident_ids))
        query = select(episode).where(which).order_by(episode.c.began, episode.c.id)
        return [episode_of(row) for row in self._all(query)]

    def days(self, first: date, last: date) -> list[CompanyDay]:
        """Return the companies that weren't fine on these days of the team's zone, both included."""
        day = company_day.c.day
        which = and_(company_day.c.account_id == self._account_id, day >= first, day <= last)
        return [day_of(row) for row in self._all(select(company_day).where(which).order_by(day))]

    def recorded_days(self, first: date, last: date) -> dict[date, DayReads]:
        """Return the days on which states were recorded, with how many companies had been read by then."""
        day = fleet_day.c.day
        which = and_(fleet_day.c.account_id == self._account_id, day >= first, day <= last)
        query = select(day, fleet_day.c.read, fleet_day.c.companies).where(which)
        return {row.day: DayReads(row.read, row.companies) for row in self._all(query)}

    def watched(self, since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
        """Return from when until when checks ran, of those that ran between these two, in their order."""
        began, last = fleet_watch.c.began, fleet_watch.c.last
        which = and_(fleet_watch.c.account_id == self._account_id, last >= since, began <= until)
        return [(row.began, row.last) for row in self._all(select(began, last).where(which).order_by(began))]

    def passed_over(self, since: datetime, until: datetime) -> frozenset[str]:
        """Return the companies that were read after `until`, and last before `since` or never."""
        gap = company_gap.c
        before = or_(gap.began.is_(None), gap.began < since)
        which = and_(gap.account_id == self._account_id, gap.until > until, before)
        return frozenset(row.company_id for row in self._all(select(gap.company_id).where(which)))

    def recorded_since(self) -> datetime | None:
        """Return when the first change still on record was seen, a first read as well; None without any."""
        at = verdict_change.c.at
        found = self._all(
            select(func.min(at).label("at")).where(verdict_change.c.account_id == self._account_id)
        )
        at_first: datetime | None = found[0].at
        return at_first

    def _all(self, query: Select[Any]) -> list[Any]:
        with self._store.reading() as connection:
            return list(connection.execute(query.limit(MOST)))


def open_episodes_in(connection: Connection, account_id: str) -> list[Episode]:
    """Return the open episodes of an account's companies, without those that are gone."""
    query = (
        select(episode)
        .join(fleet_company, fleet_company.c.episode_id == episode.c.id)
        .where(fleet_company.c.account_id == account_id, fleet_company.c.gone.is_(False))
        .order_by(episode.c.began, episode.c.id)
    )
    return [episode_of(row) for row in connection.execute(query)]


def incidents_in(connection: Connection, account_id: str) -> list[Incident]:
    """Return the incidents of which a company still has a part, by when they began."""
    members = select(episode.c.incident_id).where(
        episode.c.account_id == account_id,
        episode.c.ended_seen_at.is_(None),
        episode.c.left_at.is_(None),
    )
    query = select(incident).where(incident.c.id.in_(members)).order_by(incident.c.first_began, incident.c.id)
    return [incident_of(row) for row in connection.execute(query)]
