"""What a newly recorded state does to the company's episode and to the row of the day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from dashboard.fleet.people.work_rows import end_work
from dashboard.fleet.repository import FleetRepository
from dashboard.fleet.rows import episode_of
from dashboard.insight.fleet.company_state import CompanyState
from dashboard.insight.fleet.episode import Episode
from dashboard.insight.fleet.has_problem import has_problem
from dashboard.store.fleet.tables import company_day, episode, fleet_company, fleet_day

_DAY_VALUES: Final = ("state", "cause", "books", "days_missing")


def follow(
    connection: Connection, repository: FleetRepository, row: Row[Any], state: CompanyState, now: datetime
) -> dict[str, Any]:
    """Begin, continue or end the company's episode, and write its day; return the row's changed columns.

    `row`: of the company, as it was before. `now`: aware.
    """
    problem = has_problem(state)
    if problem is None:
        return {}
    _write_day(connection, repository, row, state if problem else None, now)
    lasting = _lasting(connection, row)
    if lasting is not None:
        ended = _ended(lasting, state, now, problem=problem)
        if ended is None:
            _continue(connection, lasting, state)
            return {}
        _end(connection, lasting.id, ended, now)
        end_work(connection, repository.account_id, repository.base_url, [row.company_id], now)
    began = _begin(connection, row, state, now) if problem else None
    return {"episode_id": began} if began != row.episode_id else {}


def _lasting(connection: Connection, row: Row[Any]) -> Episode | None:
    """Return the company's open episode."""
    if row.episode_id is None:
        return None
    found = connection.execute(select(episode).where(episode.c.id == row.episode_id)).first()
    return None if found is None else episode_of(found)


def _ended(lasting: Episode, state: CompanyState, now: datetime, *, problem: bool) -> datetime | None:
    """Return when the episode ended; None if it lasts.

    With a new problem it is over too, if a sync succeeded between the two.
    """
    success = state.last_success
    if success is None or not lasting.began < success <= now:
        return None if problem else max(lasting.began, now)
    is_new = state.began is not None and success < state.began
    return success if is_new or not problem else None


def _end(connection: Connection, episode_id: int, ended: datetime, now: datetime) -> None:
    over = update(episode).where(episode.c.id == episode_id).values(ended=ended, ended_seen_at=now)
    connection.execute(over)


def _continue(connection: Connection, lasting: Episode, state: CompanyState) -> None:
    """Keep the gravest state, and the first cause that is known."""
    worst = max(lasting.worst, state.state, key=lambda each: each.gravity)
    values = {
        "state": state.state.value,
        "worst": worst.value,
        "cause": lasting.cause or state.cause,
    }
    if values != {"state": lasting.state.value, "worst": lasting.worst.value, "cause": lasting.cause}:
        connection.execute(update(episode).where(episode.c.id == lasting.id).values(**values))


def _begin(connection: Connection, row: Row[Any], state: CompanyState, now: datetime) -> int:
    """Add an episode; return its number. It begins no earlier than the one before ended."""
    before = select(func.max(episode.c.ended)).where(
        and_(episode.c.account_id == row.account_id, episode.c.company_id == row.company_id)
    )
    last_ended = connection.execute(before).scalar()
    began = now if state.began is None else min(state.began, now)
    values = {
        "account_id": row.account_id,
        "company_id": row.company_id,
        "state": state.state.value,
        "worst": state.state.value,
        "cause": state.cause,
        "books": row.books,
        "began": began if last_ended is None else max(began, last_ended),
        "seen_at": now,
    }
    return int(connection.execute(insert(episode).values(**values).returning(episode.c.id)).scalar_one())


def _write_day(
    connection: Connection,
    repository: FleetRepository,
    row: Row[Any],
    state: CompanyState | None,
    now: datetime,
) -> None:
    """Write the company's row of today, or remove it if `state` is None: nothing is wrong."""
    day = now.astimezone(repository.zone).date()
    whose = {"account_id": row.account_id, "day": day, "company_id": row.company_id}
    if state is None:
        which = and_(*(company_day.c[name] == value for name, value in whose.items()))
        connection.execute(delete(company_day).where(which))
        return
    values = {
        "state": state.state.value,
        "cause": state.cause,
        "books": row.books,
        "days_missing": state.days_missing,
    }
    _upsert_day(connection, {**whose, **values})


def _upsert_day(connection: Connection, values: Mapping[str, Any]) -> None:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    new = dialect.insert(company_day).values(**values)
    replaced = {name: new.excluded[name] for name in _DAY_VALUES}
    connection.execute(
        new.on_conflict_do_update(index_elements=["account_id", "day", "company_id"], set_=replaced)
    )


def count_day(connection: Connection, repository: FleetRepository, now: datetime) -> None:
    """Record that states were recorded today, and of how many companies. `now`: aware."""
    mine = and_(fleet_company.c.account_id == repository.account_id, fleet_company.c.gone.is_(False))
    counts = select(func.count(), func.count(fleet_company.c.state)).where(mine)
    companies, read = connection.execute(counts).one()
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    day = now.astimezone(repository.zone).date()
    new = dialect.insert(fleet_day).values(
        account_id=repository.account_id, day=day, companies=companies, read=read
    )
    counted = {"companies": companies, "read": read}
    connection.execute(new.on_conflict_do_update(index_elements=["account_id", "day"], set_=counted))
