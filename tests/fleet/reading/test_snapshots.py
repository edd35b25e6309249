"""Stored reads never go back in time, and only the process that has the lease writes what it has read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from codat_client import CompanySyncStatus, SyncList
from codat_client.reading import read_many, read_one
from dashboard.fleet.reading.packing import version_of
from dashboard.fleet.reading.reads import LatestFailure, StoredReads
from dashboard.fleet.reading.snapshots import SnapshotRepository
from dashboard.fleet.repository import FleetRepository
from dashboard.insight.fleet.company_state import FleetCompany
from dashboard.insight.reading import Reading
from dashboard.insight.snapshot import Snapshot
from dashboard.services.account import CodatAccount
from dashboard.services.cache import shared
from dashboard.store.tables import company_snapshot
from tests.store.rows import CODAT, COMPANY, add_account, add_link

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
OTHER = "00000000-0000-0000-0000-000000000002"
ACCOUNT = CodatAccount(CODAT, "test-key")


@pytest.fixture
def snapshots(store):
    with store.writing() as connection:
        return SnapshotRepository(store, add_account(connection), ACCOUNT)


def reads(at, sync_id="a", company_id=COMPANY):
    latest = Reading(read_one(b'{"syncId": "%s"}' % sync_id.encode(), CompanySyncStatus), at)
    snapshot = Snapshot(company_id, latest=latest)
    return StoredReads(snapshot, version_of(snapshot), at, whole=True)


def lost_lease(snapshots):
    """Return a lease that another process has taken over."""
    lease = snapshots.take(COMPANY, "paused", -1)
    assert snapshots.take(COMPANY, "another", 60) is not None
    return lease


def test_what_is_saved_is_loaded_in_any_case_of_the_id(snapshots):
    saved = reads(NOON)
    assert snapshots.save(saved, NOON)
    assert snapshots.load(COMPANY.upper()).snapshot.latest == saved.snapshot.latest
    assert snapshots.stamp(COMPANY) == (saved.version, NOON, None)


@pytest.mark.parametrize("at", [NOON, NOON - MINUTE])
def test_older_reads_never_replace_newer_ones(snapshots, at):
    snapshots.save(reads(NOON, "new"), NOON)
    assert not snapshots.save(reads(at, "old"), NOON)
    assert snapshots.load(COMPANY).snapshot.latest.value.sync_id == "new"


def test_without_its_lease_a_process_stores_nothing(snapshots):
    assert not snapshots.save(reads(NOON), NOON, lost_lease(snapshots))
    assert snapshots.load(COMPANY) is None


def test_without_its_lease_a_process_replaces_nothing(snapshots):
    snapshots.save(reads(NOON, "good"), NOON)
    assert not snapshots.save(reads(NOON + MINUTE, "late"), NOON, lost_lease(snapshots))
    assert snapshots.load(COMPANY).snapshot.latest.value.sync_id == "good"


def test_what_a_clock_ahead_has_dated_is_replaced(snapshots):
    snapshots.save(reads(NOON + 60 * MINUTE, "ahead"), NOON + 60 * MINUTE)
    assert snapshots.save(reads(NOON, "right"), NOON)
    assert snapshots.load(COMPANY).snapshot.latest.value.sync_id == "right"


def test_a_failure_is_stored_beside_the_last_good_state_until_a_read_succeeds(snapshots):
    saved, failure = reads(NOON), LatestFailure(NOON + MINUTE, "Forbidden")
    snapshots.save(saved, NOON)
    snapshots.fail(COMPANY, failure)
    assert snapshots.stamp(COMPANY) == (saved.version, NOON, failure)
    assert snapshots.load(COMPANY) is not None
    snapshots.confirm(saved, NOON + 2 * MINUTE, NOON + 2 * MINUTE)
    assert snapshots.stamp(COMPANY).failure is None


def test_a_failed_first_read_is_stored_and_the_next_good_one_replaces_it(snapshots):
    failure = LatestFailure(NOON, "Forbidden")
    snapshots.fail(COMPANY, failure)
    assert (snapshots.stamp(COMPANY), snapshots.load(COMPANY)) == (("", None, failure), None)
    assert snapshots.save(reads(NOON), NOON)
    assert snapshots.stamp(COMPANY).failure is None


def test_without_its_lease_a_process_records_no_failure(snapshots):
    snapshots.fail(COMPANY, LatestFailure(NOON, "Forbidden"), lost_lease(snapshots))
    assert snapshots.stamp(COMPANY) is None


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ({"ends_at": NOON + 60 * MINUTE}, True),
        ({"ends_at": NOON + 60 * MINUTE, "paused_at": NOON}, True),
        ({"ends_at": NOON + 60 * MINUTE, "revoked_at": NOON}, False),
        ({"ends_at": NOON + 60 * MINUTE, "live": False}, False),
        ({"ends_at": NOON}, False),
        ({"ends_at": NOON + 60 * MINUTE, "made_at": NOON, "preview": True}, True),
        ({"ends_at": NOON + 60 * MINUTE, "made_at": NOON - 10 * MINUTE, "preview": True}, False),
    ],
    ids=["open", "paused", "revoked", "frozen", "over", "preview", "preview that is over"],
)
def test_reads_are_kept_only_as_long_as_a_live_link_may_show_them(snapshots, store, link, kept):
    with store.writing() as connection:
        add_link(connection, snapshots.account_id, **link)
    snapshots.save(reads(NOON), NOON)
    for _ in range(2):  # each time, not only when a company is new
        snapshots.save(reads(NOON, company_id=OTHER), NOON)
    assert (snapshots.stamp(COMPANY) is not None) is kept


def test_reads_that_no_one_has_looked_at_for_a_month_are_deleted_though_a_link_is_open(snapshots, store):
    month_later = NOON + timedelta(days=32)
    with store.writing() as connection:
        add_link(connection, snapshots.account_id, ends_at=month_later + MINUTE)
    snapshots.save(reads(NOON), NOON)
    snapshots.save(reads(month_later, company_id=OTHER), month_later)
    assert snapshots.stamp(COMPANY) is None


def test_a_list_that_a_page_holds_too_is_held_once(snapshots):
    raw = b'[{"syncId": "a"}]'
    syncs = SyncList(read_many(raw, CompanySyncStatus)[0])
    syncs.body = raw
    held = shared(ACCOUNT.account_id, COMPANY, Reading(syncs, NOON))
    snapshot = Snapshot(COMPANY, latest=reads(NOON).snapshot.latest, syncs=Reading(syncs, NOON))
    snapshots.save(StoredReads(snapshot, version_of(snapshot), NOON, whole=True), NOON)
    assert snapshots.load(COMPANY).snapshot.syncs.value is held.value


def test_a_confirmation_moves_the_time_of_the_latest_sync_alone(snapshots):
    saved = reads(NOON)
    snapshots.save(saved, NOON)
    snapshots.confirm(saved, NOON + MINUTE, NOON + MINUTE)
    loaded = snapshots.load(COMPANY)
    assert (loaded.version, loaded.read_at, loaded.snapshot.latest.read_at) == (
        saved.version, NOON + MINUTE, NOON + MINUTE,
    )  # fmt: skip


def test_a_confirmation_of_other_data_changes_nothing(snapshots):
    snapshots.save(reads(NOON, "new"), NOON)
    snapshots.confirm(reads(NOON, "old"), NOON + MINUTE, NOON + MINUTE)
    assert snapshots.stamp(COMPANY).read_at == NOON


def test_another_accounts_reads_are_never_shown(snapshots, store):
    snapshots.save(reads(NOON), NOON)
    with store.writing() as connection:
        other = SnapshotRepository(store, add_account(connection, "other"), ACCOUNT)
    assert other.load(COMPANY) is None
    assert other.save(reads(NOON - MINUTE), NOON)


def test_a_row_that_cannot_be_read_counts_as_none(snapshots, store):
    snapshots.save(reads(NOON), NOON)
    with store.writing() as connection:
        connection.execute(company_snapshot.update().values(body=b"of another version"))
    assert snapshots.load(COMPANY) is None


def test_reads_of_the_fleet_are_kept_without_any_link_until_their_company_is_gone(store, snapshots):
    fleet = FleetRepository(store, snapshots.account_id, CODAT)
    fleet.put_companies([FleetCompany(COMPANY)], NOON, whole=True)
    snapshots.save(reads(NOON), NOON)
    snapshots.save(reads(NOON, company_id=OTHER), NOON + timedelta(days=30))
    assert snapshots.load(COMPANY) is not None
    fleet.put_companies([FleetCompany(OTHER)], NOON, whole=True)
    snapshots.save(reads(NOON + MINUTE, company_id=OTHER), NOON + MINUTE)
    assert (snapshots.load(COMPANY), snapshots.load(OTHER) is None) == (None, False)
