"""The numbers that an account gives to changes of its fleet."""

from __future__ import annotations

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from dashboard.store.fleet.tables import fleet_account


def next_revision(connection: Connection, account_id: str) -> int:
    """Return the account's next number, in a writing transaction; call it before reading what it changes.

    Whoever has one is alone until the transaction ends, so numbers are committed in their order: who has read
    everything up to a number misses nothing that is committed later.
    """
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    new = dialect.insert(fleet_account).values(account_id=account_id, revision=0)
    connection.execute(new.on_conflict_do_nothing(index_elements=["account_id"]))
    given = (
        update(fleet_account)
        .where(fleet_account.c.account_id == account_id)
        .values(revision=fleet_account.c.revision + 1)
        .returning(fleet_account.c.revision)
    )
    return int(connection.execute(given).scalar_one())


def last_revision(connection: Connection, account_id: str) -> int:
    """Return the number of the account's last change; 0 before the first."""
    query = select(fleet_account.c.revision).where(fleet_account.c.account_id == account_id)
    return int(connection.execute(query).scalar() or 0)
