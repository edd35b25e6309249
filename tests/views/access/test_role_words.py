"""People and roles in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashboard.access.company import ALL_COMPANIES, CompanyRule
from dashboard.access.person import Grant
from dashboard.access.role import Role
from dashboard.views.access import bar, entrance_words, role_words
from tests.support.people import ISSUER, signed_in
from tests.views.access.samples import EMEA, HOSTILE, SHOPS


@pytest.mark.parametrize(
    ("role", "rule", "words"),
    [
        (Role.VIEWER, ALL_COMPANIES, "Ada Byron, viewer"),
        (Role.LEAD, ALL_COMPANIES, "Ada Byron, lead"),
        (Role.OPERATOR, EMEA, "Ada Byron, operator (some companies)"),
        (None, ALL_COMPANIES, "Ada Byron, no role"),
    ],
)
def test_a_person_is_named_with_the_role(role, rule, words):
    assert role_words.person(signed_in("Ada Byron", role, rule)) == words


@pytest.mark.parametrize(
    ("grants", "words"),
    [
        ((Grant(Role.VIEWER), Grant(Role.OPERATOR, EMEA)), "operator (some companies)"),
        ((Grant(Role.OPERATOR, EMEA), Grant(Role.OPERATOR)), "operator"),
        ((Grant(Role.LEAD), Grant(Role.VIEWER, EMEA)), "lead"),
    ],
)
def test_of_several_roles_the_highest_is_named(grants, words):
    assert role_words.highest(signed_in("Ada", None, grants=grants)) == words


def test_without_a_name_the_subject_of_the_sign_in_is_named():
    who = signed_in("Ada", Role.VIEWER, identity=f"{ISSUER} a8f3")
    for unseen in ("", "\u200b"):
        assert role_words.name(replace(who, name=unseen)) == "a8f3"


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (ALL_COMPANIES, "all companies"),
        (EMEA, "companies tagged region=emea"),
        (SHOPS, "companies named Shop*"),
        (CompanyRule(name="x" * 200), f"companies named {'x' * 59}…"),
    ],
)
def test_the_companies_of_a_rule_are_named(rule, words):
    assert role_words.companies(rule) == words


def test_roles_are_listed_from_the_highest_and_once():
    grants = [Grant(Role.VIEWER, SHOPS), Grant(Role.LEAD), Grant(Role.VIEWER, SHOPS)]
    assert role_words.grants(grants) == "lead; viewer for companies named Shop*"
    assert role_words.grants([]) == "no role"


def test_the_bar_names_the_person_and_signs_out_with_a_post():
    html = bar.signed_in(signed_in("Ada Byron", Role.VIEWER), "/desk/sessions", "/desk/sign-out")
    assert 'href="/desk/sessions"' in html
    assert '<form method="post" action="/desk/sign-out"><button type="submit"' in html
    assert "Ada Byron, viewer" in html


def test_a_hostile_name_acts_nowhere():
    who = signed_in(HOSTILE, Role.VIEWER)
    html = bar.signed_in(who, "/sessions", "/sign-out")
    assert "<img" not in html
    assert "\u202e" not in html
    assert "\n" not in entrance_words.no_role(who)


def test_who_has_no_role_is_given_the_id_to_report():
    said = entrance_words.no_role(signed_in("Ada Byron", None))
    assert said.startswith("You’re signed in as Ada Byron.")
    assert said.endswith("Give them this id: https://sign-in.example ada")
