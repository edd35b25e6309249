"""Which stored account a key belongs to: what is on record stays when a key is rotated.

The first key at an address makes its account. A later one that no account knows only reads, until
`script/account` says whose it is: a new key must not hide who holds a company.
"""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection, insert, select

from dashboard.services.account import CodatAccount
from dashboard.store.engine import Store
from dashboard.store.tables import account as account_table
from dashboard.store.tables import account_key


class UnknownKeyError(Exception):
    """No account knows this key, and its address has one already."""

    def __init__(self) -> None:
        super().__init__(
            "This API key is new to the dashboard, so it only reads. "
            "Ask whoever runs the dashboard to say which account it belongs to, with script/account."
        )


def stored_account(store: Store, account: CodatAccount, now: datetime) -> str:
    """Return the id of the key's account; the first key at an address makes one.

    `now` is UTC. Raises UnknownKeyError, and StoreError.
    """
    with store.reading() as connection:
        known = _of_key(connection, account)
    if known is not None:
        return known
    with store.writing() as connection:
        known = _of_key(connection, account)
        if known is not None:
            return known
        if _has_account(connection, account.base_url.rstrip("/")):
            raise UnknownKeyError
        return add_account(connection, account, now)


def add_account(connection: Connection, account: CodatAccount, now: datetime) -> str:
    """Make an account for this key, and return its id."""
    account_id = uuid4().hex
    base_url = account.base_url.rstrip("/")
    connection.execute(insert(account_table).values(id=account_id, base_url=base_url, made_at=now))
    add_key(connection, account, account_id, now)
    return account_id


def add_key(connection: Connection, account: CodatAccount, account_id: str, now: datetime) -> None:
    """Add a key to an account."""
    values = {"key_hash": account.account_id, "account_id": account_id, "added_at": now}
    connection.execute(insert(account_key).values(**values))


def _of_key(connection: Connection, account: CodatAccount) -> str | None:
    query = select(account_key.c.account_id).where(account_key.c.key_hash == account.account_id)
    return connection.execute(query).scalar()


def _has_account(connection: Connection, base_url: str) -> bool:
    """Return whether the address has an account."""
    query = select(account_table.c.id).where(account_table.c.base_url == base_url)
    return connection.execute(query).first() is not None
