"""What Start says of a sync that is running, and of sales booked by hand: the same as Company."""

from dataclasses import replace
from datetime import date

import pytest

from dashboard.ui.start.days import RANGE
from dashboard.views.cause_words import Names
from dashboard.views.verdict.texts import texts_for_verdict
from tests.insight.verdict_makers import at, nights
from tests.insight.verdict_makers import judged as verdict_of
from tests.insight.verdict_makers import sync as sync_at
from tests.views.start.test_plan import (
    DAILY,
    LONDON,
    NOW,
    UNKNOWN,
    headlines,
    may_go_on,
    plan,
    remarks,
    running,
    situation,
    sync,
)


def test_a_running_sync_is_the_first_thing_said():
    runs = situation(latest=running("2026-11-20T13:40:00Z"))
    assert headlines(plan(), runs)[0] == "A sync is running,"
    assert runs.is_running
    assert not may_go_on(runs)


def test_a_stuck_one_is_said_and_holds_nobody_up():
    stuck = situation(latest=running("2026-11-20T02:11:00Z"))
    assert headlines(plan(), stuck)[0] == "A sync has been running since today 02:11."
    assert may_go_on(stuck)


@pytest.mark.parametrize("ran", [None, "0001-01-01T00:00:00", "9999-12-31T00:00:00Z"])
def test_one_of_unknown_age_is_asked_about_and_holds_nobody_up(ran):
    perhaps = situation(latest=running(ran))
    assert headlines(plan(), perhaps)[0] == "A sync may be running; its start time is unknown."
    assert may_go_on(perhaps)


@pytest.mark.parametrize("ran", [None, "2026-11-20T02:11:00Z"])
def test_company_and_start_advise_the_same(ran):
    found = situation(latest=running(ran), last_successful=sync(ran="2026-11-19T02:14:00Z"))
    body = remarks(plan(), found)[0][2]
    names = Names("Xero", "Square")
    for _, step in texts_for_verdict(found.verdict, names, LONDON, NOW).steps:
        assert step.partition(";")[0].removesuffix(".")[1:] in body


def test_an_old_gap_asks_for_the_merchant():
    assert headlines(plan(), situation(configuration=DAILY))[0] == "Ask the merchant"


def test_sales_of_today_are_not_asked_about():
    fresh = situation(configuration=DAILY, last_successful=sync(ran="2026-11-20T02:14:00Z"))
    assert "Ask the merchant" not in headlines(plan(), fresh)


def test_days_that_bring_nothing_missing_are_not_asked_about():
    wanted = plan(RANGE, date(2026, 11, 3), date(2026, 11, 5), configuration=DAILY)
    assert "Ask the merchant" not in headlines(wanted, situation(configuration=DAILY))


@pytest.mark.parametrize(
    ("success", "said"),
    [
        (None, "entered any sales by hand. "),
        (sync(ran="not told"), "entered any sales since the last successful sync by hand. "),
        (sync(), "entered any sales since the last successful sync (11 Nov 02:14) by hand. "),
    ],
)
def test_the_question_for_the_merchant_names_a_time_only_where_one_is_known(success, said):
    failed = sync(4000, "2026-11-20T02:14:00Z", sync_id="2")
    known = situation(latest=failed, last_successful=success)
    asked = remarks(plan(beginning=UNKNOWN), known)[0]
    assert asked[1] == "Ask the merchant"
    assert said in asked[2]


def test_a_sync_whose_end_nobody_knows_is_asked_about_before_another_starts():
    unknown = situation(latest=sync(3000, "2026-11-20T02:14:00Z", "3"), configuration=DAILY)
    remark = next(each for each in remarks(plan(), unknown) if each[0] == "unknown")
    assert remark[1] == "The latest sync’s outcome is unknown."
    steps = texts_for_verdict(unknown.verdict, Names("Xero"), LONDON, NOW).steps
    assert remark[2].endswith("First ask Codat support what its code means.")
    assert any("what its code means" in what for _, what in steps)


@pytest.mark.parametrize(("first", "asked"), [(10, True), (17, False)])
def test_what_company_has_compared_first_start_has_compared_too(first, asked):
    days = plan(RANGE, date(2026, 11, first), date(2026, 11, 19))
    failed = nights([5000] * 5, at(15))
    syncs = [*nights([2000], at(9)), *failed, sync_at(at(15, 11, 18)), *nights([5000] * 5)]
    seen = situation(configuration=DAILY, latest=syncs[-1], last_successful=syncs[-6])
    seen = replace(seen, verdict=verdict_of(syncs))
    assert seen.verdict.gap.unclear == at(15, 11, 18)
    told = texts_for_verdict(seen.verdict, Names("Xero"), LONDON, NOW)
    assert told.steps[0][1].startswith("compare sales from 9 Nov")
    said = "Some of these sales may be in the books already." in headlines(days, seen)
    assert said is asked


@pytest.mark.parametrize(("first", "asked"), [(18, True), (19, False)])
def test_start_asks_to_compare_what_a_sync_of_unknown_outcome_may_have_brought(first, asked):
    days = plan(RANGE, date(2026, 11, first), date(2026, 11, 19))
    syncs = nights([2000, 4000, 3000, 5000, 5000])
    seen = situation(configuration=DAILY, latest=syncs[-1], last_successful=syncs[0])
    seen = replace(seen, verdict=verdict_of(syncs))
    told = texts_for_verdict(seen.verdict, Names("Xero"), LONDON, NOW)
    assert told.steps[0][1].startswith("compare sales from 16 Nov to 18 Nov with Xero")
    assert (
        "A sync ran on 18 Nov at 02:14 with an unknown outcome; it may have covered some of them."
        in told.reason
    )
    bodies = [body for _, headline, body in remarks(days, seen) if "may be in" in headline]
    assert bool(bodies) is asked
    assert all(body.startswith("A sync ran on 18 Nov 02:14 with an unknown outcome") for body in bodies)
