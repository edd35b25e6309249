"""Times as Codat writes them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codat_client import Company, CompanySyncStatus, Connection, Schedule, SyncDateRange
from codat_client.times import read_clock, read_instant, read_utc, write

quickly = settings(max_examples=100, deadline=None)
INSTANTS = st.datetimes(
    min_value=datetime.fromisoformat("0003-01-01"),
    max_value=datetime.fromisoformat("9990-01-01"),
    timezones=st.just(UTC),
)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2023-01-24T14:15:22Z", datetime(2023, 1, 24, 14, 15, 22, tzinfo=UTC)),
        ("2023-04-12T10:52:54.5359678Z", datetime(2023, 4, 12, 10, 52, 54, 535967, tzinfo=UTC)),
        ("2023-04-12T10:52:54.9999999Z", datetime(2023, 4, 12, 10, 52, 54, 999999, tzinfo=UTC)),
        ("2023-04-12T10:52:54.5Z", datetime(2023, 4, 12, 10, 52, 54, 500000, tzinfo=UTC)),
        ("2021-11-15T01:00:00-05:00", datetime(2021, 11, 15, 6, tzinfo=UTC)),
        ("2021-11-15T01:00:00+0530", datetime(2021, 11, 14, 19, 30, tzinfo=UTC)),
        ("2021-11-15T01:00:00", datetime(2021, 11, 15, 1, tzinfo=UTC)),
        ("2021-11-15T01:00", datetime(2021, 11, 15, 1, tzinfo=UTC)),
        ("2021-11-15 01:00:00Z", datetime(2021, 11, 15, 1, tzinfo=UTC)),
        ("2022-10-23", datetime(2022, 10, 23, tzinfo=UTC)),
        (" 2022-10-23T00:00:00.000Z ", datetime(2022, 10, 23, tzinfo=UTC)),
        ("2022-10-23t00:00:00z", datetime(2022, 10, 23, tzinfo=UTC)),
    ],
)
def test_every_form_that_codat_writes_is_read(text, instant):
    assert read_utc(text) == instant
    assert CompanySyncStatus(sync_utc_text=text).sync_utc == instant


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "yesterday",
        "2023-02-30",
        "2023-01-24T25:00:00Z",
        "2022-10-23Z",
        "20221023",
        "2022-W42-7",
        "23/10/2022",
        "1668000000",
        "2022-10-23T00:00:00+99:00",
        "٢٠٢٢-10-23",
        "2022-10-23T00:00:00Z" * 1000,
    ],
)
def test_what_is_no_time_gives_no_instant_and_keeps_its_text(text):
    record = CompanySyncStatus(sync_utc_text=text)
    assert record.sync_utc is None
    assert record.sync_utc_text == text


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00"])
def test_a_time_at_the_edge_of_the_calendar_is_none_since_not_every_zone_can_show_it(text):
    assert read_utc(text) is None


@pytest.mark.parametrize("text", ["2021-11-15T01:00:00", "2022-10-23"])
def test_outside_utc_fields_a_time_without_zone_names_no_instant(text):
    assert Company(created_text=text).created is None
    assert Connection(last_sync_text=text, created_text=text).last_sync is None
    assert read_clock(text) == datetime.fromisoformat(text)


def test_fields_in_utc_need_no_zone():
    day = datetime(2022, 10, 23, tzinfo=UTC)
    assert Schedule(start_date_text="2022-10-23").start_date == day
    assert SyncDateRange(start_text="2022-10-23", finish_text="2022-10-23T00:00:00").start == day


def test_a_time_with_zone_is_an_instant_everywhere():
    company = Company(created_text="2022-10-27T09:53:29Z", last_sync_text="2022-10-27T10:53:29+01:00")
    assert company.created == company.last_sync == datetime(2022, 10, 27, 9, 53, 29, tzinfo=UTC)


@quickly
@given(INSTANTS, st.integers(min_value=-14 * 60, max_value=14 * 60))
def test_what_is_written_in_any_zone_is_read_as_the_same_instant(instant, minutes):
    there = instant.astimezone(timezone(timedelta(minutes=minutes)))
    assert read_instant(write(instant)) == instant
    assert read_instant(there.isoformat()) == instant


@quickly
@given(INSTANTS, st.text("0123456789", min_size=7, max_size=12))
def test_more_digits_than_microseconds_are_cut_never_rounded(instant, digits):
    read = read_utc(f"{instant.replace(microsecond=0, tzinfo=None).isoformat()}.{digits}Z")
    assert read is not None
    assert (read.replace(microsecond=0), read.microsecond) == (
        instant.replace(microsecond=0),
        int(digits[:6]),
    )


@quickly
@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_without_an_exception(text):
    read = read_utc(text)
    assert read is None or read.tzinfo is UTC


@pytest.mark.parametrize(("zeros", "read"), [(43, True), (44, False)])
def test_a_text_longer_than_any_time_is_none(zeros, read):
    text = f"2026-11-20T02:00:00.{'0' * zeros}Z"
    assert len(text) == 21 + zeros
    assert (read_utc(text) is not None) is read
