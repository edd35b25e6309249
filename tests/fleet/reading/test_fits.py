"""When a healthy company's next success is added to what is stored, and when everything is read again."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from codat_client import CompanySyncStatus, Configuration, NoAnswer, SyncList
from codat_client.reading import read_many, read_one
from dashboard.fleet.reading.fits import appended
from dashboard.fleet.reading.packing import pack, unpack, version_of
from dashboard.fleet.reading.reads import StoredReads
from dashboard.insight.reading import Reading
from dashboard.insight.snapshot import Snapshot

COMPANY = "00000000-0000-0000-0000-000000000001"
DUE = datetime(2026, 11, 30, 2, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
DAILY = b'{"schedule": {"selectedFrequency": "Daily", "syncHour": 2, "timeZone": "Etc/UTC"}}'


def sync_bytes(sync_id, at, code=2000, company_id=COMPANY):
    fields = {"companyId": company_id, "syncId": sync_id, "syncStatusCode": code, "syncUtc": at.isoformat()}
    return json.dumps(fields).encode()


def latest(sync_id="new", at=DUE + DAY + timedelta(minutes=5), **values):
    return Reading(read_one(sync_bytes(sync_id, at, **values), CompanySyncStatus), at + HOUR)


def stored(
    *, known=("known", DUE + timedelta(minutes=5), 2000), daily=DAILY, listed=("known", "old"), whole=True
):
    sync_id, at, code = known
    body = b"[" + b",".join(sync_bytes(each, at - DAY * n, code) for n, each in enumerate(listed)) + b"]"
    records, _ = read_many(body, CompanySyncStatus)
    syncs = SyncList(records)
    syncs.body = body
    snapshot = Snapshot(
        COMPANY,
        latest=latest(sync_id, at, code=code),
        last_successful=latest(sync_id, at, code=code),
        configuration=Reading(read_one(daily, Configuration), at),
        syncs=Reading(syncs, at),
    )
    return StoredReads(snapshot, version_of(snapshot), at, whole)


def test_the_next_success_is_added_and_all_else_is_kept():
    before, new = stored(), latest()
    after = appended(before, new)
    assert [each.sync_id for each in after.snapshot.syncs.value] == ["new", "known", "old"]
    assert after.snapshot.latest == new
    assert after.snapshot.last_successful.value == new.value
    assert after.snapshot.configuration == before.snapshot.configuration
    assert (after.read_at, after.whole) == (new.read_at, True)
    assert after.version != before.version


def test_what_was_added_is_stored_as_if_codat_had_sent_it():
    after = appended(stored(), latest()).snapshot
    loaded, _ = unpack(COMPANY, pack(after))
    assert [each.sync_id for each in loaded.syncs.value] == ["new", "known", "old"]
    assert loaded.syncs.digest == after.syncs.digest


@pytest.mark.parametrize(
    "new",
    [
        latest(code=4000),
        latest(code=1000),
        latest(code=5080),
        latest("known", DUE + timedelta(minutes=5)),
        latest(at=DUE + 5 * HOUR),
        latest(at=DUE + 2 * DAY + HOUR),
        latest(at=DUE - HOUR),
        latest(company_id=COMPANY.replace("1", "2")),
        latest("old"),
        latest(None),
        Reading(None, DUE + DAY),
        latest().failed(NoAnswer("No answer."), DUE),
    ],
    ids=[
        "failed", "running", "skipped", "the same sync", "before the next due time", "a day is missing",
        "older", "another company", "listed already", "no id", "none", "no answer",
    ],
)  # fmt: skip
def test_what_isnt_one_new_success_of_the_next_due_time_is_read_again(new):
    assert appended(stored(), new) is None


@pytest.mark.parametrize(
    "before",
    [
        stored(known=("known", DUE + timedelta(minutes=5), 4000)),
        stored(listed=("other", "old")),
        stored(daily=b'{"schedule": {"selectedFrequency": "Monthly"}}'),
        stored(daily=b"{}"),
        stored(whole=False),
    ],
    ids=["it failed before", "the known one isn’t listed", "monthly", "no schedule", "a read is missing"],
)
def test_where_the_stored_reads_have_a_gap_everything_is_read_again(before):
    assert appended(before, latest()) is None
