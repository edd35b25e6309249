"""Which stored account a key belongs to: a rotated key keeps its account's record.

The first key used at an address creates an account. Any later unknown key is read-only until `script/account`
assigns it to an account: a new key must not hide who holds a company.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection, func, insert, select

from dashboard.services.account import CodatAccount
from dashboard.store.engine import Store
from dashboard.store.tables import account as account_table
from dashboard.store.tables import account_key
from dashboard.store.transaction import one_at_a_time


class AccountError(Exception):
    """A key can't be added to an account this way; the message says why, and what to do."""


class UnknownKeyError(AccountError):
    """The key belongs to no account, and its address already has one."""

    def __init__(self) -> None:
        super().__init__(
            "This API key is new to the dashboard, so it’s read-only for now. "
            "Ask whoever runs this dashboard to assign it to an account with script/account."
        )


@dataclass(frozen=True)
class StoredAccount:
    """A stored account: its id, Codat's address, when it was created (UTC), how many keys it has."""

    id: str
    base_url: str
    made_at: datetime
    keys: int


def stored_account(store: Store, account: CodatAccount, now: datetime) -> str:
    """Return the id of the key's account; the first key used at an address creates one.

    `now` is UTC. Raises UnknownKeyError, and StoreError.
    """
    with store.reading() as connection:
        known = _of_key(connection, account)
    if known is not None:
        return known
    with store.writing() as connection:
        one_at_a_time(connection, f"accounts at {account.address}")
        known = _of_key(connection, account)
        if known is not None:
            return known
        if _at_address(connection, account):
            raise UnknownKeyError
        return add_account(connection, account, now)


def is_known(store: Store, account: CodatAccount) -> bool:
    """Return whether the key belongs to an account, or would create the first one. Raises StoreError."""
    with store.reading() as connection:
        return _of_key(connection, account) is not None or not _at_address(connection, account)


def make_account(store: Store, account: CodatAccount, now: datetime) -> str:
    """Create an account for an unknown key, and return its id. Raises AccountError, StoreError."""
    with store.writing() as connection:
        _refuse_known(connection, account)
        return add_account(connection, account, now)


def rotate_key(store: Store, account: CodatAccount, now: datetime, account_id: str = "") -> str:
    """Add a new key to the account whose key it replaces, and return the account's id.

    `account_id` is needed if the address has several accounts. Raises AccountError, StoreError.
    """
    with store.writing() as connection:
        _refuse_known(connection, account)
        at_address = _at_address(connection, account)
        chosen = [account_id] if account_id else at_address
        if len(chosen) != 1:
            raise AccountError(_none_or_several(at_address))
        if chosen[0] not in at_address:
            raise AccountError(f"There is no account {account_id} at this address. See script/account list.")
        _add_key(connection, account, chosen[0], now)
        return chosen[0]


def stored_accounts(store: Store) -> list[StoredAccount]:
    """Return every account, the oldest first. Raises StoreError."""
    query = (
        select(account_table, func.count(account_key.c.key_hash).label("keys"))
        .outerjoin(account_key)
        .group_by(account_table.c.id)
        .order_by(account_table.c.made_at)
    )
    with store.reading() as connection:
        rows = connection.execute(query)
        return [StoredAccount(row.id, row.base_url, row.made_at, row.keys) for row in rows]


def add_account(connection: Connection, account: CodatAccount, now: datetime) -> str:
    """Create an account for this key, and return its id."""
    account_id = uuid4().hex
    values = {"id": account_id, "base_url": account.address, "made_at": now}
    connection.execute(insert(account_table).values(values))
    _add_key(connection, account, account_id, now)
    return account_id


def _add_key(connection: Connection, account: CodatAccount, account_id: str, now: datetime) -> None:
    values = {"key_hash": account.account_id, "account_id": account_id, "added_at": now}
    connection.execute(insert(account_key).values(**values))


def _of_key(connection: Connection, account: CodatAccount) -> str | None:
    query = select(account_key.c.account_id).where(account_key.c.key_hash == account.account_id)
    return connection.execute(query).scalar()


def _at_address(connection: Connection, account: CodatAccount) -> list[str]:
    """Return the ids of the accounts at the key's address."""
    query = select(account_table.c.id).where(account_table.c.base_url == account.address)
    return list(connection.execute(query).scalars())


def _refuse_known(connection: Connection, account: CodatAccount) -> None:
    known = _of_key(connection, account)
    if known is not None:
        raise AccountError(f"This key already belongs to account {known}.")


def _none_or_several(account_ids: list[str]) -> str:
    if not account_ids:
        return "This address has no account yet. The first key used in the dashboard creates one."
    ids = "\n".join(f"  {each}" for each in account_ids)
    return f"This address has several accounts. Name the one whose key this replaces:\n{ids}"
