"""Begin, continue and end the episodes of companies, and put those that began together into one incident."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, insert, or_, select, update

from dashboard.fleet.people.work_rows import end_work
from dashboard.fleet.repository import FleetRepository
from dashboard.fleet.rows import episode_of, incident_of
from dashboard.insight.fleet.company_state import CompanyState
from dashboard.insight.fleet.episode import Episode
from dashboard.insight.fleet.incidents import SPAN, Joining, joined
from dashboard.store.fleet.tables import episode, fleet_company, incident


class EpisodeRows:
    """The episodes of one account, in a transaction of the caller who has this revision. `now`: aware."""

    def __init__(
        self, connection: Connection, repository: FleetRepository, revision: int, now: datetime
    ) -> None:
        self._connection, self._account_id = connection, repository.account_id
        self._revision, self._now = revision, now
        self._loose: list[int] = []
        self._over: list[str] = []
        self._base_url = repository.base_url

    def follow(self, row: dict[str, Any], state: CompanyState, *, problem: bool) -> int | None:
        """Record a company's new state; return the number of its open episode, None without one.

        `row`: the columns of `fleet_company` before. `problem`: whether the state is one.
        """
        lasting = self._lasting(row["episode_id"])
        if lasting is not None:
            ended = _ended(lasting, state, self._now, problem=problem)
            if ended is None:
                self._continue(lasting, row["books"], state)
                return lasting.id
            self._end(lasting, ended)
            if not problem:
                self._over.append(lasting.company_id)
        return self._begin(row, state) if problem else None

    def close(self) -> None:
        """Put new episodes into incidents, once the rows of their companies are written.

        No one is on a company any longer that has recovered. One that failed again before we looked has not.
        """
        end_work(self._connection, self._account_id, self._base_url, self._over, self._now)
        self._over = []
        for episode_id in self._loose:
            new = self._lasting(episode_id)
            if new is not None and new.incident_id is None:
                self._join(new)
        self._loose = []

    def _lasting(self, episode_id: int | None) -> Episode | None:
        if episode_id is None:
            return None
        found = self._connection.execute(select(episode).where(episode.c.id == episode_id)).first()
        return None if found is None else episode_of(found)

    def _end(self, lasting: Episode, ended: datetime) -> None:
        over = {"ended": ended, "ended_seen_at": self._now}
        self._connection.execute(update(episode).where(episode.c.id == lasting.id).values(**over))

    def _continue(self, lasting: Episode, books: str, state: CompanyState) -> None:
        """Keep the gravest state, and the first cause and platform that are known."""
        worst = max(lasting.worst, state.state, key=lambda each: each.gravity)
        known = {"cause": lasting.cause, "books": lasting.books}
        first = {"cause": lasting.cause or state.cause, "books": lasting.books or books}
        values = {"state": state.state.value, "worst": worst.value, **first}
        if values != {"state": lasting.state.value, "worst": lasting.worst.value, **known}:
            self._connection.execute(update(episode).where(episode.c.id == lasting.id).values(**values))
        if first != known:
            self._loose.append(lasting.id)

    def _begin(self, row: dict[str, Any], state: CompanyState) -> int:
        """Add an episode; return its number. It begins no earlier than the one before ended."""
        whose = {name: row[name] for name in ("account_id", "company_id")}
        before = and_(*(episode.c[name] == value for name, value in whose.items()))
        ended = self._connection.execute(select(func.max(episode.c.ended)).where(before)).scalar()
        began = self._now if state.began is None else min(state.began, self._now)
        values = {
            **whose,
            "state": state.state.value,
            "worst": state.state.value,
            "cause": state.cause,
            "books": row["books"],
            "began": began if ended is None else max(began, ended),
            "seen_at": self._now,
        }
        added = insert(episode).values(**values).returning(episode.c.id)
        episode_id = int(self._connection.execute(added).scalar_one())
        self._loose.append(episode_id)
        return episode_id

    def _join(self, new: Episode) -> None:
        """Put an episode into the incident that it forms or joins, if any."""
        alike = {"account_id": self._account_id, "cause": new.cause, "books": new.books}
        episodes, incidents = (
            and_(*(table.c[name] == value for name, value in alike.items())) for table in (episode, incident)
        )
        first, last = new.began - SPAN, new.began + SPAN
        loose = select(episode).where(
            episodes, episode.c.incident_id.is_(None), episode.c.began.between(first, last)
        )
        near = select(incident).where(
            incidents,
            incident.c.became.is_(None),
            incident.c.first_began <= last,
            incident.c.last_began >= first,
        )
        found = joined(
            [incident_of(row) for row in self._connection.execute(near)],
            [episode_of(row) for row in self._connection.execute(loose)],
            new,
        )
        if found is not None:
            self._write(found, alike)

    def _write(self, joining: Joining, alike: dict[str, str]) -> None:
        """Write an incident and its members, and which incidents are part of it now."""
        span = {"first_began": joining.first_began, "last_began": joining.last_began}
        incident_id = joining.incident_id
        if incident_id is None:
            made = insert(incident).values(**alike, **span, made_at=self._now).returning(incident.c.id)
            incident_id = int(self._connection.execute(made).scalar_one())
        else:
            self._connection.execute(update(incident).where(incident.c.id == incident_id).values(**span))
        if joining.absorbed:
            absorbed = or_(incident.c.id.in_(joining.absorbed), incident.c.became.in_(joining.absorbed))
            self._connection.execute(update(incident).where(absorbed).values(became=incident_id))
        members = or_(episode.c.id.in_(joining.members), episode.c.incident_id.in_(joining.absorbed))
        self._connection.execute(update(episode).where(members).values(incident_id=incident_id))
        shown = and_(
            fleet_company.c.account_id == self._account_id,
            fleet_company.c.episode_id.in_(
                select(episode.c.id).where(
                    episode.c.incident_id == incident_id, episode.c.ended_seen_at.is_(None)
                )
            ),
        )
        self._connection.execute(update(fleet_company).where(shown).values(revision=self._revision))


def _ended(lasting: Episode, state: CompanyState, now: datetime, *, problem: bool) -> datetime | None:
    """Return when the episode ended; None if it lasts.

    With a new problem it is over too, if a sync succeeded between the two.
    """
    success = state.last_success
    if success is None or not lasting.began < success <= now:
        return None if problem else max(lasting.began, now)
    is_new = state.began is not None and success < state.began
    return success if is_new or not problem else None
