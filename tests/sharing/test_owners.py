"""Whose a link is: people are told apart by who signed in, and a lead takes over the links of who left."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from dashboard.access.company import CompanyIdentity, CompanyRule
from dashboard.access.role import Role
from dashboard.settings import Settings
from dashboard.sharing.link import LinkState, ShareRefused
from dashboard.sharing.openings import Openings
from dashboard.sharing.repository import ShareRepository
from dashboard.sharing.service import ShareService
from dashboard.sharing.terms import ShareTerms
from dashboard.store.tables import share_event
from tests.sharing.conftest import NOW, new_link
from tests.store.rows import CODAT, COMPANY
from tests.support.people import at_desk, signed_in

OTHER = "00000000-0000-4000-8000-000000000002"
ADA = signed_in("Ada Byron", Role.OPERATOR)
NAMESAKE = signed_in("Ada Byron", Role.OPERATOR, identity="https://sign-in.example other-ada")
LEAD = signed_in("Grace Hopper", Role.LEAD)
LEAD_OF_BLUE = signed_in("Carl", Role.LEAD, CompanyRule(name="Blue*"))
NAMES = {COMPANY: "Bluebird Coffee", OTHER: "Corner Deli"}


@pytest.fixture
def service(store, account_id, clock):
    records, terms = ShareRepository(store, account_id, CODAT), ShareTerms.of(Settings())
    known = {each: CompanyIdentity(each, name) for each, name in NAMES.items()}
    return ShareService(records, Openings(store), terms, known.get, clock)


def make(service, person=ADA, company=COMPANY):
    return service.make(new_link(company_id=company, company_name=NAMES[company]), person)[0]


def open_ids(service):
    return {each.id for each in service.links() if each.state(NOW) is LinkState.OPEN}


def events(store):
    columns = (share_event.c.kind, share_event.c.person, share_event.c.identity, share_event.c.detail)
    with store.reading() as connection:
        return [tuple(row) for row in connection.execute(select(*columns).order_by(share_event.c.id))]


def test_ones_own_links_are_those_of_the_same_sign_in_not_of_the_same_name(service):
    own, other = make(service), make(service, NAMESAKE)
    service.pause(own.id, ADA)
    with pytest.raises(ShareRefused, match="change another person’s link"):
        service.pause(other.id, ADA)
    assert service.change_refusal(own, ADA) is None
    assert "a lead" in service.change_refusal(other, ADA)
    assert service.change_refusal(other, LEAD) is None


def test_a_link_from_before_there_was_sign_in_is_no_one_s_own(service):
    link = make(service, at_desk("Ada Byron"))
    assert not link.verified
    assert service.change_refusal(link, ADA) is not None
    assert service.change_refusal(link, LEAD) is None


def test_the_links_of_a_person_are_revoked_by_their_sign_in(service):
    make(service), make(service, company=OTHER)
    others = {make(service, NAMESAKE).id, make(service, at_desk("Ada Byron")).id}
    assert service.revoke_person("Ada Byron", LEAD, ADA.identity) == 2
    assert open_ids(service) == others


def test_a_name_alone_stands_for_links_without_sign_in(service):
    signed, unsigned = make(service), make(service, at_desk("Ada Byron"))
    assert service.revoke_person("Ada Byron", LEAD) == 1
    assert open_ids(service) == {signed.id}
    assert unsigned.id != signed.id


def test_a_lead_for_some_companies_revokes_only_their_links(service, store):
    make(service)
    other = make(service, company=OTHER)
    assert service.revoke_person("Ada Byron", LEAD_OF_BLUE, ADA.identity) == 1
    assert open_ids(service) == {other.id}
    with pytest.raises(ShareRefused, match="doesn’t cover this company"):
        service.revoke_company(OTHER, LEAD_OF_BLUE)
    with pytest.raises(ShareRefused, match="doesn’t cover this company"):
        service.revoke_person("Ada Byron", signed_in("Carl", Role.LEAD, CompanyRule(name="Z*")), ADA.identity)
    assert open_ids(service) == {other.id}
    assert events(store)[-1][:2] == ("link refused", "Carl")


def test_the_list_can_be_of_some_companies(service):
    make(service)
    other = make(service, company=OTHER)
    assert [each.id for each in service.links({OTHER})] == [other.id]
    assert service.links(frozenset()) == []


def test_a_lead_takes_a_link_over_on_record(service, store):
    link = make(service)
    taken = service.take_over(link.id, LEAD)
    assert (taken.person, taken.identity, taken.verified) == ("Grace Hopper", LEAD.identity, True)
    assert (taken.made_at, taken.ends_at) == (link.made_at, link.ends_at)
    assert events(store)[-1] == ("link taken over", "Grace Hopper", LEAD.identity, "Ada Byron")
    service.take_over(link.id, LEAD)
    assert len(events(store)) == 2
    assert "a lead" in service.change_refusal(taken, ADA)


@pytest.mark.parametrize("person", [ADA, NAMESAKE, LEAD_OF_BLUE])
def test_no_one_else_takes_a_link_over(service, store, person):
    link = make(service, company=OTHER)
    with pytest.raises(ShareRefused):
        service.take_over(link.id, person)
    assert service.links() == [link]
    assert events(store)[-1][0] == "link refused"


@pytest.mark.parametrize(("end", "why"), [("revoke", "was revoked"), ("expire", "has expired")])
def test_a_link_that_is_over_is_not_taken_over(service, clock, end, why):
    link = make(service)
    if end == "revoke":
        service.revoke(link.id, ADA)
    else:
        clock.pass_(days=2)
    with pytest.raises(ShareRefused, match=why):
        service.take_over(link.id, LEAD)
