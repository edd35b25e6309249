"""The jobs that keep the fleet's picture fresh: Codat's list of companies, and what the plan wants read."""

from __future__ import annotations

from dashboard.fleet.reading import company_list, poller
from dashboard.fleet.registry import Fleet, fleet_of
from dashboard.services.account import CodatAccount, account_of
from dashboard.settings import Settings


def list_companies(settings: Settings) -> None:
    """Read the list of companies, if an hour has passed."""
    found = _fleet(settings)
    if found is not None:
        company_list.list_companies(*found)


def poll(settings: Settings) -> bool:
    """Read what is due, for some seconds at most; return whether more waits."""
    found = _fleet(settings)
    if found is None:
        return False
    fleet, account = found
    return poller.poll(fleet, settings, account).more


def _fleet(settings: Settings) -> tuple[Fleet, CodatAccount] | None:
    """Return the account of the settings with its fleet; None without a key."""
    account = account_of(settings)
    return None if account is None else (fleet_of(settings, account), account)
