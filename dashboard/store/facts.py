"""Single facts about the store, among them the one that lets retention delete events."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, delete, insert, select

from dashboard.store.tables import fact

_DELETING = "deleting old events"
"""While this fact exists, rows of `start_event`, `share_event`, `access_event` and `note` can be deleted.

Only its own transaction ever sees it.
"""


def read_fact(connection: Connection, name: str) -> str | None:
    """Return a fact; None if it isn't known."""
    return connection.execute(select(fact.c.value).where(fact.c.name == name)).scalar()


def write_fact(connection: Connection, name: str, value: str) -> None:
    """Record a fact, replacing any older one of the same name."""
    forget_fact(connection, name)
    connection.execute(insert(fact).values(name=name, value=value))


def forget_fact(connection: Connection, name: str) -> None:
    """Remove a fact, if it exists."""
    connection.execute(delete(fact).where(fact.c.name == name))


@contextmanager
def deleting_events(connection: Connection) -> Iterator[None]:
    """Let this transaction delete events. Only retention may do this."""
    write_fact(connection, _DELETING, "")
    yield
    forget_fact(connection, _DELETING)
