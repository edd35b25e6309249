"""What a new read does to the stored ones."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from codat_client import CompanySyncStatus, NoAnswer, NotFound, SyncList
from dashboard.fleet.reading.reads import (
    REST,
    StoredReads,
    answered_at,
    is_whole,
    merged,
    needs_rest,
)
from dashboard.insight.reading import Reading
from dashboard.insight.snapshot import Snapshot
from dashboard.services.snapshot import READS

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
OVER, RUNS, FAILED = 2000, 1000, 4000


def sync(code=OVER, at=NOW, sync_id="a"):
    return CompanySyncStatus(sync_id=sync_id, sync_status_code=code, sync_utc_text=at.isoformat())


def stored(latest, *, whole=True, read_at=NOW):
    return StoredReads(Snapshot("c", latest=Reading(latest, NOW)), "v", read_at, whole)


def test_the_rest_is_read_only_when_the_latest_sync_has_changed():
    known = stored(sync())
    assert not needs_rest(known, Reading(sync(), NOW + MINUTE))
    assert needs_rest(known, Reading(sync(FAILED), NOW + MINUTE))


def test_the_rest_is_read_again_when_it_failed_the_last_time():
    assert needs_rest(stored(sync(), whole=False), Reading(sync(), NOW + MINUTE))


def test_a_failed_read_keeps_the_older_result_beside_its_error():
    before = Snapshot("c", syncs=Reading(SyncList([sync()]), NOW))
    after = merged(before, {"syncs": Reading().failed(NoAnswer("No answer."), NOW + MINUTE)}, NOW + MINUTE)
    assert (after.syncs.value, after.syncs.read_at) == (before.syncs.value, NOW)
    assert (type(after.syncs.error), after.syncs.failed_at) == (NoAnswer, NOW + MINUTE)


def test_the_next_answer_ends_the_error():
    before = Snapshot("c", syncs=Reading(SyncList(), NOW).failed(NoAnswer("No answer."), NOW))
    new = Reading(SyncList([sync()]), NOW + MINUTE)
    assert merged(before, {"syncs": new}, NOW + MINUTE).syncs == new


def test_nothing_is_kept_of_a_company_that_codat_no_longer_knows():
    before = Snapshot("c", latest=Reading(sync(), NOW), syncs=Reading(SyncList([sync()]), NOW))
    gone = Reading[Any]().failed(NotFound("No company."), NOW + MINUTE)
    assert merged(before, dict.fromkeys(READS, gone), NOW + MINUTE).company_missing


def test_a_failed_read_without_an_older_result_keeps_its_error():
    after = merged(Snapshot("c"), {"syncs": Reading().failed(NoAnswer("No answer."), NOW)}, NOW)
    assert (type(after.syncs.error), after.syncs.present) == (NoAnswer, False)


def test_codats_answer_that_there_is_none_is_kept_beside_the_older_result():
    before = Snapshot("c", configuration=Reading(None, NOW))
    after = merged(before, {"configuration": Reading().failed(NotFound("None."), NOW + MINUTE)}, NOW + MINUTE)
    assert (type(after.configuration.error), after.configuration.present) == (NotFound, True)


def test_an_older_read_never_replaces_a_newer_one():
    before = Snapshot("c", latest=Reading(sync(sync_id="new"), NOW))
    assert merged(before, {"latest": Reading(sync(sync_id="old"), NOW - MINUTE)}, NOW).latest == before.latest


def test_a_read_replaces_one_that_a_clock_ahead_has_dated():
    ahead = Snapshot("c", latest=Reading(sync(sync_id="old"), NOW + 60 * MINUTE))
    assert merged(ahead, {"latest": Reading(sync(sync_id="new"), NOW)}, NOW).latest.value.sync_id == "new"


@pytest.mark.parametrize(
    ("latest", "at"),
    [
        (Reading(sync(), NOW), NOW),
        (Reading().failed(NotFound("None."), NOW), NOW),
        (Reading().failed(NoAnswer("No answer."), NOW), None),
    ],
    ids=["a sync", "there is none", "no answer"],
)
def test_that_there_is_none_is_an_answer(latest, at):
    assert answered_at(latest) == at


def test_the_rest_is_read_when_codat_first_says_that_there_is_no_latest_sync_and_when_there_is_one_again():
    none = Reading[CompanySyncStatus]().failed(NotFound("None."), NOW)
    without = StoredReads(Snapshot("c", latest=none), "v", NOW, whole=True)
    assert needs_rest(stored(sync()), none)
    assert not needs_rest(without, none)
    assert needs_rest(without, Reading(sync(), NOW))


@pytest.mark.parametrize(
    ("one", "whole"),
    [
        (Reading(None, NOW), True),
        (Reading().failed(NotFound("None."), NOW), True),
        (Reading().failed(NoAnswer("No answer."), NOW), False),
        (Reading(None, NOW).failed(NoAnswer("No answer."), NOW), False),
        (Reading(), False),
    ],
    ids=["answered", "there is none", "failed", "failed, with an older result", "not read"],
)
def test_the_reads_are_whole_when_each_was_answered(one, whole):
    readings = dict.fromkeys(REST, Reading(None, NOW)) | {"status": one}
    assert is_whole(readings) is whole
