"""The services of a process: one for each account, key and database."""

import pytest

from dashboard.services.account import CodatAccount
from dashboard.services.stored_account import UnknownKeyError
from dashboard.services.stores import close_stores
from dashboard.settings import Settings
from dashboard.starting.registry import close_services, service_of
from tests.support.starts import know_keys


@pytest.fixture
def service_at(sandbox, database_url):
    """Return this process's service for a key, with some settings of a dashboard."""

    def get(api_key="test-key", **settings):
        account = CodatAccount(sandbox.url, api_key)
        return service_of(Settings(database_url=database_url, **settings), account)

    yield get
    close_services()
    close_stores()


def test_one_address_and_key_have_one_service(service_at, sandbox, database_url):
    know_keys(database_url, sandbox.url, "test-key", "other-key")
    services = {id(service_at()) for _ in range(3)}
    assert (len(services), id(service_at("other-key")) in services) == (1, False)


def test_a_key_that_no_account_knows_has_none_until_it_belongs_to_one(service_at, sandbox, database_url):
    ours = service_at()
    with pytest.raises(UnknownKeyError, match="read-only for now"):
        service_at("new-key")
    know_keys(database_url, sandbox.url, "new-key")
    assert service_at("new-key") is not ours


@pytest.mark.parametrize(("ask_again", "read_only"), [(False, False), (True, False), (True, True)])
def test_it_asks_again_automatically_only_with_the_setting_and_never_in_a_read_only_view(
    service_at, ask_again, read_only
):
    rules = service_at(ask_again=ask_again, read_only=read_only)._rules
    assert rules.again.by_itself is (ask_again and not read_only)
