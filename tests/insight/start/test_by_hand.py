"""When to ask what was booked by hand: one rule for Company, the merchant's text and Start."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dashboard.insight.gap import Gap, Range
from dashboard.insight.reading import Reading
from dashboard.insight.start.by_hand import (
    OLD_GAP,
    days_left,
    has_to_ask,
    instants_of,
    may_be_covered_later,
    missing_in,
)
from dashboard.insight.verdict.facts import CompanyFacts
from dashboard.insight.verdict.state import Ground, State
from dashboard.ui.start.days import NOW as UP_TO_NOW
from dashboard.ui.start.days import DaysChoice, plan_of
from dashboard.views.cause_words import Names
from dashboard.views.clock import PageClock
from dashboard.views.start.plan import Situation, beginning_of
from dashboard.views.verdict.merchant_text import Outside
from dashboard.views.verdict.texts import texts_for_verdict
from tests.insight.verdict_makers import LONDON, NOW, at, judged, linked, nights, settings, sync
from tests.support.merchants import cases, reads
from tests.views.start.test_plan import remarks

HOUR = timedelta(hours=1)


def failing(days, **more):
    return judged(nights([2000] * 20 + [4000] * days), **more)


@pytest.mark.parametrize(("days", "asks"), [(0, False), (1, False), (2, True), (3, True), (40, True)])
def test_after_two_days_without_sales_it_is_asked(days, asks):
    assert failing(days).ask_by_hand is asks


def test_two_days_to_the_second_are_not_old_yet():
    found = failing(2)
    assert not judged(nights([2000] * 20 + [4000] * 2), found.gap.since + OLD_GAP).ask_by_hand
    assert judged(nights([2000] * 20 + [4000] * 2), found.gap.since + OLD_GAP + HOUR / 60).ask_by_hand


def test_while_a_sync_is_running_nothing_can_be_started_so_nothing_is_asked():
    runs = [*nights([2000] * 20 + [4000] * 9), sync(NOW - HOUR / 2, 1000)]
    assert not judged(runs, latest=runs[-1]).ask_by_hand


def test_beside_one_of_unknown_age_it_is_asked():
    runs = [*nights([2000] * 20 + [4000] * 9), sync(None, 1000)]
    assert judged(runs, latest=runs[-1]).ask_by_hand


@pytest.mark.parametrize(("hours", "asks"), [(30, False), (60, True)])
def test_without_a_schedule_the_last_success_decides(hours, asks):
    monthly = settings(schedule={"selected_frequency": "Monthly"})
    runs = [sync(NOW - hours * HOUR, 2000), sync(NOW - HOUR, 4000)]
    assert judged(runs, configuration=monthly).ask_by_hand is asks


def test_without_a_schedule_a_merchant_whose_syncs_succeed_is_not_asked():
    monthly = settings(schedule={"selected_frequency": "Monthly"})
    assert not judged([sync(at(1), 2000)], configuration=monthly).ask_by_hand


@pytest.mark.parametrize(("begins", "asks"), [("2026-11-19T00:00:00", False), ("2026-11-01T00:00:00", True)])
def test_before_the_first_sync_the_start_date_decides(begins, asks):
    fresh = settings(schedule={"start_date_text": begins})
    assert judged([], configuration=fresh).ask_by_hand is asks


@pytest.mark.parametrize(
    ("state", "ground", "asks"),
    [
        (State.FAILING, Ground.PLAIN, True),
        (State.FAILING, Ground.NOT_READ, False),
        (State.NEVER_SYNCED, Ground.NOT_CONFIGURED, False),
        (State.DISCONNECTED, Ground.NO_COMMERCE, False),
        (State.DISCONNECTED, Ground.GONE, False),
        (State.ARRIVING, Ground.PLAIN, False),
    ],
)
def test_where_no_sync_can_bring_sales_nothing_is_asked(state, ground, asks):
    monthly = settings(schedule={"selected_frequency": "Monthly"})
    known = CompanyFacts([sync(at(1), 2000)], linked(), monthly, NOW)
    assert known.gap is None
    assert has_to_ask(known, state, ground) is asks


MISSING = Gap((Range(at(11), at(15)), Range(at(18), at(20))), at(20), days=6, fewest=6, since=at(11))


@pytest.mark.parametrize(
    ("first", "last", "brings"),
    [
        (3, 9, False),
        (3, 11, False),
        (3, 12, True),
        (15, 18, False),
        (14, 16, True),
        (19, 21, True),
        (20, 22, False),
    ],
)
def test_only_days_that_are_missing_count(first, last, brings):
    assert (missing_in(MISSING, Range(at(first), at(last)), (), NOW) is not None) is brings


def test_where_no_gap_is_estimated_any_days_may_bring_something():
    assert missing_in(None, Range(at(1), at(2)), (), NOW) == ()


@given(some.integers(1, 20), some.integers(1, 8))
def test_a_range_brings_something_missing_exactly_if_one_of_its_hours_is(first, days):
    asked = Range(at(first), at(first) + timedelta(days=days))
    hours = [asked.start + hour * HOUR for hour in range(days * 24)]
    missing = [hour for hour in hours for each in MISSING.missing if each.start <= hour < each.finish]
    assert bool(missing_in(MISSING, asked, (), NOW)) is bool(missing)


def test_what_the_record_says_was_entered_by_hand_is_not_asked_about_again():
    entered = instants_of([(date(2026, 11, 11), date(2026, 11, 13))], LONDON)
    left = missing_in(MISSING, Range(at(11), at(16)), entered, NOW)
    assert left == (Range(at(14, 0, 0), at(15)),)
    assert missing_in(MISSING, Range(at(11), at(13)), entered, NOW) is None


def test_what_is_left_of_a_gap_after_an_answer_is_asked_about_once_it_is_old_itself():
    entered = instants_of([(date(2026, 11, 11), date(2026, 11, 18))], LONDON)
    left = Range(at(19, 0, 0), at(20))
    assert missing_in(MISSING, None, entered, at(21, 0, 0)) is None
    assert missing_in(MISSING, None, entered, at(21, 0, 1)) == (left,)


def judged_with(*entered):
    """Judge a merchant whose sales have been missing since the 11th; it is the 20th."""
    days = [(date(2026, 11, first), date(2026, 11, last)) for first, last in entered]
    return judged(nights([2000] * 20 + [4000] * 9), entered_by_hand=days)


@pytest.mark.parametrize(
    ("entered", "asks", "since"),
    [
        ([], True, at(11, 2, 0)),
        ([(11, 19)], False, None),
        ([(11, 15), (16, 19)], False, None),
        ([(11, 14)], True, at(15, 0, 0)),
        ([(13, 19)], True, at(11, 2, 0)),
        ([(1, 8)], True, at(11, 2, 0)),
    ],
)
def test_a_company_is_asked_about_the_days_that_are_not_on_record(entered, asks, since):
    verdict = judged_with(*entered)
    assert (verdict.ask_by_hand, verdict.ask_by_hand_since) == (asks, since)


@pytest.mark.parametrize(("entered", "some"), [((11, 19), True), ((19, 25), True), ((1, 8), False)])
def test_only_days_that_are_missing_change_what_to_start(entered, some):
    assert bool(judged_with(entered).entered_by_hand) is some


@pytest.mark.parametrize(
    ("entered", "later"),
    [((12, 14), True), ((5, 10), False), ((5, 11), True), ((20, 20), True)],
)
def test_a_scheduled_sync_may_cover_what_is_missing_or_still_to_come(entered, later):
    gap = failing(9).gap
    assert may_be_covered_later(gap, None, Range(at(entered[0], 0, 0), at(entered[1], 23, 0))) is later


@pytest.mark.parametrize(("start", "later"), [(at(14, 0, 0), True), (at(15, 0, 0), False)])
def test_none_covers_days_that_end_before_the_start_date(start, later):
    entered = Range(at(12, 0, 0), at(15, 0, 0))
    assert may_be_covered_later(failing(9).gap, start, entered) is later
    assert may_be_covered_later(None, start, entered) is later


@pytest.mark.parametrize(
    ("entered", "left"),
    [((11, 19), [(20, 20)]), ((8, 20), []), ((13, 15), [(16, 20), (11, 12)]), ((16, 20), [(11, 15)])],
)
def test_a_range_without_the_days_entered_by_hand_is_what_lies_after_and_before_them(entered, left):
    def days(pair):
        return date(2026, 11, pair[0]), date(2026, 11, pair[1])

    assert days_left(date(2026, 11, 11), date(2026, 11, 20), days(entered)) == tuple(map(days, left))


@given(some.dates(), some.integers(0, 40), some.integers(-10, 50), some.integers(0, 40))
def test_what_is_left_and_what_was_entered_are_the_range_and_share_no_day(first, length, offset, entered):
    def span(start, finish):
        return {start + timedelta(n) for n in range((finish - start).days + 1)}

    if first > date(9000, 1, 1) or first < date(2, 1, 1):
        return
    last, by_hand = first + timedelta(length), first + timedelta(offset)
    days = by_hand, by_hand + timedelta(entered)
    left = [span(*each) for each in days_left(first, last, days)]
    assert set().union(*left) == span(first, last) - span(*days)
    assert sum(map(len, left)) == len(set().union(*left))


def asks_on(case):
    """Return which texts ask a merchant's question: Company, the merchant's text, Start."""
    known = reads(case)
    verdict = known.judged()
    as_text = texts_for_verdict(
        verdict, Names("Xero", "Square", "It"), verdict.zone.zone, NOW, outside=Outside()
    )
    company = any("by hand. Syncing those" in what for _, what in as_text.steps)
    merchant = "by hand" in as_text.merchant_text.rpartition("\n\n")[0].rpartition("\n\n")[2]
    return (
        company,
        merchant or "entered by hand, so that" in as_text.merchant_text,
        _start_asks(known, verdict),
    )


def _start_asks(known, verdict):
    names = ("latest", "last_successful", "connections", "configuration")
    read: dict[str, Any] = {name: Reading(getattr(known, name), NOW) for name in names}
    situation = Situation(
        PageClock(known.now, verdict.zone, verdict.zone.zone), "Xero", verdict=verdict, **read
    )
    plan = plan_of(DaysChoice(UP_TO_NOW), beginning_of(situation, None), situation)
    return "Ask the merchant" in [headline for _, headline, _ in remarks(plan, situation)]


@pytest.mark.parametrize("case", cases())
def test_company_the_merchants_text_and_start_ask_the_same(case):
    company, merchant, start = asks_on(case)
    assert company == merchant == start == reads(case).judged().ask_by_hand


def test_bluebird_is_asked_and_a_merchant_who_is_well_is_not():
    assert asks_on("archived-tax-rate") == (True, True, True)
    assert asks_on("healthy") == (False, False, False)
    assert reads("archived-tax-rate").judged().gap.first_day == date(2026, 11, 11)
