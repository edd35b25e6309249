"""How the store is now, for the health check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from dashboard.store.engine import Store
from dashboard.store.revisions import revision_of
from dashboard.store.tables import OPEN_STAGES, sign_in_session, start


@dataclass(frozen=True, slots=True)
class StoreState:
    """`revision`: its last migration; `is_newer`: a newer program made it, and this one writes nothing.

    `open_starts`: starts without an outcome; `sessions`: sign-ins that aren't over.
    """

    revision: str
    is_newer: bool
    open_starts: int
    sessions: int


def state_of(store: Store, now: datetime) -> StoreState:
    """Return how it is. `now`: aware. Raises StoreError."""
    over = or_(sign_in_session.c.ended_at.is_not(None), sign_in_session.c.ends_at <= now)
    with store.reading() as connection:
        open_starts = select(func.count()).select_from(start).where(start.c.stage.in_(OPEN_STAGES))
        sessions = select(func.count()).select_from(sign_in_session).where(~over)
        return StoreState(
            revision_of(connection) or "",
            store.is_newer(connection),
            connection.execute(open_starts).scalar_one(),
            connection.execute(sessions).scalar_one(),
        )
