"""Begin, continue and end the episodes of companies, and put those that began together into one incident."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, insert, or_, select, update

from dashboard.fleet.people.work_rows import end_work
from dashboard.fleet.repository import FleetRepository
from dashboard.fleet.rows import episode_of, incident_of
from dashboard.fleet.state_json import from_json
from dashboard.insight.fleet.company_state import CompanyState
from dashboard.insight.fleet.episode import Episode
from dashboard.insight.fleet.has_problem import has_problem
from dashboard.insight.fleet.incidents import SPAN, Joining, joined
from dashboard.insight.verdict.state import State
from dashboard.store.fleet.tables import episode, fleet_company, incident


class EpisodeRows:
    """The episodes of one account, in a transaction of the caller who has this revision. `now`: aware."""

    def __init__(
        self, connection: Connection, repository: FleetRepository, revision: int, now: datetime
    ) -> None:
        self._connection, self._account_id = connection, repository.account_id
        self._revision, self._now = revision, now
        self._loose: list[int] = []
        self._over: dict[bool, list[str]] = {True: [], False: []}
        self._base_url = repository.base_url

    def follow(self, row: dict[str, Any], state: CompanyState, *, problem: bool) -> int | None:
        """Record a company's new state; return the number of its open episode, None without one.

        `row`: the columns of `fleet_company` before. `problem`: whether the state is one.
        """
        lasting = self._lasting(row["episode_id"])
        if lasting is not None:
            ended = _ended(lasting, state, self._now, problem=problem)
            if ended is None:
                self._continue(lasting, row, state)
                return lasting.id
            at, recovered = ended
            self._end(lasting, at, recovered=recovered)
            if not problem:
                self._over[recovered].append(lasting.company_id)
        return self._begin(row, state) if problem else None

    def close(self) -> None:
        """Put new episodes into incidents, once the rows of their companies are written.

        No one is on a company any longer that has recovered. One that failed again before we looked has not.
        """
        for recovered, company_ids in self._over.items():
            whose = (self._account_id, self._base_url, company_ids)
            end_work(self._connection, *whose, self._now, recovered=recovered)
            company_ids.clear()
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

    def see_cause(self, row: dict[str, Any], state: CompanyState) -> None:
        """Record what the cause of a state shows that says nothing else, as while a sync runs."""
        lasting = self._lasting(row["episode_id"])
        if lasting is not None:
            self._leave(lasting, row, state)

    def _end(self, lasting: Episode, ended: datetime, *, recovered: bool) -> None:
        self._update(lasting, {"ended": ended, "ended_seen_at": self._now, "recovered": recovered})

    def _continue(self, lasting: Episode, row: dict[str, Any], state: CompanyState) -> None:
        """Keep the gravest state, and the first cause and platform that are known."""
        worst = max(lasting.worst, state.state, key=lambda each: each.gravity)
        known = {"cause": lasting.cause, "books": lasting.books}
        first = {"cause": lasting.cause or state.cause, "books": lasting.books or row["books"]}
        values = {"state": state.state.value, "worst": worst.value, **first}
        if values != {"state": lasting.state.value, "worst": lasting.worst.value, **known}:
            self._update(lasting, values)
        if first != known:
            self._loose.append(lasting.id)
        self._leave(lasting, row, state)

    def _leave(self, lasting: Episode, row: dict[str, Any], state: CompanyState) -> None:
        """Record that the first cause isn't the company's problem any more, if a sync shows that."""
        if lasting.left_at is None and _has_left(lasting, row["state"], state):
            at = state.sync_at if state.sync_at and state.sync_at > lasting.began else self._now
            self._update(lasting, {"left_at": at, "left_seen_at": self._now})

    def _update(self, lasting: Episode, values: dict[str, Any]) -> None:
        self._connection.execute(update(episode).where(episode.c.id == lasting.id).values(**values))

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


def _ended(
    lasting: Episode, state: CompanyState, now: datetime, *, problem: bool
) -> tuple[datetime, bool] | None:
    """Return when the episode ended, and whether a sync that succeeded ended it; None if it lasts.

    With a new problem it is over too, if a sync succeeded between the two.
    """
    success = state.last_success
    if success is None or not lasting.began < success <= now:
        return None if problem else (max(lasting.began, now), False)
    is_new = state.began is not None and success < state.began
    return (success, True) if is_new or not problem else None


def _has_left(lasting: Episode, before: str | None, state: CompanyState) -> bool:
    """Return whether a later sync had another cause than the one of the episode.

    `before`: the state before, as it is stored. Another cause of the same sync is but another view of it. A
    company that was one of many late ones has left them once it has a problem of its own.
    """
    if not lasting.cause and lasting.incident_id is not None:
        return has_problem(state) is True and state.state is not State.LATE
    if not lasting.cause or not state.cause or state.cause == lasting.cause or state.sync_at is None:
        return False
    try:
        known = from_json(before).sync_at if before else None
    except ValueError:
        known = None
    return state.sync_at > (known or lasting.began)
