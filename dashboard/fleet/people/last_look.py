"""When people who have signed in last looked at Home, for "new since I last looked"."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, and_, select

from dashboard.fleet.people.looks import Looks, looked
from dashboard.store.columns import insert_or_replace
from dashboard.store.engine import Store
from dashboard.store.fleet.tables import last_look


class LastLooks:
    """The looks at Home of one account. Every method raises StoreError if the store can't be used."""

    def __init__(self, store: Store, account_id: str) -> None:
        self._store, self._account_id = store, account_id

    def look(self, identity: str, now: datetime) -> Looks:
        """Record that someone opened Home; return their looks. It writes only when a new look begins.

        `identity`: of their sign-in. `now`: aware.
        """
        with self._store.reading() as connection:
            known = self._known(connection, identity)
        looks = looked(known, now)
        if looks == known:
            return looks
        with self._store.writing() as connection:
            whose = {"account_id": self._account_id, "identity": identity}
            row = {**whose, "at": looks.at, "before": looks.before}
            connection.execute(insert_or_replace(connection, last_look), row)
        return looks

    def _known(self, connection: Connection, identity: str) -> Looks | None:
        look = last_look.c
        which = and_(look.account_id == self._account_id, look.identity == identity)
        row = connection.execute(select(look.at, look.before).where(which)).one_or_none()
        return None if row is None else Looks(*row)
