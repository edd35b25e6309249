"""Everyone in a process looks at the same fleet, and each account has its own."""

from __future__ import annotations

import pytest

from dashboard.fleet.registry import NoFleetError, fleet_of, fleet_of_settings
from dashboard.services import stores
from dashboard.services.account import account_with
from dashboard.services.stored_account import UnknownKeyError
from dashboard.settings import Settings
from tests.store.rows import CODAT


@pytest.fixture
def settings(sqlite_url):
    yield Settings(api_key="test-key", base_url=CODAT, database_url=sqlite_url)
    stores.close_stores()


def test_a_process_has_one_fleet_for_each_key(settings):
    account = account_with(settings, "test-key")
    fleet = fleet_of(settings, account)
    assert fleet is fleet_of(settings, account)
    assert (fleet.repository.account_id, fleet.zone.key) == (fleet.account_id, "Etc/UTC")


def test_jobs_have_the_fleet_of_the_settings_key_and_none_without_a_key(settings):
    account = account_with(settings, "test-key")
    assert fleet_of_settings(settings) == (fleet_of(settings, account), account)
    assert fleet_of_settings(Settings(database_url=settings.database_url)) is None


def test_when_the_store_was_opened_again_so_is_the_fleet(settings):
    account = account_with(settings, "test-key")
    before = fleet_of(settings, account)
    stores.close_stores()
    assert fleet_of(settings, account).repository.store is not before.repository.store


def test_a_key_that_was_typed_has_no_fleet(settings):
    with pytest.raises(NoFleetError, match="on the server"):
        fleet_of(settings, account_with(settings, "typed"))


def test_a_key_that_no_one_has_assigned_has_none_either(settings):
    fleet_of(settings, account_with(settings, "test-key"))
    other = Settings(api_key="other", base_url=CODAT, database_url=settings.database_url)
    with pytest.raises(UnknownKeyError):
        fleet_of(other, account_with(other, "other"))
