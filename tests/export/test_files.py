"""What is in an exported file, whatever its kind, and what the file is called."""

from __future__ import annotations

import io
import json
import tracemalloc
from datetime import UTC, datetime, timedelta
from typing import Any, get_args
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import given

from dashboard.export.files import MEDIA_TYPES, Kind, export, file_name
from tests.export import test_csv
from tests.export.samples import WILD, about, frame_of, hostile_about, sync

KINDS: tuple[Kind, ...] = get_args(Kind)
MIDNIGHT = datetime(2026, 6, 30, 23, tzinfo=UTC)


def table(file: bytes, kind: Kind) -> list[list[Any]]:
    """The header and the rows of a file, with what is missing as None."""
    if kind == "csv":
        rows = test_csv.read(file)
        return [list(rows[0]), *([value or None for value in row.values()] for row in rows)]
    if kind == "jsonl":
        syncs = [json.loads(line) for line in file.decode().splitlines()[1:]]
        return [list(syncs[0]), *(list(each.values()) for each in syncs)]
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(file))["Syncs"].values]


def said(file: bytes, kind: Kind) -> str:
    """How many syncs of how many a file says that it holds."""
    if kind == "jsonl":
        found = json.loads(file.splitlines()[0])["about"]
        return f"{found['shown']} of {found['of']}"
    lines = openpyxl.load_workbook(io.BytesIO(file))["About"].values
    return str(next(value for name, value in lines if name == "Syncs"))


@pytest.fixture
def one():
    """A frame of one failed sync in summer."""
    return frame_of(
        sync(
            sync_id="an-id",
            sync_status_code=5130,
            sync_status="PushError",
            data_pushed=False,
            sync_utc_text="2026-06-30T23:11:02.5Z",
            error_message="The period is closed",
            sync_exception_message="at Codat.Push()",
        )
    )


clock = datetime.fromisoformat  # Excel knows no zones
ONE = {
    "csv": [
        "an-id", "2026-06-30T23:11:02.500000Z", "2026-07-01T00:11:02.500000+01:00", "failed", "5130",
        "PushError", "period locked", "no", "The period is closed", "at Codat.Push()",
        "2026-06-30T23:11:02.5Z",
    ],
    "jsonl": [
        "an-id", "2026-06-30T23:11:02.500000Z", "2026-07-01T00:11:02.500000+01:00", "failed", 5130,
        "PushError", "period locked", False, "The period is closed", "at Codat.Push()",
        "2026-06-30T23:11:02.5Z",
    ],
    "xlsx": [
        "an-id", clock("2026-06-30 23:11:02"), clock("2026-07-01 00:11:02"), "failed",
        5130, "PushError", "period locked", "no", "The period is closed", "at Codat.Push()",
        "2026-06-30T23:11:02.5Z",
    ],
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_sync_is_there_with_all_that_history_knows_of_it(one, kind):
    assert table(export(one, kind, about(one)), kind)[1] == ONE[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_the_rows_are_in_the_order_of_the_frame(kind):
    frame = frame_of(*(sync(number) for number in range(12))).iloc[[7, 2, 11]]
    rows = table(export(frame, kind, about(frame)), kind)[1:]
    assert [str(row[0])[-2:] for row in rows] == ["07", "02", "11"]


@pytest.mark.parametrize("kind", KINDS)
def test_more_rows_than_are_made_at_once_are_all_there_once(kind):
    frame = frame_of(*(sync(number) for number in range(2_003)))
    rows = table(export(frame, kind, about(frame)), kind)[1:]
    assert [row[0] for row in rows] == frame["sync_id"].tolist()


@pytest.mark.parametrize(
    ("found", "known"),
    [
        ((MIDNIGHT, MIDNIGHT + timedelta(days=1), "reported"), "reported"),
        ((MIDNIGHT, MIDNIGHT + timedelta(days=1), "estimated"), "estimated"),
    ],
)
def test_the_range_of_sales_says_what_it_rests_on(one, found, known):
    file = export(one, "csv", about(one), {"an-id": found})
    assert list(test_csv.read(file)[0].values())[-5:] == [
        "2026-06-30T23:00:00Z",
        "2026-07-01T23:00:00Z",
        "2026-07-01T00:00:00+01:00",
        "2026-07-02T00:00:00+01:00",
        known,
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_a_range_that_nobody_knows_is_not_known(one, kind):
    row = table(export(one, kind, about(one), {"another": (MIDNIGHT, MIDNIGHT, "reported")}), kind)[1]
    assert row[-5:] == [None, None, None, None, "unknown"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_failed_sync_that_wrote_something_is_called_so(kind):
    frame = frame_of(sync(sync_status_code=5000, data_pushed=True))
    row = table(export(frame, kind, about(frame)), kind)[1]
    assert row[3] == "failed, partly written"


@pytest.mark.parametrize("kind", KINDS)
def test_a_time_before_every_calendar_of_a_spreadsheet_is_there(kind):
    frame = frame_of(sync(sync_utc_text="0002-01-01T00:00:00Z"))
    assert table(export(frame, kind, about(frame)), kind)[1][1] == "0002-01-01T00:00:00Z"


def test_a_file_says_how_many_syncs_could_not_be_read(one):
    def found(**more: object) -> dict[str, str]:
        book = openpyxl.load_workbook(io.BytesIO(export(one, "xlsx", about(one, **more))))
        return dict(book["About"].values)

    assert found(damaged=3)["Not in here"] == "3 could not be read"
    assert "Not in here" not in found()
    assert "-3-not-readable-" in file_name(about(one, damaged=3), "csv")
    line = json.loads(export(one, "jsonl", about(one, damaged=3)).splitlines()[0])
    assert line["about"]["could_not_be_read"] == 3


@pytest.mark.parametrize("kind", ["xlsx", "jsonl"])
def test_no_sync_at_all_is_a_file_too(kind):
    frame = frame_of(sync()).iloc[:0]
    assert said(export(frame, kind, about(frame)), kind) == "0 of 812"


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_syncs_give_the_same_bytes(one, kind):
    assert export(one, kind, about(one)) == export(one, kind, about(one))


def test_a_file_that_would_show_another_number_of_syncs_is_not_made(one):
    with pytest.raises(ValueError, match="holds 5 syncs, and hold 1"):
        export(one, "csv", about(one, shown=5))


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_file_takes_beside_its_own_bytes_does_not_grow_with_the_syncs(kind):
    frame = frame_of(*(sync(number, error_message=f"Message {number}") for number in range(3_000)))
    export(frame, kind, about(frame))
    tracemalloc.start()
    file = export(frame, kind, about(frame))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2 * len(file) + 2_000_000


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Bluebird Coffee", "Bluebird-Coffee"),
        ("../../etc/passwd", "etc-passwd"),
        ("CON", "file-CON"),
        ("=1+1|calc", "1-1-calc"),
        ("", "0b1d0000"),
        ("x" * 500, "x" * 60),
    ],
)
@pytest.mark.parametrize("kind", KINDS)
def test_a_file_is_called_by_company_instant_and_kind(one, name, called, kind):
    found = about(one, company_name=name, filters=[], of=1)
    assert file_name(found, kind) == f"{called}-syncs-2026-07-01-2330Z.{kind}"


def test_a_file_of_some_syncs_is_called_by_its_filters_and_how_many_there_are(one):
    name = file_name(about(one), "csv")
    assert name == "Bluebird-Coffee-Failed-Cause-overlapping-range-1-of-812-syncs-2026-07-01-2330Z.csv"


@pytest.mark.parametrize("fraction", ["9", "9999999", "4999999"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_last_second_of_a_day_stays_in_it(fraction, kind):
    frame = frame_of(sync(sync_utc_text=f"2026-01-31T23:59:59.{fraction}Z"))
    ran = str(table(export(frame, kind, about(frame)), kind)[1][1])
    assert ran.replace(" ", "T").startswith("2026-01-31T23:59:59")


def test_excel_shows_no_rounded_second():
    frame = frame_of(sync(sync_utc_text="2026-01-31T23:59:59.9999999Z"))
    number = openpyxl.load_workbook(io.BytesIO(export(frame, "xlsx", about(frame))))["Syncs"]["B2"].value
    assert number == clock("2026-01-31 23:59:59")


@given(WILD)
def test_no_name_of_a_company_makes_a_file_s_name_act(text):
    name = file_name(hostile_about(frame_of(), text), "csv")
    assert name.isascii()
    assert not set(name) - set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")
    assert name[0].isalnum()
    assert ".." not in name
    assert len(name) < 180


def test_the_instant_of_the_name_is_in_utc_whatever_zone_is_shown(one):
    names = {file_name(about(one, zone=ZoneInfo(key)), "csv") for key in ("America/New_York", "Asia/Tokyo")}
    assert [name[-20:] for name in names] == ["2026-07-01-2330Z.csv"]


def test_every_kind_has_its_media_type():
    assert set(MEDIA_TYPES) == set(KINDS)
