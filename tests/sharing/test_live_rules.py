"""When a shared company is read again."""

from datetime import UTC, datetime, timedelta

import pytest

from codat_client import CompanySyncStatus
from dashboard.fleet.reading.reads import CLOCKS_DIFFER, StoredReads
from dashboard.insight.reading import Reading
from dashboard.insight.snapshot import Snapshot
from dashboard.sharing.live_rules import LivePolicy, is_due

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
POLICY = LivePolicy()
OVER, RUNS, FAILED = 2000, 1000, 4000


def sync(code=OVER, at=NOW, sync_id="a"):
    return CompanySyncStatus(sync_id=sync_id, sync_status_code=code, sync_utc_text=at.isoformat())


def stored(latest, *, whole=True, read_at=NOW):
    return StoredReads(Snapshot("c", latest=Reading(latest, NOW)), "v", read_at, whole)


@pytest.mark.parametrize(
    ("latest", "minutes"),
    [
        (sync(), 5),
        (sync(FAILED), 5),
        (None, 5),
        (sync(RUNS), 1),
        (sync(RUNS, NOW - timedelta(hours=3)), 5),  # stuck: it may run for ever
    ],
    ids=["succeeded", "failed", "never synced", "running", "stuck"],
)
def test_the_latest_sync_is_asked_for_every_five_minutes_and_each_minute_while_it_runs(latest, minutes):
    known, due = stored(latest), NOW + minutes * MINUTE
    assert not is_due(known, due - timedelta(seconds=1), POLICY)
    assert is_due(known, due, POLICY)


def test_a_company_that_was_never_read_is_due():
    assert is_due(None, NOW, POLICY)


def test_reads_that_a_clock_ahead_has_dated_are_due():
    ahead = stored(sync(), read_at=NOW + 60 * MINUTE)
    assert is_due(ahead, NOW, POLICY)
    assert not is_due(stored(sync(), read_at=NOW + CLOCKS_DIFFER), NOW, POLICY)
