"""The record of each account in this process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from weakref import WeakKeyDictionary

from dashboard.record.activity import ActivityLog
from dashboard.record.notes import Notebook
from dashboard.services.account import CodatAccount
from dashboard.services.company_lookup import company_lookup
from dashboard.services.stored_account import stored_account
from dashboard.services.stores import store_of
from dashboard.settings import Settings
from dashboard.store.engine import Store

_known: WeakKeyDictionary[Store, dict[str, str]] = WeakKeyDictionary()
"""The stored account of each key, cached so that a rerun of a page doesn't look it up."""


@dataclass(frozen=True)
class AccountRecord:
    """The record of an account, and how to add notes to it."""

    activity: ActivityLog
    notes: Notebook


def record_of(settings: Settings, account: CodatAccount) -> AccountRecord:
    """Return the record of an account. Raises StoreError, UnknownKeyError, and DemoError."""
    store = store_of(settings, account)
    known = _known.setdefault(store, {})
    if account.account_id not in known:
        known[account.account_id] = stored_account(store, account, datetime.now(UTC))
    stored = known[account.account_id]
    notes = Notebook(store, stored, account.address, company_lookup(account))
    return AccountRecord(ActivityLog(store, stored), notes)
