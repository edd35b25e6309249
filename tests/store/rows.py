"""Rows for the tests of the store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy import Connection, insert

from dashboard.store.tables import account, share_event, share_link, start, start_event

NOW = datetime(2026, 11, 24, 9, 51, tzinfo=UTC)
CODAT = "https://api.codat.example"
COMPANY = "5bb4f6e2-2f0c-4d5c-9b9c-3c1f3f3b7e01"


def new_id() -> str:
    """Return a new UUID."""
    return str(uuid4())


def add_account(connection: Connection, account_id: str = "account") -> str:
    """Add an account; return its id."""
    connection.execute(insert(account).values(id=account_id, base_url=CODAT, made_at=NOW))
    return account_id


def add_start(connection: Connection, account_id: str, /, **values: object) -> None:
    """Add a start that has just been claimed, unless `values` say otherwise."""
    usual: dict[str, object] = {
        "id": new_id(), "account_id": account_id, "base_url": CODAT, "company_id": COMPANY, "person": "Ada",
        "verified": False, "stage": "looking", "version": 1, "confirmed_at": NOW,
    }  # fmt: skip
    connection.execute(insert(start).values(usual | values))


def add_event(connection: Connection, account_id: str, /, **values: object) -> None:
    """Add an event of a refused start, unless `values` say otherwise."""
    usual: dict[str, object] = {
        "account_id": account_id, "base_url": CODAT, "company_id": COMPANY, "person": "Ada",
        "verified": False, "at": NOW, "kind": "refused",
    }  # fmt: skip
    connection.execute(insert(start_event).values(usual | values))


def add_link(connection: Connection, account_id: str, /, **values: object) -> int:
    """Add an open link to a shared view, unless `values` say otherwise; return its number."""
    usual: dict[str, object] = {
        "account_id": account_id, "base_url": CODAT, "company_id": COMPANY, "company_name": "Bluebird Coffee",
        "person": "Ada", "verified": False, "token_hash": new_id(), "content": {}, "live": True,
        "made_at": NOW, "ends_at": NOW + timedelta(days=1),
    }  # fmt: skip
    made = insert(share_link).values(usual | values).returning(share_link.c.id)
    return int(connection.execute(made).scalar_one())


def add_share_event(connection: Connection, account_id: str, /, **values: object) -> None:
    """Add an event of a refused link, unless `values` say otherwise."""
    usual: dict[str, object] = {
        "account_id": account_id, "base_url": CODAT, "company_id": COMPANY, "person": "Ada",
        "verified": False, "at": NOW, "kind": "link refused",
    }  # fmt: skip
    connection.execute(insert(share_event).values(usual | values))
