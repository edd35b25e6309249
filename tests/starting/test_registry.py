"""Which service a process has: one for each account, key and database."""

from dataclasses import replace

import pytest

from dashboard.services.account import CodatAccount
from dashboard.services.stored_account import UnknownKeyError
from dashboard.services.stores import close_stores
from dashboard.settings import load
from dashboard.starting.registry import close_services, service_of
from tests.support.starts import know_keys


@pytest.fixture
def settings(database_url):
    """Settings with a database of their own; services and stores end with the test."""
    yield load({"DATABASE_URL": database_url})
    close_services()
    close_stores()


@pytest.fixture
def ours(sandbox):
    return CodatAccount(sandbox.url, "test-key")


def test_one_address_and_key_have_one_service(settings, ours):
    know_keys(settings.database_url, ours.base_url, "test-key", "other-key")
    services = {id(service_of(settings, ours)) for _ in range(3)}
    other = service_of(settings, replace(ours, api_key="other-key"))
    assert (len(services), id(other) in services) == (1, False)


def test_a_key_that_no_account_knows_has_none_until_it_belongs_to_one(settings, ours):
    service_of(settings, ours)
    unknown = replace(ours, api_key="new-key")
    with pytest.raises(UnknownKeyError, match="only reads"):
        service_of(settings, unknown)
    know_keys(settings.database_url, ours.base_url, "new-key")
    assert service_of(settings, unknown) is not service_of(settings, ours)
