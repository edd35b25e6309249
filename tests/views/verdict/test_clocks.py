"""Codat’s time for the latest sync ahead of our clock: the sync counts, and the difference is said."""

from datetime import timedelta

import pytest

from dashboard.insight.zone import zone_named
from dashboard.views import running_words
from dashboard.views.cause_words import Names
from dashboard.views.clock import PageClock
from dashboard.views.sync import facts
from dashboard.views.verdict.texts import texts_for_verdict
from dashboard.views.verdict.verdict_text import VerdictText
from tests.insight.verdict_makers import LONDON, NOW, at, judged, nights, sync

CLOCK = PageClock(NOW, zone_named("Europe/London"), LONDON)
AHEAD = timedelta(hours=3, minutes=10)
SAYS = "3 h 10 min ahead of this dashboard’s clock"


def text(code: int = 2000, ahead: timedelta = AHEAD) -> VerdictText:
    latest = sync(NOW + ahead, code)
    verdict = judged([*nights([2000] * 10), latest], latest=latest)
    return texts_for_verdict(verdict, Names("Xero", "Square", "Bluebird"), LONDON, NOW)


def test_the_answer_says_once_by_how_much_the_clocks_differ():
    assert text().lacks == (f"Codat’s time for the latest sync is {SAYS}; one of the two clocks is wrong.",)


def test_the_last_success_is_never_said_to_be_in_some_hours():
    assert text().numbers[2].note == f"{SAYS}, wrote data"


def test_the_answer_reports_that_sync_and_not_of_the_one_before():
    assert text(4000).headline == "The latest sync failed; no sales are missing yet"


@pytest.mark.parametrize("ahead", [timedelta(0), timedelta(minutes=10)])
def test_clocks_that_differ_by_minutes_need_no_word(ahead):
    assert text(ahead=ahead).lacks == ()


def test_without_a_later_sync_no_clock_is_spoken_of():
    verdict = judged(nights([2000] * 10))
    assert texts_for_verdict(verdict, Names(), LONDON, NOW).lacks == ()


@pytest.mark.parametrize(
    ("when", "said"), [(NOW + AHEAD, True), (NOW + timedelta(minutes=5), False), (at(19), False)]
)
def test_the_page_of_a_sync_says_that_its_time_is_ahead(when, said):
    ran = dict(facts.details(sync(when), "", None, "", CLOCK))["Ran"]
    assert (SAYS in ran) is said


@pytest.mark.parametrize(
    ("when", "said", "not_said"),
    [
        (NOW + timedelta(days=3), running_words.NOT_YET, running_words.NO_TIME),
        (None, running_words.NO_TIME, running_words.NOT_YET),
    ],
)
def test_a_running_sync_with_a_time_to_come_is_not_said_to_have_none(when, said, not_said):
    latest = sync(when, 1000)
    verdict = judged([*nights([2000] * 10), latest], latest=latest)
    reason = texts_for_verdict(verdict, Names("Xero", "Square"), LONDON, NOW).reason
    assert said in reason
    assert not_said not in reason
