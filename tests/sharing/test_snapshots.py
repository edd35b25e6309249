"""Stored reads never go back in time, and only the process that has the lease writes what it has read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from codat_client import CompanySyncStatus
from codat_client.reading import read_one
from dashboard.insight.reading import Reading
from dashboard.insight.snapshot import Snapshot
from dashboard.sharing.live_rules import StoredReads
from dashboard.sharing.packing import version_of
from dashboard.sharing.snapshots import SnapshotRepository
from dashboard.store.tables import company_snapshot
from tests.store.rows import CODAT, COMPANY, add_account

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def snapshots(store):
    with store.writing() as connection:
        return SnapshotRepository(store, add_account(connection), CODAT)


def reads(at, sync_id="a"):
    latest = Reading(read_one(b'{"syncId": "%s"}' % sync_id.encode(), CompanySyncStatus), at)
    snapshot = Snapshot(COMPANY, latest=latest)
    return StoredReads(snapshot, version_of(snapshot), at, whole=True)


def lost_lease(snapshots):
    """Return a lease that another process has taken over."""
    lease = snapshots.take(COMPANY, "paused", -1)
    assert snapshots.take(COMPANY, "another", 60) is not None
    return lease


def test_what_is_saved_is_loaded_in_any_case_of_the_id(snapshots):
    saved = reads(NOON)
    assert snapshots.save(saved)
    assert snapshots.load(COMPANY.upper()).snapshot.latest == saved.snapshot.latest
    assert snapshots.stamp(COMPANY) == (saved.version, NOON)


@pytest.mark.parametrize("at", [NOON, NOON - MINUTE])
def test_older_reads_never_replace_newer_ones(snapshots, at):
    snapshots.save(reads(NOON, "new"))
    assert not snapshots.save(reads(at, "old"))
    assert snapshots.load(COMPANY).snapshot.latest.value.sync_id == "new"


def test_without_its_lease_a_process_stores_nothing(snapshots):
    assert not snapshots.save(reads(NOON), lost_lease(snapshots))
    assert snapshots.load(COMPANY) is None


def test_without_its_lease_a_process_replaces_nothing(snapshots):
    snapshots.save(reads(NOON, "good"))
    assert not snapshots.save(reads(NOON + MINUTE, "late"), lost_lease(snapshots))
    assert snapshots.load(COMPANY).snapshot.latest.value.sync_id == "good"


def test_a_confirmation_moves_the_time_of_the_latest_sync_alone(snapshots):
    saved = reads(NOON)
    snapshots.save(saved)
    snapshots.confirm(COMPANY, saved.version, NOON + MINUTE)
    loaded = snapshots.load(COMPANY)
    assert (loaded.version, loaded.read_at, loaded.snapshot.latest.read_at) == (
        saved.version, NOON + MINUTE, NOON + MINUTE,
    )  # fmt: skip


def test_a_confirmation_of_other_data_changes_nothing(snapshots):
    snapshots.save(reads(NOON, "new"))
    snapshots.confirm(COMPANY, reads(NOON, "old").version, NOON + MINUTE)
    assert snapshots.stamp(COMPANY).read_at == NOON


def test_another_accounts_reads_are_never_shown(snapshots, store):
    snapshots.save(reads(NOON))
    with store.writing() as connection:
        other = SnapshotRepository(store, add_account(connection, "other"), CODAT)
    assert other.load(COMPANY) is None
    assert other.save(reads(NOON - MINUTE))


def test_a_row_that_cannot_be_read_counts_as_none(snapshots, store):
    snapshots.save(reads(NOON))
    with store.writing() as connection:
        connection.execute(company_snapshot.update().values(body=b"of another version"))
    assert snapshots.load(COMPANY) is None
