"""One's own sessions can always be ended; those of others only by leads, and each end is on record."""

from __future__ import annotations

import pytest

from dashboard.access.administration.session_service import SessionRefused, SessionService
from dashboard.access.company import CompanyRule
from dashboard.access.events import AccessEventType, AccessLog, AccessQuery
from dashboard.access.role import Role
from dashboard.access.session import SignInMethod, VerifiedPerson
from dashboard.access.sessions import SessionRepository
from tests.support.people import ISSUER, at_desk, signed_in

IDLE = 60.0
NOT_LEADS = [
    signed_in("Ben", Role.VIEWER),
    signed_in("Ben", Role.OPERATOR),
    signed_in("Ben", Role.LEAD, CompanyRule(name="Blue*")),
    signed_in("Ben", None),
]


@pytest.fixture
def service(store):
    return SessionService(store, IDLE)


@pytest.fixture
def begin(store):
    """Return a function that begins a session, and returns its person with this role."""

    def begin_it(name, role=Role.VIEWER, **values):
        who = VerifiedPerson(f"{ISSUER} {name.lower()}", name)
        session, _ = SessionRepository(store).begin(who, SignInMethod.OIDC, 8)
        return signed_in(name, role, session_id=session.id, **values)

    return begin_it


def open_ids(store):
    return {each.id for each in SessionRepository(store).listed(IDLE)}


def events(store):
    """Return the newest events, without the sign-ins before them."""
    found = AccessLog(store).page(AccessQuery(), 1, 10).events
    return [(each.kind, each.person, each.detail) for each in found if each.kind != AccessEventType.SIGNED_IN]


def test_a_person_sees_only_their_own(service, begin):
    ada, _ = begin("Ada"), begin("Ben")
    assert [each.id for each in service.of_person(ada)] == [ada.session_id]


def test_without_sign_in_there_are_none(service, begin):
    begin("Ada")
    assert service.of_person(at_desk("Ada")) == []


def test_with_a_session_that_is_over_none_is_seen_or_ended(service, begin, store):
    ada, out = begin("Ada"), begin("Ada", signed_out=True)
    before = open_ids(store)
    for act in (
        lambda: service.end(ada.session_id, out),
        lambda: service.end_others(out),
        lambda: service.end_all(ada.identity, "Ada", out),
    ):
        with pytest.raises(SessionRefused, match="You’re signed out"):
            act()
    assert service.of_person(out) == []
    assert open_ids(store) == before


def test_a_lead_sees_everyones(service, begin):
    ada, ben = begin("Ada", Role.LEAD), begin("Ben")
    assert {each.id for each in service.of_everyone(ada)} == {ada.session_id, ben.session_id}


@pytest.mark.parametrize("person", NOT_LEADS)
def test_no_one_else_sees_everyones(service, begin, person):
    begin("Ada")
    with pytest.raises(SessionRefused):
        service.of_everyone(person)


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize("role", [None, *Role])
def test_one_of_ones_own_can_be_ended_with_any_role(service, store, begin, role, read_only):
    this, other = begin("Ada", role, read_only=read_only), begin("Ada")
    assert service.end(other.session_id, this)
    assert open_ids(store) == {this.session_id}
    assert events(store) == [(AccessEventType.SESSION_ENDED, "Ada", "")]


def test_all_others_end_and_this_one_stays(service, store, begin):
    begin("Ada")
    begin("Ada")
    ben, this = begin("Ben"), begin("Ada")
    assert service.end_others(this) == 2
    assert open_ids(store) == {ben.session_id, this.session_id}
    assert events(store) == [(AccessEventType.SESSION_ENDED, "Ada", "2 sessions")]


def test_all_of_ones_own_end(service, store, begin):
    begin("Ada")
    ben, this = begin("Ben"), begin("Ada")
    assert service.end_all(this.identity, "Ada", this) == 2
    assert open_ids(store) == {ben.session_id}


def test_a_lead_ends_those_of_another_person(service, store, begin):
    lead, ben, _ = begin("Ada", Role.LEAD), begin("Ben"), begin("Ben")
    assert service.end_all(ben.identity, "Ben", lead) == 2
    assert open_ids(store) == {lead.session_id}
    assert events(store) == [(AccessEventType.SESSION_ENDED, "Ada", "Ben, 2 sessions")]


@pytest.mark.parametrize("person", [*NOT_LEADS, signed_in("Ben", Role.LEAD, read_only=True)])
def test_no_one_else_ends_another_persons_and_the_try_is_on_record(service, store, begin, person):
    ada = begin("Ada")
    for act in (
        lambda: service.end(ada.session_id, person),
        lambda: service.end_all(ada.identity, "Ada", person),
    ):
        with pytest.raises(SessionRefused):
            act()
        assert events(store)[0] == (AccessEventType.ACT_REFUSED, "Ben", "End a session of Ada")
    assert open_ids(store) == {ada.session_id}


def test_without_sign_in_no_session_can_be_ended(service, store, begin):
    ada = begin("Ada")
    for person in (at_desk("Ada"), at_desk("Ada", allow_starting=True)):
        with pytest.raises(SessionRefused):
            service.end(ada.session_id, person)
        with pytest.raises(SessionRefused):
            service.end_others(person)
    assert open_ids(store) == {ada.session_id}


def test_ending_what_is_over_or_unknown_does_nothing_and_is_not_recorded(service, store, begin):
    this, other = begin("Ada"), begin("Ada")
    assert service.end(other.session_id, this)
    assert not service.end(other.session_id, this)
    assert not service.end("unknown", this)
    assert service.end_others(this) == 0
    assert len(events(store)) == 1
