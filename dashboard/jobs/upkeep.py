"""The job that deletes what is kept no longer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from dashboard.services.stores import demo_store, real_store
from dashboard.settings import Settings
from dashboard.store.fleet.retention import delete_fleet_before


def prune(settings: Settings) -> None:
    """Delete the fleet's history of more than FLEET_KEEP_DAYS ago. Raises StoreError, DemoError."""
    store = demo_store(settings) if settings.demo else real_store(settings)
    delete_fleet_before(store, datetime.now(UTC) - timedelta(days=settings.fleet_keep_days))
