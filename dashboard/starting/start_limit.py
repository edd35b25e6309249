"""How many syncs one person may start within an hour, over all processes and accounts of a store."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from dashboard.insight.start.attempt import Stage
from dashboard.insight.start.intent import Intent
from dashboard.store.tables import start
from dashboard.store.transaction import one_at_a_time

PERIOD: Final = timedelta(hours=1)
_MINUTE: Final = timedelta(minutes=1)


def too_many(connection: Connection, intent: Intent, most: int, now: datetime) -> str:
    """Return why the intent's person may not start another sync yet, as sentences for them; "" if they may.

    Their claims in other processes wait until this transaction ends. `now` is UTC.
    """
    one_at_a_time(connection, f"starts of {intent.identity or intent.who}")
    latest_first = select(start.c.confirmed_at).order_by(start.c.confirmed_at.desc())
    counted = latest_first.where(_of_person(intent), start.c.confirmed_at > now - PERIOD, _was_not_refused())
    earliest = connection.execute(counted.offset(most - 1).limit(1)).scalar()
    if earliest is None:
        return ""
    number = f"{most} syncs" if most > 1 else "a sync"
    return (
        f"You’ve started {number} in the last hour, which is the limit (STARTS_AN_HOUR). Nothing was sent. "
        f"You can start another at {_full_minute(earliest + PERIOD):%H:%M} UTC."
    )


def _of_person(intent: Intent) -> ColumnElement[bool]:
    """Return the condition for a person's starts: without sign-in, everyone with the same name is one."""
    if intent.identity:
        return start.c.identity == intent.identity
    return and_(start.c.identity.is_(None), start.c.person == intent.who)


def _was_not_refused() -> ColumnElement[bool]:
    """Return the condition for attempts that weren't refused at once: those have at least looked at Codat."""
    return or_(start.c.stage != Stage.NOT_STARTED.value, start.c.ended_at > start.c.confirmed_at)


def _full_minute(at: datetime) -> datetime:
    """Return the next full minute, so that the announced time isn't too early."""
    return (at + _MINUTE - timedelta(microseconds=1)).replace(second=0, microsecond=0)
