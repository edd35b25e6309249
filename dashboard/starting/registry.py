"""The start services of this process: one for each account and database.

The key of the settings may be replaced while the dashboard runs. Its service then continues with the new key,
if that belongs to the same stored account, so no start is lost or followed twice. With a key of another
account, or one that no account knows yet, the service follows its starts to their end with the earlier key.
A key entered on a page has a service of its own.
"""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Lock
from typing import NamedTuple

from dashboard.insight.start.again import AskAgainLimits
from dashboard.services.account import CodatAccount
from dashboard.services.budget import ReadPurpose
from dashboard.services.company_lookup import company_lookup
from dashboard.services.stored_account import stored_account
from dashboard.services.stores import store_of
from dashboard.settings import Settings
from dashboard.starting.repository import StartRepository
from dashboard.starting.service import StartService
from dashboard.starting.worker import StartRules


class _Key(NamedTuple):
    """An API key in use: its hash, in which database, and whether it was entered on a page."""

    account_id: str
    database: str
    typed: bool


_services: dict[_Key, StartService] = {}
_current_keys: dict[tuple[str, str], _Key] = {}
"""The settings' key of each stored account, by its id and database."""
_lock = Lock()


def service_of(settings: Settings, account: CodatAccount) -> StartService:
    """Return the service of an account; the first call creates it, and it follows the open starts on record.

    Raises StoreError, UnknownKeyError for a key that is read-only, and DemoError.
    """
    database = "demo" if account.demo else settings.database_url
    key = _Key(account.account_id, database, account.typed_key)
    with _lock:
        if key not in _services:
            _services[key] = _of_new_key(settings, account, key)
        return _services[key]


def close_services() -> None:
    """Close and discard every service."""
    with _lock:
        services = list(_services.values())
        _services.clear()
        _current_keys.clear()
    for each in services:
        each.close()


def _of_new_key(settings: Settings, account: CodatAccount, key: _Key) -> StartService:
    """Return the service of the key that this one replaces, which now uses it; else a new one."""
    store = store_of(settings, account)
    stored = stored_account(store, account, datetime.now(UTC))
    client, companies = account.make_client(ReadPurpose.START), company_lookup(account, ReadPurpose.START)
    replaced = None if key.typed else _current_keys.get((stored, key.database))
    if replaced is not None:
        service = _services.pop(replaced)
        service.use_client(client, companies)
    else:
        again = AskAgainLimits(by_itself=settings.ask_again and not settings.read_only)
        records = StartRepository(store, stored, account.address)
        service = StartService(client, records, StartRules(again=again), companies)
    if not key.typed:
        _current_keys[stored, key.database] = key
    return service
