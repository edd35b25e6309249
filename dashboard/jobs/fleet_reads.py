"""The jobs that keep the fleet's picture fresh: Codat's list of companies, and what the plan wants read."""

from __future__ import annotations

from dashboard.fleet.reading import company_list, poller
from dashboard.fleet.registry import fleet_of_settings
from dashboard.settings import Settings


def list_companies(settings: Settings) -> None:
    """Read the list of companies, if an hour has passed."""
    found = fleet_of_settings(settings)
    if found is not None:
        company_list.list_companies(*found)


def poll(settings: Settings) -> bool:
    """Read what is due, for some seconds at most; return whether more waits."""
    found = fleet_of_settings(settings)
    if found is None:
        return False
    fleet, account = found
    return poller.poll(fleet, settings, account).more
