"""Who keeps the fleet up to date, where dashboards do the background work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from dashboard.fleet.registry import Fleet, fleet_of
from dashboard.jobs.all_jobs import has_embedded_jobs
from dashboard.jobs.reader import FleetReader, ReaderKind, who_reads
from dashboard.services.account import account_with
from dashboard.services.stores import close_stores
from dashboard.settings import Settings

NOW = datetime(2026, 11, 24, 9, 51, tzinfo=UTC)


@pytest.fixture
def settings(sqlite_url) -> Iterator[Settings]:
    yield Settings(api_key="test-key", database_url=sqlite_url)
    close_stores()


@pytest.fixture
def fleet(settings) -> Fleet:
    return fleet_of(settings, account_with(settings, settings.api_key))


def test_with_sqlite_a_dashboard_reads_itself(settings, fleet):
    assert who_reads(settings, fleet) == FleetReader(ReaderKind.HERE)


def test_when_anyone_last_read_is_known(settings, fleet):
    fleet.repository.put_plan({}, NOW)
    assert who_reads(settings, fleet).polled_at == NOW


def test_no_one_reads_where_that_is_switched_off(settings, fleet):
    assert who_reads(replace(settings, fleet_polling=False), fleet).kind is ReaderKind.OFF


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
