"""Home's headline and counts: what a team lead asks first, as one sentence and as filters."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from dashboard.insight.fleet.filters import Filter
from dashboard.insight.fleet.query import FleetQuery, Selection
from dashboard.views.fleet import filter_words, freshness, headline, pager
from dashboard.views.fleet.freshness import Ages
from dashboard.views.fleet.headline import Overview
from tests.insight.fleet.fleet_rows import NOW, a_row, a_state
from tests.insight.fleet.test_query import VALUES


def overview(total=999, **states):
    return Overview({each: states if each is Filter.STATE else {} for each in Filter}, total)


@pytest.mark.parametrize(
    ("states", "said"),
    [
        (
            {"attention": 41, "soon": 3},
            "41 of 999 merchants need attention; 3 will be switched off within 3 days",
        ),
        (
            {"attention": 41, "week": 5},
            "41 of 999 merchants need attention; 5 will be switched off within 7 days",
        ),
        ({"attention": 1}, "1 of 999 merchants needs attention"),
        ({}, "None of 999 merchants needs attention"),
        ({"unread": 999}, "999 merchants, none checked yet"),
        ({"unread": 99}, "None of the 900 checked merchants needs attention"),
    ],
)
def test_the_headline_answers_how_many_need_someone(states, said):
    assert headline.headline(overview(**states))[1] == said


def test_what_is_off_or_was_never_read_is_said_below():
    _, _, reason = headline.headline(overview(attention=41, off=2, unread=1))
    assert reason == "2 are switched off. 1 isn’t checked yet."


@pytest.mark.parametrize(
    ("snoozed", "said", "reason"),
    [
        (1, "None of 998 merchants needs attention", "1 is snoozed."),
        (998, "The only merchant needs no attention", "998 are snoozed."),
        (999, "Every merchant is snoozed", "999 are snoozed."),
    ],
)
def test_a_snoozed_merchant_is_never_one_that_needs_no_attention(snoozed, said, reason):
    made = overview()
    made.counts[Filter.SNOOZED]["yes"] = snoozed
    assert headline.headline(made)[1:] == (said, reason)


def test_nothing_is_marked_as_fine_while_some_were_never_read():
    assert headline.headline(overview(unread=1))[0] == "unknown"
    assert headline.headline(overview())[0] == "succeeded"


def test_a_count_sets_its_filter_and_clears_it_when_it_is_set():
    html = headline.counts_line(
        overview(attention=41, off=2), {Filter.STATE: "off"}, lambda which, value: f"/?{which}={value}"
    )
    assert re.findall(r'href="([^"]+)"( aria-current="true")?', html) == [
        ("/?state=attention", ""),
        ("/?state=", ' aria-current="true"'),
    ]


@pytest.mark.parametrize(
    ("which", "value"), [(each, value) for each, some in VALUES.items() for value in some]
)
def test_every_value_of_a_filter_has_words(which, value):
    assert filter_words.value_words(which, str(value))
    assert filter_words.chip(which, str(value))[0].isupper() or which is Filter.TAG


def test_a_tag_and_a_name_are_shown_as_they_are():
    assert filter_words.chip(Filter.TAG, "region=EU") == "Tag: region: EU"
    assert filter_words.chip(Filter.OWNER, "name:Ada") == "Owner: Ada"


def test_the_pager_says_which_rows_the_page_has():
    rows = tuple(a_row(each) for each in range(2))
    shown = Selection(rows, 7, 3, {}, {}, previous="", following="x")
    html = pager.where(FleetQuery(), shown, lambda query: f"/?after={query.after}")
    assert "3–4 of 7 merchants" in html
    assert re.findall(r'href="([^"]+)">(\w+)', html) == [("/?after=", "Previous"), ("/?after=x", "Next")]
    assert "1 merchant<" in pager.where(FleetQuery(), Selection(rows[:1], 1, 1, {}, {}), str)


def test_how_fresh_the_rows_are():
    read = [a_row(each, a_state()) for each in range(2)]
    assert freshness.ages_line(Ages.of_rows(read), NOW) == "All 2 checked, the oldest just now"
    assert freshness.ages_line(Ages.of_rows([*read, a_row(5)]), NOW) == "2 of 3 merchants checked so far"
    assert freshness.progress_line(340, 999, "10:42") == "Checking 340 of 999 merchants, until about 10:42"


def test_what_is_read_next_and_what_is_left_for_it():
    assert freshness.next_line(1, NOW, NOW) == "1 waiting to be checked"
    assert freshness.next_line(12, NOW, NOW) == "12 waiting to be checked"
    assert freshness.next_line(0, NOW + timedelta(minutes=3), NOW) == "Next check in 3 min"
    assert freshness.next_line(0, NOW, NOW) == "Next check now"
    assert freshness.budget_line(1200, "00:00") == "1,200 requests left for checks until 00:00"
    assert freshness.budget_line(None, "00:00") == ""


def test_what_the_plan_gives_up_is_said():
    troubled = ("troubled", timedelta(minutes=15), timedelta(minutes=40))
    assert freshness.given_up([troubled, ("healthy", timedelta(days=1), None)]) == [
        "Merchants with problems are checked every 40 min instead of 15 min, as few requests are left",
        "Healthy merchants aren’t checked until Codat’s quota restarts",
    ]


@pytest.mark.parametrize(
    ("which", "value", "said"),
    [
        (Filter.CAUSE, "nonsense", "The cause “nonsense” isn’t known, so no merchant matches it."),
        (Filter.CAUSE, "write-refused", "No merchant matches “Cause: write rejected”."),
        (Filter.PLATFORM, "Zo\nho", "No merchant matches “Platform: Zo ho”."),
        (Filter.OWNER, "name:Ada", "No merchant matches “Owner: Ada”."),
        (Filter.OWNER, "mine", "No merchant matches “Owner: mine”."),
        (Filter.STATE, "stuck", "No merchant matches “State: stuck”."),
        (Filter.SNOOZED, "yes", "No merchant matches “Snoozed”."),
    ],
)
def test_a_filter_that_no_merchant_matches_is_named(which, value, said):
    assert filter_words.no_match(which, value) == said


@pytest.mark.parametrize(
    ("number", "said", "link"),
    [
        (1, "The only merchant that matches these filters is snoozed.", "Show it"),
        (2, "All 2 merchants that match these filters are snoozed.", "Show them"),
        (1_200, "All 1,200 merchants that match these filters are snoozed.", "Show them"),
    ],
)
def test_where_all_that_match_are_snoozed_it_says_how_many_and_how_to_see_them(number, said, link):
    assert (filter_words.all_snoozed(number), filter_words.show_snoozed(number)) == (said, link)


@pytest.mark.parametrize("which", list(Filter))
def test_a_filter_that_isn_t_known_is_named_and_a_long_one_is_cut(which):
    said = filter_words.not_known(which, "x" * 400)
    assert said.startswith(f"The filter “{filter_words.LABELS[which]}: xxx")
    assert len(said) < 130
    assert len(filter_words.no_match(Filter.PLATFORM, "x" * 400)) < 110
