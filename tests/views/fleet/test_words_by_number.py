"""Home's sentences for none, one and many: the numbers agree with their nouns and verbs."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.insight.fleet.episode import Incident, VerdictChange
from dashboard.insight.fleet.filters import Filter, Since, StateGroup
from dashboard.insight.fleet.over_time.changes import FleetChanges, IncidentCount
from dashboard.insight.fleet.query import FleetQuery, Selection
from dashboard.insight.fleet.row_order import Sort
from dashboard.insight.verdict.state import State
from dashboard.views.fleet import digest_words, filter_words, freshness, headline, incident_words, pager
from dashboard.views.fleet.freshness import Ages
from dashboard.views.fleet.headline import Overview
from tests.insight.fleet.episodes import NIGHT
from tests.insight.fleet.fleet_rows import NOW, a_row, a_state

UTC = ZoneInfo("Etc/UTC")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
XERO, SAGE = (
    Incident(at, "write-refused", books, NIGHT, NIGHT, NIGHT) for at, books in ((1, "Xero"), (2, "Sage"))
)


def overview(total, states=None, **others):
    """Return the counts of a fleet: by state, and in `others` by the names of other filters."""
    counts = {each: {} for each in Filter} | {Filter.STATE: states or {}}
    return Overview(counts | {Filter(name): each for name, each in others.items()}, total)


def said(total, **states):
    """Return the headline and what stands below."""
    return headline.headline(overview(total, states))[1:]


@pytest.mark.parametrize(
    ("total", "states", "first", "below"),
    [
        (1, {}, "The only merchant needs no attention", ""),
        (1, {"attention": 1}, "1 of 1 merchant needs attention", ""),
        (1, {"unread": 1}, "1 merchant, not checked yet", ""),
        (2, {}, "None of 2 merchants needs attention", ""),
        (2, {"unread": 2}, "2 merchants, none checked yet", ""),
        (2, {"unread": 1}, "The only checked merchant needs no attention", "1 isn’t checked yet."),
        (3, {"unread": 1}, "None of the 2 checked merchants needs attention", "1 isn’t checked yet."),
        (9, {"attention": 1, "off": 1}, "1 of 9 merchants needs attention", "1 is switched off."),
        (9, {"attention": 2, "off": 2}, "2 of 9 merchants need attention", "2 are switched off."),
        (
            10_000,
            {"attention": 1_204, "soon": 1, "unread": 2_000},
            "1,204 of 10,000 merchants need attention; 1 will be switched off within 3 days",
            "2,000 aren’t checked yet.",
        ),
        (
            9_999,
            {"attention": 9_999, "soon": 1_000, "off": 1_000},
            "9,999 of 9,999 merchants need attention; 1,000 will be switched off within 3 days",
            "1,000 are switched off.",
        ),
    ],
)
def test_the_headline_agrees_with_its_numbers(total, states, first, below):
    assert said(total, **states) == (first, below)


@pytest.mark.parametrize(
    ("states", "mark"),
    [
        ({}, "succeeded"),
        ({"unread": 1}, "unknown"),
        ({"attention": 1}, "failed"),
        ({"attention": 1, "unread": 8}, "failed"),
        ({"asking": 3, "settling": 1}, "succeeded"),
    ],
)
def test_the_mark_is_the_gravest_that_is_known(states, mark):
    assert headline.headline(overview(9, states))[0] == mark


@given(
    st.integers(1, 10_000).flatmap(
        lambda total: st.tuples(
            st.just(total),
            st.integers(0, total).flatmap(
                lambda wrong: st.tuples(st.just(wrong), st.integers(0, total - wrong))
            ),
        )
    )
)
def test_no_headline_says_that_all_is_well_while_something_is_wrong_or_unread(drawn):
    total, (wrong, unread) = drawn
    first, below = said(total, attention=wrong, unread=unread)
    assert bool(wrong) is (first.startswith(f"{wrong:,} of ") if wrong else False)
    assert not unread or "checked" in first + below


def test_counts_of_nothing_are_left_out_and_one_that_is_set_stays():
    html = headline.counts_line(overview(3), {Filter.STATE: "off"}, lambda which, value: f"{which}={value}")
    assert html.count("<a ") == 1
    assert "<b>0</b> switched off" in html


def test_counts_stand_in_the_order_of_urgency_then_of_people():
    shown = overview(
        9, dict.fromkeys(StateGroup, 2), new={"looked": 2}, owner={"mine": 2}, snoozed={"yes": 2}
    )
    html = headline.counts_line(shown, {}, lambda which, value: f"{which}={value}")
    order = ["attention", "soon", "off", "overdue", "unread", "fine", "looked", "mine", "yes"]
    places = [html.index(f"={each}") for each in order]
    assert places == sorted(places)


def test_an_address_from_outside_stays_within_its_attribute():
    html = headline.counts_line(overview(3, {"off": 1}), {}, lambda _, value: f'/?q="><script>{value}')
    assert "<script>" not in html
    assert html.count("<a ") == 1


@pytest.mark.parametrize(
    ("total", "first", "shown", "words"),
    [
        (0, 0, 0, "0 merchants"),
        (1, 1, 1, "1 merchant"),
        (100, 1, 100, "100 merchants"),
        (101, 1, 100, "1–100 of 101 merchants"),
        (101, 101, 1, "101–101 of 101 merchants"),
        (10_000, 9_901, 100, "9,901–10,000 of 10,000 merchants"),
    ],
)
def test_the_pager_counts_from_one(total, first, shown, words):
    rows = tuple(a_row(each) for each in range(shown))
    html = pager.where(FleetQuery(), Selection(rows, total, first, {}, {}), str)
    assert f"<span>{words}</span>" in html
    assert "<a" not in html


def test_a_page_keeps_the_filters_and_the_order_of_the_list():
    query = FleetQuery({Filter.STATE: "off"}, Sort.NAME, "here")
    shown = Selection((a_row(1),), 9, 5, {}, {}, previous="", following='"next"')
    asked = []

    def address(each):
        asked.append(each)
        return each.after

    html = pager.where(query, shown, address)
    assert [(each.values, each.sort, each.after) for each in asked] == [
        (query.values, Sort.NAME, ""),
        (query.values, Sort.NAME, '"next"'),
    ]
    assert '"next"' not in html


@pytest.mark.parametrize(
    ("read", "of", "oldest", "words"),
    [
        (0, 0, None, "All 0 checked"),
        (0, 1, None, "0 of 1 merchant checked so far"),
        (1, 2, NOW, "1 of 2 merchants checked so far"),
        (1_000, 1_000, NOW - 3 * HOUR, "All 1,000 checked, the oldest 3 h ago"),
        (9_999, 10_000, NOW, "9,999 of 10,000 merchants checked so far"),
    ],
)
def test_how_many_were_checked(read, of, oldest, words):
    assert freshness.ages_line(Ages(read, of, oldest), NOW) == words


def test_the_oldest_check_is_the_oldest_of_any_row():
    fleet = [a_row(1, a_state(), read_at=NOW), a_row(2, a_state(), read_at=NOW - DAY), a_row(3)]
    assert Ages.of_rows(fleet) == Ages(2, 3, NOW - DAY)
    assert Ages.of_rows([]) == Ages(0, 0, None)


@pytest.mark.parametrize(
    ("waiting", "minutes", "words"),
    [
        (1, 5, "1 waiting to be checked"),
        (1_200, 5, "1,200 waiting to be checked"),
        (0, 5, "Next check in 5 min"),
        (0, 0, "Next check now"),
        (0, -5, "Next check now"),
    ],
)
def test_when_the_next_check_is(waiting, minutes, words):
    assert freshness.next_line(waiting, NOW + minutes * MINUTE, NOW) == words


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (0, "0 requests left for checks until 00:00"),
        (1, "1 request left for checks until 00:00"),
        (61_000, "61,000 requests left for checks until 00:00"),
        (None, ""),
    ],
)
def test_what_is_left_of_the_quota(left, words):
    assert freshness.budget_line(left, "00:00") == words


@pytest.mark.parametrize(
    ("reason", "who"),
    [
        ("troubled", "Merchants with problems"),
        ("due", "Merchants with a sync due"),
        ("unread", "New merchants"),
        ("healthy", "Healthy merchants"),
        ("of another version", "Merchants"),
    ],
)
def test_every_reason_to_read_has_its_people(reason, who):
    assert freshness.given_up([(reason, DAY, None)]) == [f"{who} aren’t checked until Codat’s quota restarts"]
    assert freshness.given_up([(reason, HOUR, DAY)])[0].startswith(
        f"{who} are checked every 24 h instead of 1 h"
    )


def test_nothing_given_up_says_nothing():
    assert freshness.given_up([]) == []
    assert freshness.progress_line(0, 1, "10:42") == "Checking 0 of 1 merchant, until about 10:42"


def some(number, cause="write-refused"):
    return tuple(
        VerdictChange(f"{cause}{at}", NIGHT, State.ARRIVING, State.FAILING, cause=cause)
        for at in range(number)
    )


def line(at, **lists):
    """Return one of the five lines of a digest."""
    return digest_words.lines(FleetChanges(NIGHT - DAY, NIGHT, **lists))[at]


@pytest.mark.parametrize(
    ("lists", "words"),
    [
        ({}, "None newly failing."),
        ({"failing": some(1, "")}, "1 merchant newly failing."),
        ({"failing": some(1, "no-such")}, "1 merchant newly failing: cause not known."),
        ({"failing": some(2, "")}, "2 merchants newly failing."),
        ({"failing": some(2)}, "2 merchants newly failing, all of them: write rejected."),
        ({"failing": some(1) + some(2, "")}, "3 merchants newly failing, 1 of them: write rejected."),
        ({"failing": some(2_000)}, "2,000 merchants newly failing, all of them: write rejected."),
    ],
)
def test_who_newly_fails_is_told_with_the_most_frequent_cause(lists, words):
    assert line(1, **lists) == words


@pytest.mark.parametrize(
    ("off", "soon", "words"),
    [
        (0, 0, "None newly switched off or about to be."),
        (1, 0, "1 merchant switched off; none more will be switched off soon."),
        (2, 1, "2 merchants switched off; 1 more will be switched off soon."),
        (0, 1, "None switched off; 1 will be switched off soon."),
        (0, 12, "None switched off; 12 will be switched off soon."),
        (0, 1_200, "None switched off; 1,200 will be switched off soon."),
    ],
)
def test_who_is_off_and_who_soon_will_be(off, soon, words):
    assert line(2, switched_off=some(off), will_be_switched_off=some(soon)) == words


@pytest.mark.parametrize(
    ("name", "at", "none", "one", "many"),
    [
        ("behind", 3, "None newly late or stuck.", "1 merchant newly late or stuck.",
         "2 merchants newly late or stuck."),
        ("recovered", 4, "None recovered.", "1 merchant recovered.", "2 merchants recovered."),
    ],
)  # fmt: skip
def test_who_is_late_and_who_recovered(name, at, none, one, many):
    assert [line(at, **{name: some(number)}) for number in range(3)] == [none, one, many]


@pytest.mark.parametrize(
    ("begun", "ended", "words"),
    [
        ((), (), "No incident began or ended."),
        ((XERO,), (), "1 incident began: Write rejected, Xero (3 merchants)."),
        (
            (XERO, SAGE), (),
            "2 incidents began: Write rejected, Xero (3 merchants), Write rejected, Sage (3 merchants).",
        ),
        ((), (SAGE,), "1 ended: Write rejected, Sage (3 merchants)."),
        (
            (XERO,), (SAGE,),
            (
                "1 incident began: Write rejected, Xero (3 merchants); "
                "1 ended: Write rejected, Sage (3 merchants)."
            ),
        ),
        ((XERO,), (XERO,), "1 incident began: Write rejected, Xero (3 merchants); 1 ended."),
    ],
)  # fmt: skip
def test_incidents_are_named_once_each(begun, ended, words):
    counts = [tuple(IncidentCount(each, 3, 0) for each in some_) for some_ in (begun, ended)]
    assert line(0, begun=counts[0], ended=counts[1]) == words


@pytest.mark.parametrize("name", [name for name, _, _ in digest_words.LISTS])
def test_a_night_with_one_entry_of_any_list_is_not_quiet(name):
    assert not digest_words.is_quiet(FleetChanges(NIGHT - DAY, NIGHT, **{name: some(1)}))


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (-1, "28 Nov 03:10 – 29 Nov 02:10 (UTC), so far"),
        (0, "28 Nov 03:10 – 29 Nov 03:10 (UTC)"),
        (24 * 400, "28 Nov 2026 03:10 – 29 Nov 2026 03:10 (UTC)"),
    ],
)
def test_the_time_of_a_digest(hours, words):
    assert digest_words.period(FleetChanges(NIGHT - DAY, NIGHT), UTC, NIGHT + hours * HOUR) == words


@pytest.mark.parametrize("value", [*StateGroup, *State])
def test_the_words_of_every_state_are_short_and_tell_it_from_all_others(value):
    words = {each: filter_words.value_words(Filter.STATE, str(each)) for each in StateGroup}
    assert len(set(words.values())) == len(StateGroup)
    assert 0 < len(filter_words.value_words(Filter.STATE, str(value))) < 40


@pytest.mark.parametrize(
    ("which", "value", "words"),
    [
        (Filter.STATE, "soon", "State: off within 3 days"),
        (Filter.STATE, "failing", "State: failing"),
        (Filter.ACTS, "us", "Who acts: You"),
        (Filter.ACTS, "merchant", "Who acts: Merchant"),
        (Filter.PLATFORM, "Xero", "Platform: Xero"),
        (Filter.TAG, "a=b=c", "Tag: a: b=c"),
        (Filter.INCIDENT, "7", "Incident: 7"),
        (Filter.OWNER, "mine", "Owner: mine"),
        (Filter.OWNER, "nobody", "Owner: without an owner"),
        (Filter.OWNER, "name:mine", "Owner: mine"),
        (Filter.NEW, Since.LOOKED, "New since you looked"),
        (Filter.SNOOZED, "yes", "Snoozed"),
    ],
)
def test_a_filter_that_is_set_is_named(which, value, words):
    assert filter_words.chip(which, str(value)) == words


def test_every_order_and_every_filter_has_a_name_of_its_own():
    assert set(filter_words.SORTS) == set(Sort)
    assert set(filter_words.LABELS) == set(Filter)
    assert len(set(filter_words.SORTS.values())) == len(Sort)
    assert filter_words.acts("no one") == ""


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "0 merchants"), (1, "1 merchant"), (2, "2 merchants"), (1_204, "1,204 merchants")],
)
def test_merchants_are_counted(number, words):
    assert incident_words.merchants(number) == words
