"""People: leads see who has which role and where it comes from, give and take roles, and say who has left."""

from __future__ import annotations

import os

import pytest

from dashboard.access.events import AccessEventType, AccessLog, AccessQuery
from dashboard.access.people import PeopleRepository
from dashboard.access.role import Role
from dashboard.access.sessions import SessionRepository
from dashboard.services.stores import real_store
from dashboard.settings import load
from dashboard.ui.access.people_view import PER_PAGE
from tests.pages.conftest import text_of
from tests.pages.starting import until_gone
from tests.support import app_test
from tests.support.people import ISSUER

HOSTILE = '<img src=x onerror="alert(1)"> **Eve** =1+1'
EVE = "eve@example.com"


def keys_of(page):
    return {each.key for each in page.button}


def store():
    return real_store(load(os.environ))


def roles():
    return {(each.who, each.role, str(each.rule)) for each in PeopleRepository(store()).roles()}


def events():
    return [each.kind for each in AccessLog(store()).page(AccessQuery(), 1, 10).events]


def sessions_of(session):
    return SessionRepository(store()).listed(60, session.identity)


@pytest.fixture
def lead(signed_in_as):
    return signed_in_as(Role.LEAD)


@pytest.fixture
def opened(open_page, signed_in_as):
    """Return a function that opens the page of a person who has this role, as a lead."""

    def open_it(role=Role.OPERATOR, name="Ben", rule="", **query):
        other = signed_in_as(role, name=name, rule=rule)
        signed_in_as(Role.LEAD)
        return other, open_page("people", who=other.identity, **query)

    return open_it


def test_without_sign_in_the_page_says_what_to_set(open_page):
    assert "This dashboard has no sign-in" in text_of(open_page("people"))


@pytest.mark.parametrize("role", [Role.VIEWER, Role.OPERATOR])
def test_only_leads_see_the_list(open_page, signed_in_as, role):
    signed_in_as(Role.LEAD, name="Grace Hopper")
    signed_in_as(role)
    page = open_page("people", who=f"{ISSUER} grace")
    said = text_of(page)
    assert "Only leads can see this." in said
    assert "Grace" not in said
    assert "give_role" not in keys_of(page)


@pytest.mark.parametrize(
    ("role", "linked"), [(Role.LEAD, True), (Role.OPERATOR, False), (Role.VIEWER, False)]
)
def test_only_leads_have_the_page_in_the_bar(open_page, signed_in_as, role, linked):
    signed_in_as(role)
    assert ('href="/people"' in text_of(open_page("help"))) is linked


def test_without_sign_in_no_one_has_it_in_the_bar(open_page):
    assert 'href="/people"' not in text_of(open_page("help", env={"ALLOW_STARTING": "1"}))


def test_everyone_is_listed_with_roles_sources_and_sessions(open_page, signed_in_as, monkeypatch):
    ben = signed_in_as(Role.OPERATOR, name="Ben", rule="tag region=emea")
    signed_in_as(Role.LEAD)
    monkeypatch.setenv("LEADS", "grace@example.com")
    said = text_of(open_page("people"))
    for words in (
        "operator for companies tagged region=emea", "from the list", "grace@example.com", "from LEADS",
        "never signed in", "ben@example.com", f"who={ben.identity.split()[-1]}"[:3], "3 people",
    ):  # fmt: skip
        assert words in said
    assert "/sessions?show=all&amp;who=" in said


def test_a_role_from_a_group_says_so_and_cannot_be_taken_here(open_page, signed_in_as, monkeypatch):
    monkeypatch.setenv("ROLE_CLAIM", "groups")
    monkeypatch.setenv("ROLE_MAP", "desk=viewer name Shop*")
    ben = signed_in_as(None, name="Ben", claims=("desk",))
    signed_in_as(Role.LEAD)
    page = open_page("people", who=ben.identity)
    said = text_of(page)
    assert "viewer for companies named Shop*" in said
    assert "from group desk" in said
    assert "Can’t be removed here" in said
    assert "take_0" not in keys_of(page)


@pytest.mark.usefixtures("lead")
def test_a_role_is_given_to_an_address_before_the_first_sign_in(open_page):
    page = open_page("people")
    page.text_input(key="role_who").input("Eve@Example.com").run()
    page.radio(key="role_role").set_value(Role.OPERATOR).run()
    page.button(key="give_role").click().run()
    assert (EVE, Role.OPERATOR, "") in roles()
    said = text_of(page)
    assert "has the role operator for all companies." in said
    assert EVE in said
    assert events()[0] == AccessEventType.ROLE_GIVEN


@pytest.mark.usefixtures("lead")
@pytest.mark.parametrize("who", ["", "Eve", "eve@", HOSTILE])
def test_what_names_no_person_is_refused_with_what_to_write(open_page, who):
    page = open_page("people")
    before = roles()
    page.text_input(key="role_who").input(who).run()
    page.button(key="give_role").click().run()
    said = text_of(page)
    assert "Nothing was changed." in said
    assert "Write an email address, or ISSUER SUBJECT." in said
    assert "<img" not in said
    assert roles() == before


@pytest.mark.parametrize(
    ("which", "text", "rule", "said"),
    [
        ("name", "*{healthy}", "name *{healthy}", "Covers 1 of "),
        ("name", "no such*", "name no such*", "No company matches now."),
        ("tag", "tier = plus", "tag tier=plus", "Covers "),
    ],
)
def test_a_rule_shows_how_many_companies_it_covers_now(opened, fresh_sandbox, which, text, rule, said):
    names = {"healthy": fresh_sandbox.name("healthy")}
    ben, page = opened(role=None)
    page.button_group(key="role_which").set_value(which).run()
    page.text_input(key="role_rule").input(text.format(**names)).run()
    assert said in text_of(until_gone(page, "listed so far"))
    page.button(key="give_role").click().run()
    assert (ben.identity, Role.VIEWER, rule.format(**names)) in roles()


@pytest.mark.parametrize(("which", "text"), [("tag", ""), ("tag", "region"), ("tag", "=emea"), ("name", " ")])
def test_a_rule_that_cannot_be_read_gives_no_role(opened, which, text):
    _, page = opened(role=None)
    page.button_group(key="role_which").set_value(which).run()
    page.text_input(key="role_rule").input(text).run()
    assert page.button(key="give_role").disabled
    assert "For example" in text_of(page)


def test_a_role_is_taken_after_a_question(opened):
    ben, page = opened()
    page.button(key="take_0").click().run()
    assert "Remove Ben’s role (operator)?" in text_of(page)
    assert any(who == ben.identity for who, *_ in roles())
    page.button(key="do_it").click().run()
    assert not any(who == ben.identity for who, *_ in roles())
    assert events()[0] == AccessEventType.ROLE_TAKEN


def test_cancelling_changes_nothing(opened):
    _, page = opened()
    before = roles()
    page.button(key="take_0").click().run()
    page.button(key="keep_role").click().run()
    assert roles() == before
    assert "do_it" not in keys_of(page)


def test_taking_ones_own_lead_role_warns_and_ends_the_list(open_page, signed_in_as):
    signed_in_as(Role.LEAD, name="Grace Hopper")
    this = signed_in_as(Role.LEAD)
    page = open_page("people", who=this.identity)
    page.button(key="take_0").click().run()
    assert "Remove your own lead role? You can’t give it back to yourself." in text_of(page)
    page.button(key="do_it").click().run()
    assert not any(who == this.identity for who, *_ in roles())
    assert "Grace Hopper" not in text_of(page.run())


def test_the_last_lead_stays(open_page, lead):
    page = open_page("people", who=lead.identity)
    page.button(key="take_0").click().run()
    page.button(key="do_it").click().run()
    assert "This is the last lead for all companies." in text_of(page)
    assert any(who == lead.identity for who, *_ in roles())


def test_who_has_left_has_no_role_and_no_session(opened):
    ben, page = opened()
    assert sessions_of(ben)
    page.button(key="has_left").click().run()
    assert "Has Ben left?" in text_of(page)
    page.button(key="do_it").click().run()
    assert not sessions_of(ben)
    assert not any(who == ben.identity for who, *_ in roles())
    assert "left today" in text_of(page)
    assert "has_left" not in keys_of(page)
    assert AccessEventType.PERSON_LEFT in events()


@pytest.mark.parametrize("key", ["take_0", "has_left"])
def test_a_lead_whose_role_is_taken_meanwhile_changes_nothing(opened, take_roles, key):
    ben, page = opened()
    page.button(key=key).click().run()
    this = next(each for each in SessionRepository(store()).listed(60) if each.identity != ben.identity)
    take_roles(this)
    before = roles()
    page.button(key="do_it").click().run()
    assert roles() == before
    assert sessions_of(ben)


def test_a_lead_for_some_companies_changes_no_roles(open_page, signed_in_as):
    signed_in_as(Role.LEAD, name="Grace Hopper")
    signed_in_as(Role.LEAD, rule="name Blue*")
    page = open_page("people")
    assert "Only leads can see this." in text_of(page)
    assert "give_role" not in keys_of(page)


def test_read_only_lets_a_lead_look_but_not_change(open_page, lead):
    page = open_page("people", env={"READ_ONLY": "1"}, who=lead.identity)
    said = text_of(page)
    assert "You can’t change roles." in said
    assert "READ_ONLY=1" in said
    assert {"give_role", "take_0"}.isdisjoint(keys_of(page))


def test_what_people_and_providers_wrote_is_shown_as_text_only(opened):
    _, page = opened(name=HOSTILE)
    said = text_of(page)
    assert "<img" not in said
    assert "&lt;img src=x" in said
    page.button(key="take_0").click().run()
    assert "<img" not in text_of(page)


@pytest.mark.usefixtures("lead")
def test_a_long_list_is_searched_and_shown_page_by_page(open_page):
    for number in range(PER_PAGE):
        app_test.give_role(store(), f"person{number:02}@example.com", Role.VIEWER)
    page = open_page("people", rows="2")
    assert f"<b>{PER_PAGE + 1}</b> of {PER_PAGE + 1}" in text_of(page)
    page.text_input(key="people_search").input("person07").run()
    assert page.query_params["q"] == "person07"
    assert "1 person<" in text_of(page)
