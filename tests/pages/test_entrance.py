"""With sign-in, a page opens only for who is signed in and has a role; each page says who that is."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from dashboard.access.role import Role
from dashboard.access.sessions import SessionRepository
from dashboard.services import sign_ins
from dashboard.services.stores import real_store
from dashboard.settings import load
from dashboard.store.tables import sign_in_session
from tests.pages.conftest import ROOT, text_of
from tests.support import app_test

PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
HOSTILE = '<img src=x onerror="alert(1)"> **Eve**'
WARNING = "This dashboard has no sign-in: anyone who can open it can start syncs."


def end(session):
    SessionRepository(real_store(load(os.environ))).end(session, "test")


@pytest.mark.parametrize("name", PAGES)
def test_every_page_says_who_is_signed_in_and_offers_to_sign_out(
    open_page, signed_in_as, fresh_sandbox, name
):
    signed_in_as(Role.VIEWER)
    said = text_of(open_page(name, company=fresh_sandbox.company("healthy")))
    assert "Signed in as </span>Ada Byron, viewer</a>" in said
    assert '<form method="post" action="/sign-out">' in said
    assert 'href="/sessions"' in said
    assert WARNING not in said


@pytest.mark.parametrize("name", PAGES)
def test_no_page_opens_for_who_is_signed_out(open_page, signed_in_as, fresh_sandbox, name):
    end(signed_in_as(Role.LEAD))
    said = text_of(open_page(name, company=fresh_sandbox.company("healthy")))
    assert "You’re signed out" in said
    assert "Reload this page to sign in again." in said
    assert fresh_sandbox.name("healthy") not in said
    assert "Ada Byron" not in said


@pytest.mark.parametrize("name", PAGES)
def test_no_page_opens_without_a_role(open_page, signed_in_as, fresh_sandbox, name):
    signed_in_as(None)
    said = text_of(open_page(name, company=fresh_sandbox.company("healthy")))
    assert "You have no role here yet" in said
    assert "You’re signed in as Ada Byron." in said
    assert f"Give them this id: {app_test.SIGN_IN['OIDC_ISSUER']} ada" in said
    assert 'action="/sign-out"' in said
    assert fresh_sandbox.name("healthy") not in said


def test_no_page_opens_without_a_session(open_page, monkeypatch):
    for variable, value in app_test.SIGN_IN.items():
        monkeypatch.setenv(variable, value)
    said = text_of(open_page("activity"))
    assert "You’re signed out" in said
    assert "Activity" not in said


def test_while_the_store_cannot_be_read_no_page_opens(open_page, signed_in_as):
    signed_in_as(Role.LEAD)
    said = text_of(open_page("activity", env={"DATABASE_URL": "mysql://nowhere"}))
    assert "Can’t check your sign-in" in said
    assert "DATABASE_URL isn’t valid" in said


def test_a_role_taken_away_with_the_page_open_closes_it(open_page, signed_in_as, take_roles):
    session = signed_in_as(Role.OPERATOR)
    page = open_page("activity")
    take_roles(session)
    assert "You have no role here yet" in text_of(page.run())


def test_what_is_known_of_one_person_is_never_used_for_another_sign_in(open_page, signed_in_as, monkeypatch):
    monkeypatch.setattr(sign_ins, "RECENT_S", 600.0)
    ada = signed_in_as(Role.LEAD)
    page = open_page("help")
    sign_ins.look_at(load(os.environ), [ada.id])
    signed_in_as(Role.VIEWER, name="Grace Hopper")
    said = text_of(page.run())
    assert "Grace Hopper, viewer" in said
    assert "Ada Byron" not in said


def test_a_name_of_the_provider_is_shown_as_text_only(open_page, signed_in_as):
    signed_in_as(Role.VIEWER, name=HOSTILE)
    said = text_of(open_page("help"))
    assert "<img" not in said
    assert "&lt;img src=x" in said


@pytest.mark.parametrize(
    ("rule", "words"),
    [("", "Ada Byron, operator</a>"), ("name Blue*", "Ada Byron, operator (some companies)</a>")],
)
def test_a_role_for_some_companies_says_so(open_page, signed_in_as, rule, words):
    signed_in_as(Role.OPERATOR, rule=rule)
    assert words in text_of(open_page("help"))


@pytest.mark.parametrize("name", PAGES)
def test_where_anyone_can_start_every_page_warns(open_page, fresh_sandbox, name):
    page = open_page(name, {"ALLOW_STARTING": "1"}, company=fresh_sandbox.company("healthy"))
    assert text_of(page).count(WARNING) == 1


@pytest.mark.parametrize("env", [{}, {"ALLOW_STARTING": "1", "READ_ONLY": "1"}])
def test_where_not_everyone_can_start_no_page_warns(open_page, env):
    said = text_of(open_page("help", env))
    assert WARNING not in said
    assert "Signed in as" not in said


def test_who_has_signed_in_is_asked_for_no_name(open_page, signed_in_as, fresh_sandbox):
    signed_in_as(Role.OPERATOR)
    company = fresh_sandbox.company("healthy")
    page = open_page("company", company=company)
    page.session_state["person_name"] = "Eve"
    page.button(key="add_note").click().run()
    assert "On record as Ada Byron<" in text_of(page)
    assert "note_name" not in {each.key for each in page.text_input}
    page.text_area[0].input("Called them.").run()
    page.button(key="save_note").click().run()
    said = text_of(page)
    assert "Called them." in said
    assert "Ada Byron" in said
    assert "Eve" not in said


@pytest.mark.parametrize(
    ("minutes", "by_group", "said"), [(20, True, True), (16, True, False), (20, False, False)]
)
def test_while_the_provider_does_not_answer_each_page_says_so(
    open_page, signed_in_as, monkeypatch, minutes, by_group, said
):
    if by_group:
        monkeypatch.setenv("ROLE_CLAIM", "groups")
        monkeypatch.setenv("ROLE_MAP", "desk=viewer")
    session = signed_in_as(Role.VIEWER, claims=("desk",))
    long_ago = datetime.now(UTC) - timedelta(minutes=minutes)
    mine = sign_in_session.c.id == session.id
    with real_store(load(os.environ)).writing() as connection:
        connection.execute(update(sign_in_session).where(mine).values(refreshed_at=long_ago))
    for name in ("home", "sessions"):
        words = "Your sign-in provider isn’t responding. It last confirmed your role"
        assert (words in text_of(open_page(name))) is said
