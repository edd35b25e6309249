"""Whether a sync is running, for how long it may, and what is known where it bears no time."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dashboard.insight.running import Running, running_since
from dashboard.insight.verdict.facts import VerdictLimits
from dashboard.insight.verdict.state import Ground, State
from tests.insight.verdict_makers import NOW, judged, nights, sync

HOUR = timedelta(hours=1)
UNREADABLE = [None, "", "0001-01-01T00:00:00", "9999-12-31T23:59:59Z", "yesterday, about two"]


def ran(ago, code=1000):
    return sync(NOW - ago, code)


def with_latest(record, **more):
    return judged([*nights([2000] * 9), record], latest=record, **more)


@pytest.mark.parametrize("hours", [1, 2, 6])
def test_a_sync_is_running_until_the_limit_and_stuck_from_then_on(hours):
    limit = hours * HOUR
    assert running_since(NOW - limit + timedelta(seconds=1), NOW, limit) is Running.NOW
    assert running_since(NOW - limit, NOW, limit) is Running.STUCK


def test_a_clock_somewhat_ahead_of_ours_still_counts_as_running():
    assert running_since(NOW + timedelta(minutes=9), NOW, 2 * HOUR) is Running.NOW


def test_a_time_far_ahead_shows_no_age():
    assert running_since(NOW + timedelta(days=900), NOW, 2 * HOUR) is Running.AGE_UNKNOWN


@given(some.timedeltas(timedelta(days=-99), timedelta(days=99)), some.integers(1, 99))
def test_what_is_stuck_stays_stuck_and_was_running_before(age, hours):
    limit = hours * HOUR
    if running_since(NOW - age, NOW, limit) is Running.STUCK:
        assert running_since(NOW - age, NOW + HOUR, limit) is Running.STUCK
        assert running_since(NOW - age, NOW - age, limit) is Running.NOW


def test_company_follows_the_setting_of_the_team():
    three_hours = with_latest(ran(3 * HOUR), limits=VerdictLimits(stuck=6 * HOUR))
    assert (three_hours.state, three_hours.began) == (State.RUNNING, NOW - 3 * HOUR)
    assert with_latest(ran(3 * HOUR)).state is State.STUCK


@pytest.mark.parametrize("time", UNREADABLE)
def test_a_running_sync_without_a_readable_time_is_running_since_nobody_knows_when(time):
    found = with_latest(sync(time, 1000))
    assert (found.state, found.ground, found.began) == (State.RUNNING, Ground.AGE_UNKNOWN, None)
    assert not found.running.timed


@pytest.mark.parametrize("days", [0, 1, 30])
def test_it_is_never_stuck_however_long_it_goes_on(days):
    record = sync(None, 1010)
    found = judged([*nights([2000] * 9), record], NOW + timedelta(days=days), latest=record)
    assert found.state is State.RUNNING


def test_what_it_may_bring_is_not_counted_as_missing():
    record = sync(None, 1000)
    before = judged(nights([2000] * 9, NOW - timedelta(days=1)), NOW.replace(hour=8))
    beside = judged(
        [*nights([2000] * 9, NOW - timedelta(days=1)), record], NOW.replace(hour=8), latest=record
    )
    assert before.gap.days == beside.gap.days == 0


def test_an_old_record_that_lost_its_time_is_in_nobody_s_way():
    found = judged([sync(None, 1000), *nights([2000] * 9)], latest=None)
    assert (found.state, found.running) == (State.ARRIVING, None)


def test_a_time_that_the_list_shows_counts_where_the_latest_shows_none():
    listed = ran(3 * HOUR)
    latest = sync(None, 1000, sync_id=listed.sync_id)
    found = judged([*nights([2000] * 9), listed], latest=latest)
    assert (found.state, found.latest.at) == (State.STUCK, NOW - 3 * HOUR)


def test_a_sync_that_is_over_in_the_list_is_not_running():
    listed = ran(HOUR, 2000)
    found = judged([*nights([2000] * 9), listed], latest=sync(None, 1000, sync_id=listed.sync_id))
    assert found.running is None


def test_a_text_that_says_pending_is_enough_where_the_code_is_missing():
    record = sync(None, None, sync_status="Pending")
    assert with_latest(record).ground is Ground.AGE_UNKNOWN
