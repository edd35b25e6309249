"""Bodies: tidy ones, odd ones, broken ones, hostile ones."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codat_client import Company, CompanySyncStatus, Configuration, SyncStatus, SyncSummary
from codat_client.reading import Unreadable, read_many, read_one

KINDS: list[Any] = [CompanySyncStatus, SyncStatus, SyncSummary, Company, Configuration]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
)
FIELDS = ["companyId", "syncId", "syncStatusCode", "syncStatus", "errorMessage", "syncUtc", "dataPushed"]
quickly = settings(max_examples=60, deadline=None)
RECORDS = st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=4), JSON, max_size=8)


def one(kind=CompanySyncStatus, **fields):
    return read_one(json.dumps(fields).encode(), kind)


def many(*items):
    return read_many(json.dumps(items).encode(), CompanySyncStatus)


@pytest.mark.parametrize("code", [2000, "2000", " 2000 ", "2000,", "2000 , ", 2000.0])
def test_a_code_is_read_as_a_number_however_it_came(code):
    assert one(syncStatusCode=code).sync_status_code == 2000


@pytest.mark.parametrize("code", ["done", "", "2000x", 2000.5, True, [2000], "9" * 400, 2**31, "²"])
def test_a_code_that_is_none_damages_its_record_alone(code):
    records, damaged = many({"syncId": "a"}, {"syncId": "b", "syncStatusCode": code}, {"syncId": "c"})
    assert [record.sync_id for record in records] == ["a", "c"]
    assert [(one.index, b'"b"' in one.raw, bool(one.reason)) for one in damaged] == [(1, True, True)]


@pytest.mark.parametrize(
    ("came", "read"), [(True, True), ("true", True), (" False ", False), (1, True), (0, False), (None, None)]
)
def test_data_pushed_is_read_however_it_came(came, read):
    assert one(dataPushed=came).data_pushed is read


@pytest.mark.parametrize(
    "wrong", [{"syncUtc": 5}, {"syncUtc": {}}, {"syncStatus": 1}, {"dataPushed": "maybe"}]
)
def test_another_wrong_type_is_damage(wrong):
    assert many(wrong)[0] == []
    with pytest.raises(Unreadable):
        one(**wrong)


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_may_be_null_or_missing(kind):
    nulls = dict.fromkeys(kind.__struct_encode_fields__)
    assert one(kind, **nulls) == one(kind) == kind()


def test_nulls_inside_arrays_and_maps_are_left_out():
    options = {"accounts": {"a": None, "b": {"accountOptions": [None, {"id": "1"}]}}}
    configuration = one(
        Configuration, configuration={"sales": options}, schedule={"frequencyOptions": [None]}
    )
    accounts = configuration.configuration.sales.accounts
    assert [option.id for option in accounts["b"].account_options] == ["1"]
    assert (list(accounts), configuration.schedule.frequency_options) == (["b"], ())


def test_unknown_fields_harm_nothing_and_stay_in_the_raw_bytes():
    body = b'[ {"syncId": "a",  "newField": {"x": [1]}} ]'
    records, _ = read_many(body, CompanySyncStatus)
    assert (records[0].sync_id, records[0].raw) == ("a", b'{"syncId": "a",  "newField": {"x": [1]}}')


def test_a_record_made_by_hand_has_no_raw_bytes_and_equals_one_that_was_read():
    assert CompanySyncStatus(sync_id="a").raw == b""
    assert one(syncId="a") == CompanySyncStatus(sync_id="a")
    assert len({one(syncId="a"), CompanySyncStatus(sync_id="a")}) == 1


def test_records_cant_be_changed():
    with pytest.raises(AttributeError):
        one(syncId="a").sync_id = "b"


def test_the_order_and_the_rest_survive_a_damaged_record():
    records, damaged = many({"syncId": "c"}, 7, {"syncId": "a"}, None, [], {"syncId": "b"})
    assert [record.sync_id for record in records] == ["c", "a", "b"]
    assert [one.index for one in damaged] == [1, 3, 4]


def test_half_an_emoji_is_kept_as_it_came_and_spoils_nothing():
    body = b'[{"syncId": "a", "errorMessage": "cut \\ud83d"}, {"syncId": "b"}]'
    records, damaged = read_many(body, CompanySyncStatus)
    assert (records[0].error_message, records[1].sync_id, damaged) == ("cut \ud83d", "b", ())
    assert records[0].raw == b'{"syncId": "a", "errorMessage": "cut \\ud83d"}'


def test_latin_1_in_one_record_damages_that_one_alone():
    records, damaged = read_many(b'[{"syncId": "caf\xe9"}, {"syncId": "b"}]', CompanySyncStatus)
    assert ([record.sync_id for record in records], damaged[0].reason) == (["b"], "it isn’t UTF-8")


def test_nan_in_one_record_damages_that_one_alone():
    records, damaged = read_many(b'[{"syncStatusCode": NaN}, {"syncId": "b"}]', CompanySyncStatus)
    assert (len(records), damaged[0].raw) == (1, b'{"syncStatusCode": NaN}')


def test_a_byte_order_mark_is_forgiven():
    assert read_one(b'\xef\xbb\xbf{"syncId": "a"}', CompanySyncStatus).sync_id == "a"
    assert len(read_many(b"\xef\xbb\xbf[{}]", CompanySyncStatus)[0]) == 1


def test_of_a_key_that_comes_twice_the_last_counts():
    assert read_one(b'{"syncId": "a", "syncId": "b"}', CompanySyncStatus).sync_id == "b"


def test_a_text_of_ten_megabytes_is_a_text():
    assert len(one(errorMessage="x" * 10_000_000).error_message) == 10_000_000


BROKEN = [
    b"",
    b" ",
    b"<html>sorry</html>",
    b"null",
    b"true",
    b"7",
    b'"text"',
    b'{"syncId": "a"',
    b'[{"syncId": "a"}',
    b'[{"syncId": "a"},]',
    b'[{"syncId": "a"}] and more',
    b'[{"a": "\\ud800"}] and more',
    b'[{"a": "\\ud800"} {"b": 1}]',
    b"{" * 100_000,
    b"[" * 100_000,
    b'{"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    b"[" + b"9" * 5000,
    "[{}]".encode("utf-16"),
    b"\x00\x01\x02",
]


@pytest.mark.parametrize("body", BROKEN, ids=range(len(BROKEN)))
def test_what_is_no_array_of_records_is_unreadable(body):
    with pytest.raises(Unreadable):
        read_many(body, CompanySyncStatus)


@pytest.mark.parametrize("body", [*BROKEN, b"[]", b"[{}]"], ids=range(len(BROKEN) + 2))
def test_what_is_no_record_is_unreadable(body):
    with pytest.raises(Unreadable):
        read_one(body, CompanySyncStatus)


def test_an_unreadable_body_is_not_quoted():
    with pytest.raises(Unreadable) as caught:
        read_one(b'{"syncStatusCode": "' + b"secret" * 1000 + b'"}', CompanySyncStatus)
    assert "secret" not in str(caught.value)


@quickly
@given(st.binary(max_size=200))
def test_any_bytes_are_records_or_unreadable(body):
    for kind in KINDS:
        for read in (read_one, read_many):
            try:
                read(body, kind)
            except Unreadable:
                continue


@quickly
@given(st.lists(RECORDS | JSON, max_size=6))
def test_every_item_of_an_array_is_a_record_or_damaged(items):
    body = json.dumps(items, allow_nan=True).encode("utf-8")
    records, damaged = read_many(body, CompanySyncStatus)
    assert len(records) + len(damaged) == len(items)


@quickly
@given(RECORDS)
def test_no_text_is_silently_blanked(fields):
    records, _ = read_many(json.dumps([fields]).encode(), CompanySyncStatus)
    for record in records:
        for name, attribute in (
            ("syncId", "sync_id"),
            ("syncUtc", "sync_utc_text"),
            ("syncStatus", "sync_status"),
        ):
            assert getattr(record, attribute) == fields.get(name)
