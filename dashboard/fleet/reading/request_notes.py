"""How many requests each process has sent to Codat, noted in the store for the process that polls.

`services/budget.py` counts. A note is of the minute up to its time, and older ones say nothing of the last
minute: so that of a process that was killed, or sends nothing more, ages out by itself.
"""

from __future__ import annotations

from typing import Final
from uuid import uuid4

from sqlalchemy import func, select

from dashboard.services.budget import rates
from dashboard.services.stores import demo_store, real_store
from dashboard.settings import Settings
from dashboard.store.columns import insert_or_replace
from dashboard.store.engine import Store
from dashboard.store.lease import from_now
from dashboard.store.tables import request_note as table

NOTE_EVERY_S: Final = 2
"""How often a process notes what it has sent, and how often the one that polls looks."""
_MINUTE_S: Final = 60
_AHEAD_S: Final = 5
"""A note from later than so many seconds from now is of a clock that was ahead."""
_PROCESS: Final = uuid4().hex
_noted: dict[str, int] = {}
"""How many requests to each address were sent when this process last noted it."""


def note_requests(settings: Settings) -> None:
    """Note what this process has sent, if it has sent anything since the last note. A job.

    Raises StoreError, DemoError.
    """
    for address, rate in rates().items():
        sent = rate.to_note()
        if sent.ever != _noted.get(address, 0):
            put_note(
                demo_store(settings) if settings.demo else real_store(settings), address, sent.last_minute
            )
            _noted[address] = sent.ever


def put_note(store: Store, address: str, requests: int, process: str = _PROCESS) -> None:
    """Note that a process has sent so many requests within the last minute. Raises StoreError."""
    with store.writing() as connection:
        values = {
            "base_url": address,
            "process": process,
            "requests": requests,
            "at": from_now(connection, 0),
        }
        connection.execute(insert_or_replace(connection, table).values(**values))


def sent_by_others(store: Store, address: str) -> int:
    """Return how many requests other processes have sent to an address within the last minute, as noted.

    Raises StoreError.
    """
    query = select(func.coalesce(func.sum(table.c.requests), 0))
    with store.reading() as connection:
        is_recent = table.c.at.between(from_now(connection, -_MINUTE_S), from_now(connection, _AHEAD_S))
        others = query.where(table.c.base_url == address, table.c.process != _PROCESS, is_recent)
        return int(connection.execute(others).scalar_one())
