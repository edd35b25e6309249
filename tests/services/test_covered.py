"""Who sees only some companies: the list has no trace of the others, and a decision waits for the list."""

from __future__ import annotations

import pytest

from codat_client import Company, CompanyPage, NoAnswer
from dashboard.access.company import CompanyIdentity, CompanyRule
from dashboard.access.person import Grant
from dashboard.access.role import Role
from dashboard.services.account import CodatAccount
from dashboard.services.budget import ReadPurpose
from dashboard.services.company_lookup import company_lookup
from dashboard.services.covered_listing import covered_companies, covered_listing
from dashboard.services.directory import Directory, directory_of
from tests.support.people import at_desk, elsewhere, signed_in

BLUE = CompanyRule(name="Blue*")
EMEA = CompanyRule(tag=("region", "emea"))
ONLY_BLUE = signed_in("Ada Byron", Role.VIEWER, BLUE)


def listing(*pages: CompanyPage):
    known = Directory()
    known._read_all(lambda: pages, known._stopped)
    return known.listing


def page() -> CompanyPage:
    made = CompanyPage([
        Company(id="A", name="Bluebird", tags={"region": "apac"}),
        Company(id="B", name="Alder", tags={"region": "emea"}),
        Company(id="C", name="Alder"),
    ])  # fmt: skip
    made.total_results = 3
    return made


@pytest.mark.parametrize("person", [at_desk(), elsewhere(), signed_in("Ada Byron", Role.VIEWER)])
def test_who_sees_all_companies_gets_the_same_list(person):
    whole = listing(page())
    assert covered_listing(whole, person) is whole


@pytest.mark.parametrize(
    ("person", "ids"),
    [
        (ONLY_BLUE, {"a"}),
        (signed_in("Ada Byron", Role.LEAD, EMEA), {"b"}),
        (signed_in("Ada Byron", None, grants=(Grant(Role.VIEWER, EMEA), Grant(Role.LEAD, BLUE))), {"a", "b"}),
        (signed_in("Ada Byron", None), set()),
        (signed_in("Ada Byron", Role.LEAD, signed_out=True), set()),
    ],
)
def test_everyone_else_gets_what_their_roles_cover_and_no_count_of_the_rest(person, ids):
    shown = covered_listing(listing(page()), person)
    assert set(shown.by_id) == {each.company_id for each in shown.index.companies} == ids
    assert (shown.arrived, shown.expected, shown.damaged, shown.cut) == (len(ids), None, 0, False)
    assert shown.index.search("alder").total == len(ids & {"b"})
    assert shown.index.search("alder").namesakes == ()


def test_people_with_the_same_roles_share_the_names_of_a_list():
    whole = listing(page())
    other = signed_in("Ben", Role.VIEWER, BLUE)
    assert covered_listing(whole, ONLY_BLUE).index is covered_listing(whole, other).index


def test_what_many_different_roles_cover_is_found_out_once_and_without_an_index_of_names(monkeypatch):
    whole = listing(page())
    people = [signed_in("Ada", Role.VIEWER, CompanyRule(name=f"B{'?' * at}*")) for at in range(20)]
    monkeypatch.setattr("dashboard.services.covered_listing.NameIndex", None)
    first, again = ([covered_companies(whole, each) for each in people] for _ in range(2))
    assert all(one is other for one, other in zip(first, again, strict=True))
    assert set(first[0]) == {"a"}


def test_companies_without_tags_share_one_mapping():
    found = listing(CompanyPage([Company(id="A", name="A"), Company(id="B", name="B", tags={})])).by_id
    assert found["a"].tags is found["b"].tags


def test_a_decision_reads_the_list_if_it_is_not_known_yet(fresh_sandbox):
    account = CodatAccount(fresh_sandbox.url, "key-1")
    company_id = fresh_sandbox.company("healthy")
    found = company_lookup(account)(company_id.upper())
    assert found is not None
    listed = directory_of(account.account_id).listing.by_id[company_id]
    assert found == CompanyIdentity(company_id, listed.name, listed.tags)
    assert set(found.tags) == {"tier"}


def test_what_is_not_listed_or_cannot_be_read_in_time_is_not_known(fresh_sandbox, monkeypatch):
    account = CodatAccount(fresh_sandbox.url, "key-2")
    assert company_lookup(account)("5bb4f6e2-2f0c-4d5c-9b9c-3c1f3f3b7e01") is None

    def failing(_client):
        return lambda: (_ for _ in ()).throw(NoAnswer("No answer."))

    monkeypatch.setattr("dashboard.services.company_lookup.pages_of", failing)
    broken = CodatAccount(fresh_sandbox.url, "key-3")
    assert company_lookup(broken)(fresh_sandbox.company("healthy")) is None
    assert company_lookup(CodatAccount(fresh_sandbox.url, "key-4"), seconds=0.0)("a") is None


@pytest.mark.parametrize(
    ("purpose", "left", "is_read"),
    [
        (ReadPurpose.START, 0.5, True),
        (ReadPurpose.PERSON, 0.51, True),
        (ReadPurpose.PERSON, 0.5, False),
        (ReadPurpose.FOLLOW, 0.6, False),
    ],
)
def test_a_decision_reads_the_list_as_far_as_what_it_is_for_may_read(fresh_sandbox, purpose, left, is_read):
    account = CodatAccount(fresh_sandbox.url, f"key-{purpose.name}-{left}")
    fresh_sandbox.leave_quota(left)
    with account.make_client(ReadPurpose.PERSON) as client:
        client.sync.get_latest_sync(fresh_sandbox.company("healthy"))
    found = company_lookup(account, purpose)(fresh_sandbox.company("healthy"))
    assert (found is not None) is is_read
