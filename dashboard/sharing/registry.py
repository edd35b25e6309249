"""The share service of this process: for the account of the settings, or the demo's."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Lock
from typing import Final, NamedTuple

from dashboard.access.person import Person
from dashboard.access.policy import Act
from dashboard.demo import DemoError
from dashboard.services.account import CodatAccount, account_with, demo_account
from dashboard.services.company_lookup import company_lookup
from dashboard.services.stored_account import UnknownKeyError, stored_account
from dashboard.services.stores import store_of
from dashboard.settings import Settings
from dashboard.sharing.link import ShareRefused
from dashboard.sharing.openings import Openings
from dashboard.sharing.repository import ShareRepository
from dashboard.sharing.service import ShareService
from dashboard.sharing.terms import ShareTerms
from dashboard.store.engine import Store
from dashboard.store.errors import StoreError

TYPED_KEY: Final = (
    "Shared links don’t work with a key entered for one session. "
    "Ask whoever runs this dashboard to set CODAT_API_KEY."
)
NO_ACCOUNT: Final = "Shared links need an API key on the server. Set CODAT_API_KEY, or DEMO=1 for the demo."


class _Opened(NamedTuple):
    """A service with what it was made from."""

    store: Store
    account: CodatAccount
    service: ShareService


_services: dict[Settings, _Opened] = {}
"""By the settings without their key, so that a new key replaces the service of the earlier one."""
_openings: dict[Store, Openings] = {}
_lock = Lock()


def share_service(settings: Settings) -> ShareService:
    """Return the service of the account of the settings, or the demo's.

    A new key has a new service, and so does a new store, such as that of another sandbox; counting in the old
    store ends.
    Raises ShareRefused if the settings have none, StoreError, UnknownKeyError, and DemoError.
    """
    account = share_account(settings)
    store = store_of(settings, account)
    with _lock:
        known = _services.get(settings.lasting)
        if known is not None and known.store is store and known.account == account:
            return known.service
        service = _made(settings, account, store)
        _services[settings.lasting] = _Opened(store, account, service)
        unused = _unused_openings()
    for each in unused:
        each.close()
    return service


def share_service_of(settings: Settings, account: CodatAccount) -> ShareService:
    """Return the service for a session with this account. Raises as `share_service` does.

    ShareRefused also if the account is the session's alone.
    """
    if account.typed_key:
        raise ShareRefused(TYPED_KEY)
    if account.demo and not settings.demo:
        raise ShareRefused(NO_ACCOUNT)
    return share_service(settings)


def sharing_refusal(
    settings: Settings, account: CodatAccount, person: Person, act: Act = Act.SHARE, company_id: str = ""
) -> str | None:
    """Return why this person can't share views or change links of this account; None if they can.

    `account`: the session's. `company_id`: the company that it is about, if it is about one.
    """
    try:
        return share_service_of(settings, account).refusal(person, act, company_id)
    except (ShareRefused, StoreError, UnknownKeyError, DemoError) as error:
        return str(error)


def close_sharing() -> None:
    """Write what is counted, and discard every service."""
    with _lock:
        counted = list(_openings.values())
        _services.clear()
        _openings.clear()
    for each in counted:
        each.close()


def share_account(settings: Settings) -> CodatAccount:
    """Return the account whose views can be shared. Raises ShareRefused, DemoError."""
    if settings.demo:
        return demo_account(settings)
    if not settings.api_key:
        raise ShareRefused(NO_ACCOUNT)
    return account_with(settings, settings.api_key)


def _unused_openings() -> list[Openings]:
    """Take out the openings of stores that no service uses any more."""
    used = {id(each.store) for each in _services.values()}
    return [_openings.pop(store) for store in list(_openings) if id(store) not in used]


def _made(settings: Settings, account: CodatAccount, store: Store) -> ShareService:
    records = ShareRepository(store, stored_account(store, account, datetime.now(UTC)), account.address)
    openings = _openings.setdefault(store, Openings(store))
    return ShareService(records, openings, ShareTerms.of(settings), company_lookup(account))
