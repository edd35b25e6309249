"""The start services of this process: one for each account, key and database."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Lock

from dashboard.insight.start.again import AskAgainLimits
from dashboard.services.account import CodatAccount
from dashboard.services.company_lookup import company_lookup
from dashboard.services.stored_account import stored_account
from dashboard.services.stores import store_of
from dashboard.settings import Settings
from dashboard.starting.repository import StartRepository
from dashboard.starting.service import StartService
from dashboard.starting.worker import StartRules

_services: dict[str, StartService] = {}
_lock = Lock()


def service_of(settings: Settings, account: CodatAccount) -> StartService:
    """Return the service of an account; the first call creates it, and it follows the open starts on record.

    Raises StoreError, UnknownKeyError for a key that is read-only, and DemoError.
    """
    where = "demo" if account.demo else settings.database_url
    identity = f"{account.account_id} {where}"
    with _lock:
        if identity not in _services:
            _services[identity] = _made(settings, account)
        return _services[identity]


def close_services() -> None:
    """Close and discard every service."""
    with _lock:
        services = list(_services.values())
        _services.clear()
    for each in services:
        each.close()


def _made(settings: Settings, account: CodatAccount) -> StartService:
    store = store_of(settings, account)
    stored = stored_account(store, account, datetime.now(UTC))
    again = AskAgainLimits(by_itself=settings.ask_again and not settings.read_only)
    records = StartRepository(store, stored, account.address)
    return StartService(account.make_client(), records, StartRules(again=again), company_lookup(account))
