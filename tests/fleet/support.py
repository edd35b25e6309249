"""A fleet in the store of a test, and states to record in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dashboard.fleet.picture import FleetPicture
from dashboard.fleet.repository import FleetRepository
from dashboard.insight.fleet.company_state import CompanyState, FleetCompany
from dashboard.insight.fleet.episode import Episode
from dashboard.insight.verdict.state import Ground, State
from dashboard.store.engine import Store
from tests.store.rows import CODAT, COMPANY, add_account

NOW = datetime(2026, 11, 24, 9, 51, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
OTHER = "00000000-0000-4000-8000-000000000002"


def fleet_in(
    store: Store, *companies: FleetCompany, account_id: str = "account", zone: str = "Etc/UTC"
) -> FleetRepository:
    """Create an account whose fleet has these companies; Bluebird Coffee by default."""
    with store.writing() as connection:
        add_account(connection, account_id)
    repository = FleetRepository(store, account_id, CODAT, ZoneInfo(zone))
    listed = companies or (FleetCompany(COMPANY, "Bluebird Coffee", "Xero", "Shopify"),)
    repository.put_companies(listed, NOW - DAY, whole=True)
    return repository


def open_episodes(fleet: FleetRepository) -> list[Episode]:
    """Return the episodes that last, as a process sees them that looks now."""
    return list(FleetPicture(fleet).open_episodes())


def state_at(at: datetime, state: State = State.ARRIVING, **values: object) -> CompanyState:
    """Return a state that was judged then and holds for an hour, unless `values` say otherwise."""
    usual: dict[str, object] = {
        "state": state, "ground": Ground.PLAIN, "mark": "ok", "words": state.value, "assessed_at": at,
        "valid_until": at + timedelta(hours=1), "version": "1",
    }  # fmt: skip
    return CompanyState(**(usual | values))  # type: ignore[arg-type] # tests name the fields
