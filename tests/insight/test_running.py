"""Whether a sync runs in earnest, or is only said to."""

from datetime import UTC, datetime, timedelta

from codat_client import CompanySyncStatus
from dashboard.insight.running import STUCK_AFTER, runs_now

NOW = datetime(2026, 11, 20, 13, 42, tzinfo=UTC)


def sync(code=1000, ago=timedelta(minutes=1)):
    return CompanySyncStatus(sync_status_code=code, sync_utc_text=f"{NOW - ago:%Y-%m-%dT%H:%M:%SZ}")


def test_a_young_running_sync_runs():
    assert runs_now(sync(), NOW)


def test_what_is_over_does_not_run_and_neither_does_nothing():
    assert not runs_now(sync(2000), NOW)
    assert not runs_now(None, NOW)


def test_a_sync_running_for_two_hours_is_taken_for_stuck():
    assert runs_now(sync(ago=STUCK_AFTER - timedelta(seconds=1)), NOW)
    assert not runs_now(sync(ago=STUCK_AFTER), NOW)


def test_a_clock_ahead_of_ours_still_counts_as_running():
    assert runs_now(sync(ago=-timedelta(minutes=5)), NOW)


def test_a_running_sync_without_a_readable_time_holds_nobody_up():
    assert not runs_now(CompanySyncStatus(sync_status_code=1000), NOW)
