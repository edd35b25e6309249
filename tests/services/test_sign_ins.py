"""Who a page shows: as the last look at all tabs found them, unless that isn’t theirs or isn’t recent."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from sqlalchemy import delete

from dashboard.access.person import Person
from dashboard.access.request_origin import OriginKind, RequestOrigin
from dashboard.access.role import Role
from dashboard.access.session import SignInMethod, SignInSession, VerifiedPerson
from dashboard.access.sessions import Visitor
from dashboard.services import sign_ins
from dashboard.services.stores import access_store, close_stores
from dashboard.settings import Settings
from dashboard.store.tables import role_grant
from tests.support.app_test import give_role
from tests.support.people import ISSUER

ADA = VerifiedPerson(f"{ISSUER} ada", "Ada Byron")
HERE = RequestOrigin(OriginKind.PEER)


@pytest.fixture
def settings(sqlite_url: str, monkeypatch: pytest.MonkeyPatch):
    """Settings with sign-in and a store in which Ada is a lead, before the first look."""
    monkeypatch.setattr(sign_ins, "_last_look", sign_ins._Look())
    made = Settings(database_url=sqlite_url, sign_in="oidc", oidc_issuer=ISSUER)
    give_role(access_store(made), ADA.identity, Role.LEAD)
    yield made
    close_stores()


@pytest.fixture
def session(settings: Settings) -> SignInSession:
    sessions = sign_ins.sessions_of(settings)
    return sessions.begin(ADA, SignInMethod.OIDC, 8, Visitor())[0]


@pytest.fixture
def looked(settings: Settings, session: SignInSession) -> SignInSession:
    """Ada's session after a look, and after all roles were taken from the store since."""
    assert sign_ins.look_at(settings, {session.id}).keys() == {session.id}
    with access_store(settings).writing() as connection:
        connection.execute(delete(role_grant))
    return session


def roles(who: Person) -> list[Role]:
    return [each.role for each in who.grants]


def test_a_recent_look_is_used(settings, looked):
    who = sign_ins.recent_person(settings, HERE, looked.id)
    assert (who.name, who.session_id, roles(who)) == (ADA.name, looked.id, [Role.LEAD])


def test_an_action_asks_the_store_all_the_same(settings, looked):
    assert roles(sign_ins.person_with(settings, HERE, looked.id)) == []


def test_an_older_look_is_not(settings, looked, monkeypatch):
    monkeypatch.setattr(sign_ins, "RECENT_S", 0.0)
    assert roles(sign_ins.recent_person(settings, HERE, looked.id)) == []


def test_nor_one_that_began_before_what_the_session_itself_has_changed(settings, looked):
    assert roles(sign_ins.recent_person(settings, HERE, looked.id, time.monotonic())) == []
    sign_ins.look_at(settings, {looked.id})
    give_role(access_store(settings), ADA.identity, Role.VIEWER)
    assert roles(sign_ins.recent_person(settings, HERE, looked.id, time.monotonic())) == [Role.VIEWER]


def test_nor_one_with_other_settings(settings, looked):
    changed = replace(settings, session_hours=settings.session_hours + 1)
    assert roles(sign_ins.recent_person(changed, HERE, looked.id)) == []


def test_a_session_that_began_since_is_asked_of_the_store(settings, looked):
    later = sign_ins.sessions_of(settings).begin(ADA, SignInMethod.OIDC, 8, Visitor())[0]
    assert roles(sign_ins.recent_person(settings, HERE, later.id)) == []
    assert sign_ins.recent_person(settings, HERE, later.id).session_id == later.id
    assert looked.id != later.id


@pytest.mark.parametrize("unknown", ["", "no such session"])
@pytest.mark.usefixtures("looked")
def test_an_unknown_session_is_no_one(settings, unknown):
    assert sign_ins.recent_person(settings, HERE, unknown).signed_out


def test_a_session_that_has_reached_its_end_since_the_look_is_over(settings, looked, monkeypatch):
    known = sign_ins._last_look.found[looked.id]
    ended = replace(known, session=replace(known.session, ends_at=known.session.began_at))
    now = replace(sign_ins._last_look, found={looked.id: ended})
    monkeypatch.setattr(sign_ins, "_last_look", now)
    sign_ins.end(settings, looked, "an hour has passed")
    assert sign_ins.recent_person(settings, HERE, looked.id).signed_out


def test_a_session_that_was_ended_is_not_found_by_the_next_look(settings, looked):
    sign_ins.end(settings, looked, "its owner")
    assert sign_ins.look_at(settings, {looked.id}) == {}
    assert sign_ins.recent_person(settings, HERE, looked.id).signed_out
