"""The fleet of each account in this process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from zoneinfo import ZoneInfo

from dashboard.fleet.history import FleetHistory
from dashboard.fleet.people.last_look import LastLooks
from dashboard.fleet.people.saved_views import SavedViews
from dashboard.fleet.people.work import WorkService
from dashboard.fleet.picture import FleetPicture
from dashboard.fleet.repository import FleetRepository
from dashboard.services.account import CodatAccount, account_of
from dashboard.services.company_lookup import company_lookup
from dashboard.services.stored_account import stored_account
from dashboard.services.stores import store_of
from dashboard.settings import Settings
from dashboard.store.engine import Store


class NoFleetError(Exception):
    """The key was entered on a page, for one session: no one keeps its companies' states up to date."""

    def __init__(self) -> None:
        super().__init__("The list of all companies needs a Codat API key on the server.")


@dataclass(frozen=True)
class Fleet:
    """The fleet of one account. `zone`: the team's."""

    account_id: str
    zone: ZoneInfo
    repository: FleetRepository
    picture: FleetPicture
    history: FleetHistory
    work: WorkService
    saved_views: SavedViews
    looks: LastLooks


_lock = Lock()
_fleets: dict[tuple[str, str], Fleet] = {}
"""The fleet of each key and zone, of the store that was open then."""


def fleet_of(settings: Settings, account: CodatAccount) -> Fleet:
    """Return the fleet of an account; the same one for everyone in this process.

    Raises NoFleetError for a typed key, and StoreError, UnknownKeyError, DemoError.
    """
    if account.typed_key:
        raise NoFleetError
    store = store_of(settings, account)
    key = account.account_id, settings.team_zone
    with _lock:
        known = _fleets.get(key)
        if known is None or known.repository.store is not store:
            known = _fleets[key] = _make(store, account, ZoneInfo(settings.team_zone))
        return known


def fleet_of_settings(settings: Settings) -> tuple[Fleet, CodatAccount] | None:
    """Return the account of the settings with its fleet, for jobs; None without a key.

    Raises StoreError, UnknownKeyError, DemoError.
    """
    account = account_of(settings)
    return None if account is None else (fleet_of(settings, account), account)


def _make(store: Store, account: CodatAccount, zone: ZoneInfo) -> Fleet:
    account_id = stored_account(store, account, datetime.now(UTC))
    repository = FleetRepository(store, account_id, account.address, zone)
    return Fleet(
        account_id,
        zone,
        repository,
        FleetPicture(repository),
        FleetHistory(store, account_id),
        WorkService(store, account_id, account.address, company_lookup(account)),
        SavedViews(store, account_id),
        LastLooks(store, account_id),
    )
