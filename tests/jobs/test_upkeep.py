"""What is kept no longer is deleted in the background, with the setting that says how long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select

from dashboard.jobs.upkeep import prune
from dashboard.services.stores import close_stores, real_store
from dashboard.settings import Settings
from dashboard.store.fleet.tables import verdict_change
from tests.store.rows import COMPANY, add_account


@pytest.fixture
def settings(sqlite_url):
    yield Settings(database_url=sqlite_url, fleet_keep_days=200)
    close_stores()


@pytest.mark.parametrize(("days", "kept"), [(199, 1), (201, 0)])
def test_the_history_of_the_fleet_is_kept_as_long_as_the_setting_says(settings, days, kept):
    at = datetime.now(UTC) - timedelta(days=days)
    with real_store(settings).writing() as connection:
        row = {"account_id": add_account(connection), "company_id": COMPANY, "at": at, "state": "late"}
        connection.execute(insert(verdict_change).values(**row))
    prune(settings)
    with real_store(settings).reading() as connection:
        assert connection.execute(select(func.count()).select_from(verdict_change)).scalar() == kept
