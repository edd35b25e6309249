"""A link to an incident is of many companies: who may share all of them may make, see and change it."""

from __future__ import annotations

import pytest

from dashboard.access.company import CompanyIdentity, CompanyRule
from dashboard.access.role import Role
from dashboard.insight.activity.entry import NO_COMPANY
from dashboard.insight.share.content import ShareContent, SharePage, SharePart, from_json, to_json
from dashboard.settings import Settings
from dashboard.sharing.link import ShareRefused
from dashboard.sharing.openings import Openings
from dashboard.sharing.repository import ShareRepository
from dashboard.sharing.service import ShareService
from dashboard.sharing.terms import ShareTerms
from tests.sharing.conftest import NOW, new_link
from tests.store.rows import CODAT
from tests.support.people import signed_in

NAMES = {"a": "Blue One", "b": "Blue Two", "c": "Red"}
LEAD = signed_in("Ada", Role.LEAD)
BLUE = signed_in("Ben", Role.OPERATOR, CompanyRule(name="Blue*"))


def content(*companies: str) -> ShareContent:
    """Return what a link to an incident of these companies shows."""
    return ShareContent(SharePage.INCIDENT, frozenset({SharePart.ANSWER}), companies=companies)


def link_of(*companies: str):
    """Return a frozen link to an incident of these companies, to be made."""
    return new_link(company_id=NO_COMPANY, content=content(*companies), frozen_view={"title": "Incident"})


@pytest.fixture
def sharing(store, account_id):
    """The service of an account with these companies."""
    records = ShareRepository(store, account_id, CODAT)
    lookup = lambda company_id: CompanyIdentity(company_id, NAMES[company_id])  # noqa: E731
    return ShareService(records, Openings(store), ShareTerms.of(Settings()), lookup, now=lambda: NOW)


def test_its_content_is_stored_with_its_companies():
    assert from_json(to_json(content("a", "b"))) == content("a", "b")


def test_who_may_share_every_company_may_make_and_revoke_it(sharing):
    link, token = sharing.make(link_of("a", "b"), BLUE)

    assert sharing.open_link(token).frozen_view == {"title": "Incident"}
    assert sharing.change_refusal(link, BLUE) is None
    assert sharing.revoke(link.id, BLUE).revoked_at == NOW


def test_one_company_that_isn_t_covered_is_one_too_many(sharing):
    with pytest.raises(ShareRefused, match="doesn’t cover"):
        sharing.make(link_of("a", "c"), BLUE)

    link, _ = sharing.make(link_of("a", "c"), LEAD)
    assert sharing.change_refusal(link, BLUE) is not None
    with pytest.raises(ShareRefused):
        sharing.revoke(link.id, BLUE)


def test_only_who_sees_every_company_finds_it_in_the_list(sharing):
    both, _ = sharing.make(link_of("a", "b"), LEAD)
    every, _ = sharing.make(link_of("a", "b", "c"), LEAD)

    assert {each.id for each in sharing.links(["a", "b"])} == {both.id}
    assert {each.id for each in sharing.links()} == {both.id, every.id}
