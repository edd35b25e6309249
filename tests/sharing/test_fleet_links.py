"""A link about many companies, an incident's or a digest's: it needs permission for all of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import pytest
from sqlalchemy import select

from dashboard.access.company import CompanyIdentity, CompanyRule
from dashboard.access.role import Role
from dashboard.insight.activity.entry import NO_COMPANY
from dashboard.insight.share.content import ShareContent, SharePage, SharePart, from_json, to_json
from dashboard.settings import Settings
from dashboard.sharing.link import LinkState, ShareRefused
from dashboard.sharing.openings import Openings
from dashboard.sharing.repository import ShareRepository
from dashboard.sharing.service import ShareService
from dashboard.sharing.terms import ShareTerms
from dashboard.store.tables import share_event
from tests.sharing.conftest import NOW, new_link
from tests.store.rows import CODAT
from tests.support.people import at_desk, elsewhere, signed_in

NAMES = {"a": "Blue One", "b": "Blue Two", "c": "Red"}
BLUE = CompanyRule(name="Blue*")
LEAD, OTHER_LEAD = signed_in("Ada", Role.LEAD), signed_in("Zoe", Role.LEAD)
OPERATOR = signed_in("Oli", Role.OPERATOR)
BLUE_OPERATOR = signed_in("Ben", Role.OPERATOR, BLUE)
BLUE_LEAD = signed_in("Lea", Role.LEAD, BLUE)
PEOPLE: Final = {
    "lead": LEAD,
    "operator": OPERATOR,
    "viewer": signed_in("Vic", Role.VIEWER),
    "lead of Blue": BLUE_LEAD,
    "operator of Blue": BLUE_OPERATOR,
    "viewer of Blue": signed_in("Val", Role.VIEWER, BLUE),
    "without a role": signed_in("Ned", None),
    "lead, read-only": signed_in("Ada", Role.LEAD, read_only=True),
    "at the desk": at_desk("Ada"),
    "elsewhere": elsewhere("Eve"),
}
KINDS: Final = {
    "incident of Blue": (SharePage.INCIDENT, ("a", "b")),
    "incident of some": (SharePage.INCIDENT, ("a", "b", "c")),
    "digest of Blue": (SharePage.DIGEST, ("a", "b")),
    "digest of some": (SharePage.DIGEST, ("a", "b", "c")),
    "digest of all": (SharePage.DIGEST, ()),
}
EVERYTHING: Final = frozenset(KINDS)
OF_BLUE: Final = frozenset({"incident of Blue", "digest of Blue"})
MAKE: Final = {
    "lead": EVERYTHING,
    "operator": EVERYTHING,
    "at the desk": EVERYTHING,
    "lead of Blue": OF_BLUE,
    "operator of Blue": OF_BLUE,
}
"""What each may share; those who aren't named may share nothing."""
CHANGE_ANOTHERS: Final = {"lead": EVERYTHING, "at the desk": EVERYTHING, "lead of Blue": OF_BLUE}
SEE: Final = {
    "all": (None, EVERYTHING),
    "Blue": (["a", "b"], OF_BLUE),
    "one": (["a"], frozenset()),
    "none": ([], frozenset()),
}
CHANGES: Final = {
    "pause": lambda sharing, link, person: sharing.pause(link.id, person),
    "end": lambda sharing, link, person: sharing.change_end(link.id, timedelta(days=2), person),
    "revoke": lambda sharing, link, person: sharing.revoke(link.id, person),
}


def content(kind):
    """Return what a link of this kind shows."""
    page, companies = KINDS[kind]
    return ShareContent(page, frozenset({SharePart.ANSWER}), companies=companies)


def link_of(kind):
    """Return a frozen link of this kind, to be made."""
    return new_link(company_id=NO_COMPANY, content=content(kind), frozen_view={"title": kind})


@pytest.fixture
def database_kind():
    """Use SQLite only: the rules don't depend on the database."""
    return "sqlite"


@pytest.fixture
def sharing(store, account_id):
    """The service of an account with these companies."""
    records = ShareRepository(store, account_id, CODAT)
    lookup = lambda company_id: CompanyIdentity(company_id, NAMES[company_id])  # noqa: E731
    return ShareService(records, Openings(store), ShareTerms.of(Settings()), lookup, now=lambda: NOW)


def refused(act):
    """Return whether an act is refused."""
    try:
        act()
    except ShareRefused:
        return True
    return False


@pytest.mark.parametrize("kind", KINDS)
def test_its_content_is_stored_with_its_companies(kind):
    assert from_json(to_json(content(kind))) == content(kind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("who", PEOPLE)
def test_who_may_share_all_companies_of_it_may_make_it(sharing, who, kind):
    may = kind in MAKE.get(who, ())
    assert refused(lambda: sharing.make(link_of(kind), PEOPLE[who])) is not may
    assert refused(lambda: sharing.preview(link_of(kind), PEOPLE[who])) is not may
    assert len(sharing.links()) == may


@pytest.mark.parametrize("kind", KINDS)
def test_a_refusal_is_on_the_record_and_opens_nothing(sharing, store, kind):
    with pytest.raises(ShareRefused):
        sharing.make(link_of(kind), PEOPLE["viewer"])
    with store.reading() as connection:
        events = connection.execute(select(share_event.c.kind, share_event.c.company_id)).all()
    assert {each.kind for each in events} == {"link refused"}
    assert {each.company_id for each in events} == set(KINDS[kind][1] or [NO_COMPANY])


@pytest.mark.parametrize("kind", KINDS)
def test_it_opens_for_anyone_until_it_is_revoked_and_its_view_is_gone_then(sharing, kind):
    link, token = sharing.make(link_of(kind), LEAD)
    assert sharing.open_link(token).frozen_view == {"title": kind}
    assert sharing.revoke(link.id, LEAD).state(NOW) is LinkState.REVOKED
    assert sharing.open_link(token) is None


@pytest.mark.parametrize("whose", SEE)
def test_only_who_sees_every_company_of_it_finds_it_in_the_list(sharing, whose):
    seen, kinds = SEE[whose]
    made = {sharing.make(link_of(kind), LEAD)[0].id: kind for kind in KINDS}
    assert {made[each.id] for each in sharing.links(seen)} == kinds


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("who", PEOPLE)
def test_who_may_change_anothers_link_of_all_its_companies_may_change_it(sharing, who, kind, change):
    link, _ = sharing.make(link_of(kind), OTHER_LEAD)
    may = kind in CHANGE_ANOTHERS.get(who, ())
    assert (sharing.change_refusal(link, PEOPLE[who]) is None) is may
    assert refused(lambda: CHANGES[change](sharing, link, PEOPLE[who])) is not may


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("kind", sorted(OF_BLUE))
def test_operators_change_their_own(sharing, kind, change):
    link, _ = sharing.make(link_of(kind), BLUE_OPERATOR)
    assert not refused(lambda: CHANGES[change](sharing, link, BLUE_OPERATOR))


@pytest.mark.parametrize("kind", KINDS)
def test_whose_role_covers_fewer_companies_now_cannot_change_what_they_made(sharing, kind):
    link, _ = sharing.make(link_of(kind), OPERATOR)
    now_of_blue = signed_in("Oli", Role.OPERATOR, BLUE)
    assert refused(lambda: sharing.revoke(link.id, now_of_blue)) is (kind not in OF_BLUE)


def test_a_lead_of_all_revokes_what_someone_made_and_a_lead_of_some_none_about_many(sharing):
    for kind in KINDS:
        sharing.make(link_of(kind), OPERATOR)
    assert refused(lambda: sharing.revoke_person("Oli", BLUE_LEAD, OPERATOR.identity))
    assert {each.state(NOW) for each in sharing.links()} == {LinkState.OPEN}
    assert sharing.revoke_person("Oli", LEAD, OPERATOR.identity) == len(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_only_a_lead_of_all_its_companies_takes_it_over(sharing, kind):
    link, _ = sharing.make(link_of(kind), OPERATOR)
    assert refused(lambda: sharing.take_over(link.id, BLUE_OPERATOR))
    assert refused(lambda: sharing.take_over(link.id, BLUE_LEAD)) is (kind not in OF_BLUE)
    assert sharing.take_over(link.id, LEAD).identity == LEAD.identity
