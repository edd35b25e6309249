"""A snooze leaves a company out of the list until its day or a change, and says which ended it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.insight.activity.entry import NOTE
from dashboard.insight.fleet.work import NEAR, CompanyWork, SnoozeEnd, WorkEventType
from dashboard.insight.share.event import ShareEventType
from dashboard.insight.start.attempt import StartEventType
from dashboard.insight.verdict.state import State

NOW = datetime(2026, 11, 24, 9, 51, tzinfo=UTC)
DAY = timedelta(days=1)
STATES = st.sampled_from(["failing tax-rate", "failing period-locked", "late ", "arriving ", ""])
MOMENTS = st.integers(-60, 60).map(lambda hours: NOW + timedelta(hours=hours))


def snoozed(**values):
    return replace(CompanyWork("c", snoozed_at=NOW, snoozed_state="failing tax-rate"), **values)


def test_without_a_snooze_nothing_is_left_out():
    work = CompanyWork("c", owner="Ada")
    assert (work.is_snoozed(NOW, ""), work.snooze_end(NOW, "")) == (False, None)


def test_a_day_ends_it_at_its_first_instant():
    work = snoozed(snoozed_until=NOW + DAY)
    assert work.is_snoozed(NOW + DAY - timedelta(microseconds=1), "late ")
    assert work.snooze_end(NOW + DAY, "failing tax-rate") is SnoozeEnd.DATE


def test_a_change_of_state_or_cause_ends_one_that_is_until_a_change():
    work = snoozed(until_change=True)
    assert work.is_snoozed(NOW + 300 * DAY, "failing tax-rate")
    assert work.snooze_end(NOW, "failing period-locked") is SnoozeEnd.CHANGE


@pytest.mark.parametrize(
    "state",
    ["will_be_switched_off tax-rate", "probably_switched_off ", "switched_off tax-rate", "disconnected "],
)
def test_a_merchant_that_gets_worse_is_back_before_the_day(state):
    work = snoozed(snoozed_until=NOW + 9 * DAY)
    assert work.snooze_end(NOW, state) is SnoozeEnd.WORSE
    assert not work.is_snoozed(NOW, state)
    assert work.snooze_end(NOW + 9 * DAY, state) is SnoozeEnd.DATE


@pytest.mark.parametrize(
    "state",
    [
        "failing tax-rate",
        "failing period-locked",
        "late ",
        "arriving ",
        "running ",
        "not_known ",
        "",
        "of a later one",
    ],
)
def test_one_that_is_as_bad_as_before_or_better_or_not_known_stays_snoozed_until_its_day(state):
    work = snoozed(snoozed_until=NOW + DAY)
    assert work.is_snoozed(NOW, state)


@pytest.mark.parametrize("until", [{"snoozed_until": NOW + 9 * DAY}, {"until_change": True}])
@pytest.mark.parametrize("cause", ["", "tax-rate"])
def test_a_switch_off_that_comes_near_ends_every_snooze(until, cause):
    state = f"will_be_switched_off {cause}"
    work = snoozed(snoozed_state=state, **until)
    assert work.snooze_end(NOW, state) is None
    assert work.snooze_end(NOW, state + NEAR) is SnoozeEnd.WORSE


@pytest.mark.parametrize("until", [{"snoozed_until": NOW + 9 * DAY}, {"until_change": True}])
def test_one_that_was_snoozed_when_it_was_near_stays_so(until):
    work = snoozed(snoozed_state=f"will_be_switched_off tax-rate{NEAR}", **until)
    assert work.snooze_end(NOW, f"will_be_switched_off tax-rate{NEAR}") is None
    assert work.snooze_end(NOW, "will_be_switched_off tax-rate") is None
    assert work.snooze_end(NOW, "") is None


def test_another_cause_is_a_change_and_a_graver_state_is_worse_near_or_not():
    before = f"will_be_switched_off tax-rate{NEAR}"
    assert (
        snoozed(snoozed_state=before, until_change=True).snooze_end(
            NOW, f"will_be_switched_off period-locked{NEAR}"
        )
        is SnoozeEnd.CHANGE
    )
    until = snoozed(snoozed_state=before, snoozed_until=NOW + DAY)
    assert until.snooze_end(NOW, "switched_off tax-rate") is SnoozeEnd.WORSE
    assert until.snooze_end(NOW + DAY, "switched_off tax-rate") is SnoozeEnd.DATE


@pytest.mark.parametrize("before", ["", "of a later version", "not_known "])
def test_what_is_not_known_to_be_worse_ends_no_snooze(before):
    work = snoozed(snoozed_until=NOW + DAY, snoozed_state=before)
    assert work.is_snoozed(NOW, "late ")
    if before != "not_known ":
        assert work.is_snoozed(NOW, f"will_be_switched_off {NEAR}")


@given(before=st.sampled_from(State), after=st.sampled_from(State))
def test_until_its_day_only_a_graver_state_ends_a_snooze(before, after):
    work = snoozed(snoozed_until=NOW + DAY, snoozed_state=f"{before} a")
    is_worse = after.gravity > before.gravity and after is not State.NOT_KNOWN
    assert work.snooze_end(NOW, f"{after} b") is (SnoozeEnd.WORSE if is_worse else None)


@given(until=st.none() | MOMENTS, until_change=st.booleans(), state=STATES, now=MOMENTS)
def test_a_snooze_lasts_or_has_ended_and_a_later_clock_never_begins_it_again(until, until_change, state, now):
    work = snoozed(snoozed_until=until, until_change=until_change)
    assert work.is_snoozed(now, state) == (work.snooze_end(now, state) is None)
    if not work.is_snoozed(now, state):
        assert not work.is_snoozed(now + DAY, state)
    if until is not None and now >= until:
        assert not work.is_snoozed(now, state)


def test_no_kind_of_event_is_anothers():
    others = {NOTE, *StartEventType, *ShareEventType}
    assert not others & set(WorkEventType)
