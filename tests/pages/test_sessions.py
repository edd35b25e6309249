"""Sessions: one's own, for leads everyone's; ending asks first, and counts at once."""

from __future__ import annotations

import os

import pytest

from dashboard.access.events import AccessEventType, AccessLog, AccessQuery
from dashboard.access.role import Role
from dashboard.access.sessions import SessionRepository
from dashboard.services import sign_ins
from dashboard.services.stores import real_store
from dashboard.settings import load
from dashboard.ui.access.sessions_view import PER_PAGE
from tests.pages.conftest import text_of

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0"
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 "
    "Safari/537.36 Edg/138.0.0.0"
)
HOSTILE = '<img src=x onerror="alert(1)"> **Eve** =1+1'


def keys_of(page):
    return {each.key for each in page.button}


def open_ids(page):  # noqa: ARG001 -- the page's settings name the store
    settings = load(os.environ)
    sessions = SessionRepository(real_store(settings)).listed(settings.session_idle_minutes)
    return {each.id for each in sessions}


def events():
    found = AccessLog(real_store(load(os.environ))).page(AccessQuery(), 1, 10).events
    return [(each.kind, each.person, each.detail) for each in found]


def test_without_sign_in_the_page_says_what_to_set(open_page):
    said = text_of(open_page("sessions"))
    assert "This dashboard has no sign-in" in said
    assert "docs/access.md" in said


def test_ones_own_sessions_are_listed_and_this_one_is_marked(open_page, signed_in_as):
    signed_in_as(Role.VIEWER, user_agent=EDGE, client_address="192.0.2.7")
    signed_in_as(Role.VIEWER, user_agent=FIREFOX, client_address="192.0.2.8")
    said = text_of(open_page("sessions"))
    for words in ("Firefox 141, Linux", "Edge 138, Windows", "192.0.2.7", "192.0.2.8", "2 sessions"):
        assert words in said
    assert said.count("this session") == 1


def test_sessions_of_others_are_not_listed_for_a_viewer(open_page, signed_in_as):
    signed_in_as(Role.LEAD, name="Grace Hopper", user_agent=EDGE)
    signed_in_as(Role.VIEWER, user_agent=FIREFOX)
    page = open_page("sessions")
    assert "Edge" not in text_of(page)
    assert "Everyone’s sessions" not in text_of(page)
    refused = text_of(open_page("sessions", show="all"))
    assert "Edge" not in refused
    assert "Ask a lead to see sign-ins, sessions and people." in refused


def test_ending_one_asks_first_and_then_it_is_over(open_page, signed_in_as):
    other = signed_in_as(Role.VIEWER, user_agent=EDGE)
    this = signed_in_as(Role.VIEWER, user_agent=FIREFOX)
    page = open_page("sessions", session=other.id)
    assert "End your session (Edge 138, Windows)?" in text_of(page)
    assert open_ids(page) == {other.id, this.id}
    page.button(key="end_session").click().run()
    assert open_ids(page) == {this.id}
    assert "Edge" not in text_of(page)
    assert events()[0] == (AccessEventType.SESSION_ENDED, "Ada Byron", "")


def test_keeping_it_ends_nothing_and_leaves_the_question(open_page, signed_in_as):
    other = signed_in_as(Role.VIEWER)
    this = signed_in_as(Role.VIEWER)
    page = open_page("sessions", session=other.id)
    page.button(key="keep_session").click().run()
    assert open_ids(page) == {other.id, this.id}
    assert "end_session" not in keys_of(page)


def test_all_others_end_together(open_page, signed_in_as):
    signed_in_as(Role.VIEWER)
    signed_in_as(Role.VIEWER)
    this = signed_in_as(Role.VIEWER)
    page = open_page("sessions")
    page.button(key="end_others").click().run()
    assert "End your 2 other sessions? This browser stays signed in." in text_of(page)
    page.button(key="end_session").click().run()
    assert open_ids(page) == {this.id}
    assert "end_others" not in keys_of(page)


def test_ending_all_signs_this_browser_out(open_page, signed_in_as):
    signed_in_as(Role.VIEWER)
    page = open_page("sessions")
    page.button(key="end_all").click().run()
    assert "End this session? You’ll be signed out." in text_of(page)
    page.button(key="end_session").click().run()
    assert open_ids(page) == set()
    said = text_of(page.run())
    assert "You’re signed out" in said
    assert "Sessions" not in said


def test_what_was_seen_of_this_session_before_it_was_ended_is_not_drawn_again(open_page, signed_in_as):
    mine = signed_in_as(Role.VIEWER)
    page = open_page("sessions")
    page.button(key="end_all").click().run()
    sign_ins.look_at(load(os.environ), {mine.id})
    page.button(key="end_session").click().run()
    assert "end_all" not in keys_of(page)
    assert open_ids(page) == set()


def test_a_lead_sees_everyones_and_ends_those_of_a_person(open_page, signed_in_as):
    ben = signed_in_as(Role.OPERATOR, name="Ben", user_agent=EDGE)
    signed_in_as(Role.OPERATOR, name="Ben", user_agent=EDGE)
    this = signed_in_as(Role.LEAD, user_agent=FIREFOX)
    page = open_page("sessions", show="all")
    said = text_of(page)
    assert "Ben" in said
    assert "Ada Byron" in said
    assert "end_all" not in keys_of(page)  # whose?
    page = open_page("sessions", show="all", who=ben.identity)
    assert "1 session<" not in text_of(page)
    page.button(key="end_all").click().run()
    assert "End Ben’s 2 sessions?" in text_of(page)
    page.button(key="end_session").click().run()
    assert open_ids(page) == {this.id}
    assert events()[0] == (AccessEventType.SESSION_ENDED, "Ada Byron", "Ben, 2 sessions")


def test_a_lead_ends_one_of_another_person(open_page, signed_in_as):
    ben = signed_in_as(Role.OPERATOR, name="Ben", user_agent=EDGE)
    this = signed_in_as(Role.LEAD)
    page = open_page("sessions", show="all", session=ben.id)
    assert "End Ben’s session (Edge 138, Windows)?" in text_of(page)
    page.button(key="end_session").click().run()
    assert open_ids(page) == {this.id}


def test_a_lead_whose_role_is_taken_meanwhile_ends_nothing(open_page, signed_in_as, take_roles):
    ben = signed_in_as(Role.OPERATOR, name="Ben")
    this = signed_in_as(Role.LEAD)
    page = open_page("sessions", show="all", session=ben.id)
    take_roles(this)
    page.button(key="end_session").click().run()
    assert open_ids(page) == {ben.id, this.id}
    assert events()[0][0] == AccessEventType.ACT_REFUSED


def test_the_person_filter_goes_into_the_address(open_page, signed_in_as):
    ben = signed_in_as(Role.OPERATOR, name="Ben")
    signed_in_as(Role.LEAD)
    page = open_page("sessions", show="all")
    page.selectbox(key="sessions_of").select(ben.identity).run()
    assert page.query_params["who"] == ben.identity
    assert "1 session" in text_of(page)


@pytest.mark.parametrize("query", [{"session": "none"}, {"who": HOSTILE, "show": "all"}, {"rows": "99"}])
def test_an_address_that_names_nothing_is_harmless(open_page, signed_in_as, query):
    signed_in_as(Role.LEAD)
    page = open_page("sessions", **query)
    assert "end_session" not in keys_of(page)
    assert "<img" not in text_of(page)


def test_what_a_browser_and_a_provider_said_is_shown_as_text_only(open_page, signed_in_as):
    signed_in_as(Role.LEAD, name=HOSTILE, user_agent=HOSTILE, client_address=HOSTILE)
    for query in ({}, {"show": "all"}):
        said = text_of(open_page("sessions", **query))
        assert "<img" not in said
        assert "&lt;img src=x" in said


def test_many_sessions_are_shown_page_by_page(open_page, signed_in_as):
    for _ in range(PER_PAGE):
        signed_in_as(Role.VIEWER)
    signed_in_as(Role.LEAD, name="Grace Hopper")
    first, second = open_page("sessions", show="all"), open_page("sessions", show="all", rows="2")
    assert f"<b>1–{PER_PAGE}</b> of {PER_PAGE + 1}" in text_of(first)
    assert f"<b>{PER_PAGE + 1}</b> of {PER_PAGE + 1}" in text_of(second)
