"""When the form offers no start: no company, no finished set-up, nothing left to cover."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from codat_client import Configuration, NotFound
from dashboard.insight.reading import Reading
from dashboard.ui.start.days import DAY, RANGE
from dashboard.views import cause_words, theme
from dashboard.views.start import blockers
from dashboard.views.start import plan as start_plan
from dashboard.views.start.plan import Beginning
from tests.views.start.test_plan import (
    BOOKS_END,
    DAILY,
    LINKED,
    NOW,
    READ,
    UNKNOWN,
    UNREAD,
    headlines,
    plan,
    situation,
    sync,
)

NOT_FOUND: Reading[Any] = Reading(error=NotFound("None."))


def test_without_a_set_up_nothing_is_started_and_why_is_said():
    stop = blockers.no_start(situation(configuration=NOT_FOUND))
    assert stop is not None
    assert stop.headline == "Sync for Commerce isn’t set up here"


def test_a_set_up_that_is_not_finished_is_no_start_either_though_it_is_off_too():
    stop = blockers.no_start(situation(configuration=Configuration(configured=False, enable=False)))
    assert stop is not None
    assert (stop.headline, stop.mark) == ("The set-up isn’t finished", theme.LATE)
    assert stop.steps == cause_words.FINISH


def test_a_company_that_codat_does_not_find_any_more_is_no_start_whatever_was_read_before():
    gone = Reading(sync(), NOW, NotFound("None."))
    all_gone = dict.fromkeys(READ, NOT_FOUND) | {"latest": gone, "last_successful": gone}
    stop = blockers.no_start(situation(**all_gone))
    assert stop is not None
    assert stop.headline == "Codat can’t find this company"
    assert blockers.no_start(situation(**(all_gone | {"connections": LINKED}))) != stop
    assert blockers.no_start(situation(configuration=NOT_FOUND, connections=NOT_FOUND)) == stop


@pytest.mark.parametrize("known", [DAILY, Configuration(enable=True), Configuration(), UNREAD, None])
def test_what_is_on_or_not_reported_can_be_started(known):
    assert blockers.no_start(situation(configuration=known)) is None


def test_while_sync_is_switched_off_nothing_can_be_started_and_who_switches_it_on_is_said():
    stop = blockers.no_start(situation(configuration=Configuration(enable=False)))
    assert stop is not None
    assert stop.headline == "Sync is switched off for this company"
    assert stop.steps[0][0] == "Merchant"


def test_a_cover_that_runs_backwards_is_no_cover():
    wanted = plan(DAY, None, date(2026, 11, 10), beginning=replace(BOOKS_END, estimated=False))
    nothing = blockers.nothing_left(wanted, situation())
    assert nothing is not None
    assert nothing.headline == "There is nothing left to cover up to 10 Nov"
    assert dict(start_plan.asked(wanted, situation(), "x"))["From"] == "–"
    assert headlines(wanted, situation(latest=sync(4000))) == []


def test_where_its_beginning_is_estimated_that_nothing_is_left_is_too():
    nothing = blockers.nothing_left(plan(DAY, None, date(2026, 11, 10)), situation())
    assert nothing is not None
    assert nothing.headline == "By Codat’s schedule, there is nothing left to cover up to 10 Nov"
    assert "that’s an estimate" in nothing.reason


def test_up_to_a_day_before_the_start_date_there_is_nothing_to_cover():
    start_date = Beginning(datetime(2026, 11, 11, tzinfo=UTC), "11 Nov 00:00", "The start date.")
    nothing = blockers.nothing_left(plan(DAY, None, date(2026, 11, 8), start_date), situation())
    assert nothing is not None
    assert nothing.headline == "There are no sales to cover up to 8 Nov"


def test_a_cover_of_a_moment_or_of_typed_days_is_something():
    assert blockers.nothing_left(plan(DAY, None, date(2026, 11, 11)), situation()) is None
    assert blockers.nothing_left(plan(RANGE, date(2026, 11, 8), date(2026, 11, 9)), situation()) is None
    assert blockers.nothing_left(plan(beginning=UNKNOWN), situation()) is None
