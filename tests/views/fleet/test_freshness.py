"""How fresh Home is, in words: what is checked, what waits, what is left for it, what the plan gives up."""

from __future__ import annotations

from datetime import timedelta

from dashboard.views.fleet import freshness
from dashboard.views.fleet.freshness import Ages
from tests.insight.fleet.fleet_rows import NOW, a_row, a_state

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def test_until_all_are_checked_it_says_how_many_are():
    some = Ages.of_rows([a_row(1, a_state(), read_at=NOW - HOUR), a_row(2)])
    assert some == Ages(1, 2, NOW - HOUR)
    assert freshness.ages_line(some, NOW) == "1 of 2 merchants checked so far"


def test_then_it_says_how_old_the_oldest_is():
    every = Ages.of_rows(a_row(at, a_state(), read_at=NOW - at * HOUR) for at in (1, 3, 2))
    assert freshness.ages_line(every, NOW) == "All 3 checked, the oldest 3 h ago"
    assert freshness.ages_line(Ages.of_rows([]), NOW) == "All 0 checked"


def test_what_waits_comes_before_when_the_next_is_due():
    assert freshness.next_line(1, NOW, NOW) == "1 waiting to be checked"
    assert freshness.next_line(1_200, NOW + HOUR, NOW) == "1,200 waiting to be checked"
    assert freshness.next_line(0, NOW + 5 * MINUTE, NOW) == "Next check in 5 min"
    assert freshness.next_line(0, NOW, NOW) == "Next check now"


def test_a_budget_that_is_not_known_is_not_guessed():
    assert freshness.budget_line(None, "14:00") == ""
    assert freshness.budget_line(0, "14:00") == "0 requests left for checks until 14:00"
    assert freshness.budget_line(1, "14:00") == "1 request left for checks until 14:00"


def test_what_is_given_up_is_named_with_the_wish():
    said = freshness.given_up(
        [("troubled", 15 * MINUTE, 40 * MINUTE), ("healthy", HOUR, None), ("new word", HOUR, 2 * HOUR)]
    )
    assert said == [
        "Merchants with problems are checked every 40 min instead of 15 min, as few requests are left",
        "Healthy merchants aren’t checked until Codat’s quota restarts",
        "Merchants are checked every 2 h instead of 1 h, as few requests are left",
    ]


def test_progress_is_of_all_that_are_asked_for():
    assert (
        freshness.progress_line(340, 1_999, "10:42") == "Checking 340 of 1,999 merchants, until about 10:42"
    )


def test_progress_whose_end_is_not_known_names_none():
    assert freshness.progress_line(340, 1_999, "") == "Checking 340 of 1,999 merchants"
    assert freshness.waiting_line(0, 1) == "Check paused at 0 of 1 merchant"
    assert freshness.waiting_line(340, 1_999) == "Check paused at 340 of 1,999 merchants"
