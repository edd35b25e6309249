"""A company's reads as bytes and back: nothing that a verdict depends on is lost."""

import zlib
from datetime import UTC, datetime

import pytest

from codat_client import CodatError, CompanySyncStatus, NoAnswer, NotFound, SyncList
from codat_client.reading import read_one
from dashboard.fleet.reading.packing import pack, unpack, version_of
from dashboard.insight.reading import Reading
from dashboard.insight.snapshot import Snapshot
from dashboard.insight.verdict.facts import VerdictLimits
from dashboard.services.assessment import assess
from dashboard.services.snapshot import READS, read_snapshot

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


def again(snapshot):
    return unpack(snapshot.company_id, pack(snapshot))[0]


def test_every_merchant_of_the_sandbox_is_judged_the_same_from_the_store(client):
    for company in [each.id for each in client.companies.iterate()]:
        before = read_snapshot(client, company)
        now, limits = datetime.now(UTC), VerdictLimits()
        assert assess(again(before), now, limits).verdict == assess(before, now, limits).verdict


def test_every_read_keeps_its_time_and_its_digest(sandbox, client):
    before = read_snapshot(client, sandbox.company("archived-tax-rate"))
    after = again(before)
    for name in READS:
        old, new = getattr(before, name), getattr(after, name)
        assert (new.value, new.read_at, new.digest) == (old.value, old.read_at, old.digest), name


def test_the_bytes_of_each_record_are_kept(sandbox, client):
    before = read_snapshot(client, sandbox.company("archived-tax-rate"))
    after = again(before)
    assert [each.raw for each in after.syncs.value] == [each.raw for each in before.syncs.value]
    assert after.configuration.value.raw == before.configuration.value.raw


def test_a_read_that_failed_keeps_what_kind_of_error_it_was():
    error = NotFound("No such company.", status=404, error="Company not found", correlation_id="abc")
    after = again(Snapshot("c", latest=Reading().failed(error, NOW))).latest
    assert type(after.error) is NotFound
    assert (str(after.error), after.error.status, after.error.correlation_id) == (
        "No such company.",
        404,
        "abc",
    )
    assert (after.failed_at, after.present) == (NOW, False)


def test_a_read_that_found_nothing_stays_an_answer():
    after = again(Snapshot("c", latest=Reading(None, NOW), syncs=Reading(SyncList(), NOW)))
    assert (after.latest.present, after.latest.value) == (True, None)
    assert (after.syncs.present, after.syncs.value) == (True, [])


def test_the_version_changes_with_the_content_and_not_with_the_time():
    one, two = (read_one(b'{"syncId": "%d"}' % number, CompanySyncStatus) for number in (1, 2))
    later = datetime(2026, 12, 1, tzinfo=UTC)
    first = version_of(Snapshot("c", latest=Reading(one, NOW)))
    assert version_of(Snapshot("c", latest=Reading(one, later))) == first
    assert version_of(Snapshot("c", latest=Reading(two, NOW))) != first


def test_the_version_changes_when_a_read_fails():
    failed = Snapshot("c", latest=Reading().failed(NoAnswer("No answer.")))
    assert version_of(failed) != version_of(Snapshot("c"))


@pytest.mark.parametrize(
    "body", [b"", b"no zlib", zlib.compress(b"no msgpack"), zlib.compress(b"\x81\xa1a\x01")]
)
def test_what_is_no_snapshot_is_refused(body):
    with pytest.raises(ValueError, match="can’t be read"):
        unpack("c", body)


def test_an_error_of_no_known_kind_is_an_error_all_the_same():
    class LaterError(CodatError):
        """An error that a later version knows."""

    after = again(Snapshot("c", latest=Reading().failed(LaterError("It failed."))))
    assert type(after.latest.error) is CodatError


@pytest.mark.parametrize("whole", [True, False])
def test_whether_the_reads_belong_together_is_kept(whole):
    assert unpack("c", pack(Snapshot("c"), whole=whole))[1] is whole
