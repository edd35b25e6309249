"""A snooze leaves a company out of the list until its day or a change, and says which ended it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dashboard.insight.activity.entry import NOTE
from dashboard.insight.fleet.work import CompanyWork, SnoozeEnd, WorkEventType
from dashboard.insight.share.event import ShareEventType
from dashboard.insight.start.attempt import StartEventType

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
