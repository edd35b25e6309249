"""An account's record with entries, and who wrote them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from dashboard.access.request_origin import OriginKind
from dashboard.record.activity import ActivityLog
from dashboard.record.notes import Notebook
from dashboard.store.engine import Store
from dashboard.store.tables import start_event
from tests.store.rows import CODAT, COMPANY, add_account
from tests.support.people import at_desk, elsewhere

NOW = datetime(2026, 11, 24, 9, 51, tzinfo=UTC)
OTHER = "00000000-0000-4000-8000-000000000002"
ADA = at_desk("Ada")
BEN = elsewhere("Ben", OriginKind.HEADER, "x-forwarded-for")
ELSEWHERE = elsewhere("Eve")


def account(store: Store, account_id: str = "account") -> tuple[ActivityLog, Notebook]:
    """Create an account; return its record."""
    with store.writing() as connection:
        add_account(connection, account_id)
    return ActivityLog(store, account_id), Notebook(store, account_id, CODAT)


def add_events(store: Store, *rows: dict[str, Any], account_id: str = "account") -> None:
    """Add events; each is an hour after the one before, unless a row says otherwise."""
    usual = {
        "account_id": account_id, "base_url": CODAT, "company_id": COMPANY, "person": "Ada",
        "verified": False,
        "kind": "ended", "detail": "", "origin": "here", "code": None, "outcome": None, "start_id": None,
    }  # fmt: skip
    at = [{"at": NOW + timedelta(hours=number)} for number, _ in enumerate(rows)]
    with store.writing() as connection:
        connection.execute(
            insert(start_event), [{**usual, **when, **row} for when, row in zip(at, rows, strict=True)]
        )
