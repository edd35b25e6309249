"""Who keeps the fleet up to date, where dashboards do the background work."""

from __future__ import annotations

import pytest

from dashboard.jobs.all_jobs import has_embedded_jobs
from dashboard.jobs.reader import FleetReader, ReaderKind, who_reads
from dashboard.settings import Settings


def test_with_sqlite_a_dashboard_reads_itself():
    assert who_reads(Settings()) == FleetReader(ReaderKind.HERE)


@pytest.mark.parametrize("url", [Settings.database_url, "postgresql://desk@db/desk"])
def test_no_one_reads_where_that_is_switched_off(url):
    assert who_reads(Settings(database_url=url, fleet_polling=False)).kind is ReaderKind.OFF


@pytest.mark.parametrize(
    ("values", "embedded"),
    [
        ({}, True),
        ({"database_url": "postgresql://desk@db/desk"}, False),
        ({"database_url": "postgresql://desk@db/desk", "demo": True}, True),
    ],
)
def test_workers_are_for_a_real_account_on_postgresql(values, embedded):
    assert has_embedded_jobs(Settings(**values)) is embedded
