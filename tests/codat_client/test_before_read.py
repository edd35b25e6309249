"""The caller may hold a read back before it is sent."""

from datetime import UTC, datetime

import pytest

from codat_client import CodatClient, HeldBack, Quota
from tests.codat_client.servers import COMPANY

MIDNIGHT = datetime(2026, 12, 1, tzinfo=UTC)
READS = {
    "sync.get_latest_sync": lambda codat: codat.sync.get_latest_sync(COMPANY),
    "sync.get_last_successful_sync": lambda codat: codat.sync.get_last_successful_sync(COMPANY),
    "sync.get_status": lambda codat: codat.sync.get_status(COMPANY),
    "sync.get": lambda codat: codat.sync.get(COMPANY, COMPANY),
    "sync.list": lambda codat: codat.sync.list(COMPANY),
    "connections.list": lambda codat: codat.connections.list(COMPANY),
    "configuration.get": lambda codat: codat.configuration.get(COMPANY),
    "companies.list": lambda codat: codat.companies.list(),
    "companies.pages": lambda codat: list(codat.companies.pages()),
}


def refuse(_operation, _quota):
    raise HeldBack("Not now.", until=MIDNIGHT)


@pytest.fixture
def client_with(fresh_sandbox):
    made = []

    def make(before_read):
        made.append(CodatClient("test-key", fresh_sandbox.url, before_read=before_read))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_a_read_that_is_held_back_is_not_sent(fresh_sandbox, client_with, read):
    with pytest.raises(HeldBack, match="Not now"):
        read(client_with(refuse))
    assert fresh_sandbox.requests() == []


def test_the_error_says_until_when_and_about_which_company(client_with):
    with pytest.raises(HeldBack) as held:
        client_with(refuse).sync.list(COMPANY)
    assert (held.value.until, held.value.company_id, held.value.may_retry) == (MIDNIGHT, COMPANY, False)


def test_each_read_is_announced_with_its_name_and_the_last_quota(fresh_sandbox, client_with):
    announced = []
    client = client_with(lambda operation, quota: announced.append((operation, quota)))
    company = fresh_sandbox.company("healthy")
    client.sync.get_latest_sync(company)
    client.sync.list(company)
    (first, _), (second, quota) = announced
    assert (first, second) == ("sync.get_latest_sync", "sync.list")
    assert isinstance(quota, Quota)


def test_each_page_of_companies_is_announced(client_with):
    announced = []
    client = client_with(lambda operation, _: announced.append(operation))
    pages = list(client.companies.pages(page_size=20))
    assert len(announced) == len(pages) == 3


def test_a_trigger_is_never_held_back(fresh_sandbox, client_with):
    assert client_with(refuse).sync.request(fresh_sandbox.company("healthy"))
