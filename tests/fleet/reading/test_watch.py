"""When checks ran is on record, and nothing that failed or couldn't be made counts as one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.fleet.history import FleetHistory
from dashboard.fleet.reading.watch import FleetWatch
from tests.fleet.support import DAY, MINUTE, NOW, fleet_in


@pytest.fixture
def noted(store):
    """Return a function that notes rounds (minutes, read, failed, idle), and returns what is on record."""
    repository = fleet_in(store)

    def note(*rounds, watch=None):
        watch = watch or FleetWatch(store, repository.account_id)
        for at, read, failed, idle in rounds:
            watch.note(NOW + at * MINUTE, read=read, failed=failed, idle=idle)
        found = FleetHistory(store, repository.account_id).watched(NOW - DAY, NOW + DAY)
        return [((began - NOW) / MINUTE, (last - NOW) / MINUTE) for began, last in found]

    return note


def test_rounds_that_follow_each_other_are_one_time(noted):
    assert noted((0, 5, 0, True), (10, 0, 0, True), (40, 1, 3, False)) == [(0, 40)]


def test_after_a_longer_pause_another_time_begins(noted):
    assert noted((0, 5, 0, True), (31, 1, 0, True), (50, 1, 0, True)) == [(0, 0), (31, 50)]


def test_another_process_goes_on_with_the_same_time(noted):
    noted((0, 5, 0, True))
    assert noted((20, 5, 0, True)) == [(0, 20)]


def test_a_round_in_which_nothing_answered_does_not_count_and_none_after_it_until_one_answers(noted):
    rounds = [(0, 5, 0, True), (10, 0, 3, True), (20, 0, 0, True), (60, 0, 0, True), (70, 1, 1, True)]
    assert noted(*rounds) == [(0, 0), (70, 70)]


def test_a_round_that_the_quota_kept_from_reading_does_not_count(noted):
    assert noted((0, 0, 0, False), (5, 0, 0, False)) == []


def test_it_is_written_once_a_minute_and_at_once_after_the_clock_was_set_back(noted):
    assert noted((0, 1, 0, True), (0.5, 1, 0, True)) == [(0, 0)]
    assert noted((0, 1, 0, True), (-120, 1, 0, True)) == [(-120, -120), (0, 0)]


def test_only_times_that_touch_the_asked_ones_are_returned(store, noted):
    noted((0, 5, 0, True), (31, 1, 0, True))
    history = FleetHistory(store, "account")

    assert history.watched(NOW + MINUTE, NOW + 30 * MINUTE) == []
    assert len(history.watched(NOW, NOW + 30 * MINUTE)) == 1
    assert len(history.watched(NOW - timedelta(hours=2), NOW + 31 * MINUTE)) == 2


def test_a_round_of_the_poller_is_noted_and_one_without_a_valid_key_is_not(read_fleet):
    def known():
        return read_fleet.fleet.history.watched(read_fleet.now() - DAY, read_fleet.now() + DAY)

    assert len(known()) == 1
    read_fleet.ahead = timedelta(hours=1)
    read_fleet.sandbox.fault("401", n=1000)
    read_fleet.poller.poll()
    assert len(known()) == 1

    read_fleet.sandbox.reset()
    read_fleet.ahead = timedelta(hours=2)
    read_fleet.poller.poll()
    assert len(known()) == 2
