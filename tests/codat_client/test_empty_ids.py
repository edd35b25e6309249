"""An id of zeros alone, as .NET writes one that is not there, is no id, however a record is read."""

from __future__ import annotations

import copy
import json

import pytest

from codat_client import Company, CompanySyncStatus, SyncStatus
from codat_client.reading import read_many, read_one
from codat_client.records import NO_ID, SyncSummary

FIELDS = [
    (CompanySyncStatus, "syncId", "sync_id"),
    (SyncStatus, "syncId", "sync_id"),
    (SyncStatus, "commerceSyncId", "commerce_sync_id"),
    (SyncSummary, "commerceSyncId", "commerce_sync_id"),
    (Company, "id", "id"),
]
OTHER = "00000000-0000-0000-0000-000000000001"


@pytest.mark.parametrize(("kind", "written", "name"), FIELDS)
def test_it_is_read_as_none(kind, written, name):
    body = json.dumps({written: NO_ID}).encode()
    assert getattr(read_one(body, kind), name) is None
    records, _ = read_many(b"[" + body + b"]", kind)
    assert [getattr(each, name) for each in records] == [None]


@pytest.mark.parametrize(("kind", "written", "name"), FIELDS)
def test_an_id_with_one_other_digit_is_one(kind, written, name):
    assert getattr(read_one(json.dumps({written: OTHER}).encode(), kind), name) == OTHER


@pytest.mark.parametrize(("kind", "written", "name"), FIELDS)
def test_a_record_that_is_read_leniently_has_none_either(kind, written, name):
    lenient = json.dumps({written: NO_ID, "syncStatusCode": "2000", "tags": {"a": None}}).encode()
    assert getattr(read_one(lenient, kind), name) is None


@pytest.mark.parametrize(("kind", "written", "name"), FIELDS)
def test_a_list_with_a_damaged_record_has_none_either(kind, written, name):
    body = json.dumps([{written: NO_ID}, 7, {written: OTHER}]).encode()
    records, damaged = read_many(body, kind)
    assert ([getattr(each, name) for each in records], len(damaged)) == ([None, OTHER], 1)


def test_the_record_as_it_came_still_shows_it():
    body = json.dumps({"syncId": NO_ID, "syncStatusCode": 2000}).encode()
    assert NO_ID.encode() in read_one(body, CompanySyncStatus).raw


def test_copies_have_none_either():
    record = read_one(json.dumps({"syncId": NO_ID, "syncStatusCode": 2000}).encode(), CompanySyncStatus)
    assert copy.deepcopy(record) == record
    assert copy.deepcopy(record).sync_id is None
