"""People and their roles as a table, and the words of what a lead does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.access.company import ALL_COMPANIES
from dashboard.access.role import Role
from dashboard.views.access import people_table, people_words
from dashboard.views.access.people_table import PeopleContext
from tests.support.people import ISSUER
from tests.views.access.samples import (
    EMEA,
    HOSTILE,
    LONDON,
    NOW,
    SHOPS,
    from_group,
    from_list,
    from_setting,
    someone,
)

CONTEXT = PeopleContext(
    LONDON,
    NOW,
    change=lambda who: f"/people?who={who}",
    sessions_of=lambda identity: f"/sessions?who={identity}",
    links_of=lambda identity: f"/shared?person={identity}",
    sessions={f"{ISSUER} ada": 2},
    links={f"{ISSUER} ada": 3},
)


def test_a_person_has_name_address_roles_sources_sessions_and_links():
    html = people_table.table([someone("Ada Byron", from_list(), from_group(), from_setting())], CONTEXT)
    for words in (
        ">Ada Byron</span>", "ada@example.com", "operator for companies tagged region=emea", "from the list",
        "viewer ", "from group desk", "lead ", "from LEADS", "today 08:30", ">2</a>", ">3</a>",
        f"/shared?person={ISSUER} ada",
        'aria-label="Change the roles of Ada Byron"',
    ):  # fmt: skip
        assert words in html


def test_no_role_no_session_and_no_link_are_reported():
    html = people_table.table([someone("Ben", who=f"{ISSUER} ben")], CONTEXT)
    assert "no role" in html
    assert html.count(">–<") == 2
    assert "/sessions" not in html


def test_who_never_signed_in_is_named_by_the_address():
    ben = someone("", from_list(), who="ben@example.com", address="ben@example.com", last_seen_at=None)
    html = people_table.table([ben], CONTEXT)
    assert html.count(">ben@example.com<") == 1
    assert "never signed in" in html


def test_who_has_left_is_reported_with_the_day():
    assert "left yesterday 09:30" in people_table.table([someone(left_at=NOW - timedelta(days=1))], CONTEXT)


def test_the_chosen_person_is_marked():
    html = people_table.table([someone(), someone("Ben", who="ben")], CONTEXT, "ben")
    assert html.count("aria-current") == 1


def test_the_facts_of_a_person_have_the_identity_to_copy():
    html = people_table.facts(someone("Ada", from_list()), CONTEXT)
    assert f'data-copy="{ISSUER} ada"' in html
    assert "from the list" in html


def test_the_facts_of_who_never_signed_in_have_no_identity():
    html = people_table.facts(someone(who="ada@example.com", last_seen_at=None), CONTEXT)
    assert "Identity" not in html
    assert "never signed in" in html


def test_hostile_text_acts_nowhere():
    hostile = someone(HOSTILE, from_group(HOSTILE), who=f"{ISSUER} {HOSTILE}", address=HOSTILE)
    for html in (people_table.table([hostile], CONTEXT), people_table.facts(hostile, CONTEXT)):
        assert "<img" not in html
        assert "\u202e" not in html


@pytest.mark.parametrize(
    ("grants", "words"),
    [
        ((from_list(),), ""),
        ((from_group(),), "viewer from group desk"),
        ((from_list(), from_group(), from_setting()), "viewer from group desk and lead from LEADS"),
    ],
)
def test_what_the_list_does_not_give_is_reported(grants, words):
    said = people_words.still(someone("Ada", *grants))
    assert words in said
    assert bool(said) is bool(words)


@pytest.mark.parametrize(
    ("given", "own", "words"),
    [
        (from_list(), False, "Remove Ada’s role (operator for companies tagged region=emea)?"),
        (from_list(Role.LEAD, ALL_COMPANIES), False, "Remove Ada’s role (lead)?"),
        (from_list(Role.LEAD, ALL_COMPANIES), True, people_words.OWN_LEAD_ROLE),
        (from_list(Role.VIEWER, SHOPS), True, "Remove Ada’s role (viewer for companies named Shop*)?"),
    ],
)
def test_taking_a_role_asks_and_warns_of_ones_own(given, own, words):
    assert people_words.take_question("Ada", given, own=own) == words


@pytest.mark.parametrize(
    ("rule", "covered", "whole", "words"),
    [
        (ALL_COMPANIES, 0, True, "Covers all companies."),
        (EMEA, 12, True, "Covers 12 of 58 companies."),
        (EMEA, 12, False, "Covers 12 of 58 companies listed so far."),
        (EMEA, 0, False, "Covers 0 of 58 companies listed so far."),
        (EMEA, 0, True, "No company matches now."),
    ],
)
def test_how_many_companies_a_rule_covers_is_reported(rule, covered, whole, words):
    assert people_words.covers(rule, covered, 58, whole=whole) == words


@pytest.mark.parametrize(
    ("role", "rule", "words"),
    [
        (Role.OPERATOR, ALL_COMPANIES, "Ada has the role operator for all companies."),
        (Role.VIEWER, EMEA, "Ada has the role viewer for companies tagged region=emea."),
    ],
)
def test_what_was_given_is_reported(role, rule, words):
    assert people_words.given("Ada", role, rule) == words


@pytest.mark.parametrize("role", Role)
def test_each_role_of_the_form_says_what_it_allows(role):
    assert people_words.role_choice(role) == f"{role}: {people_words.ROLES[role]}"
