"""CSV as Python's csv reads it, and as a careless program does."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.export.files import export
from dashboard.export.rows import columns
from dashboard.foreign_text import cell, visible
from tests.export.samples import (
    HOSTILE,
    SIGNS,
    WILD,
    about,
    frame_of,
    hostile_about,
    parts,
    sync,
    with_texts,
    without_marks,
)

TEXT_FIELDS = ("Sync id", "Status", "Message", "Technical message")


def read(file: bytes) -> list[dict[str, str]]:
    """Its rows by the headers of its first line, as any import reads it."""
    return list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"), newline=""), strict=True))


def test_headers_differ_even_if_the_page_shows_utc():
    headers = [each.name for each in columns("UTC", {})]
    assert len(set(headers)) == len(headers)


def test_excel_knows_it_by_its_mark_as_utf8():
    frame = frame_of(sync(error_message="Nørrebro"))
    file = export(frame, "csv", about(frame))
    assert file.startswith(b"\xef\xbb\xbf")
    assert "Nørrebro".encode() in file


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_comes_back_but_for_the_marks(text):
    frame = with_texts([text])
    (row,) = read(export(frame, "csv", about(frame)))
    held = visible(frame["message"][0])
    assert [without_marks(row[name]) for name in TEXT_FIELDS] == [held] * len(TEXT_FIELDS)


@given(st.lists(WILD, min_size=1, max_size=5))
def test_every_text_comes_back_but_for_the_marks(texts):
    frame = with_texts(texts)
    rows = read(export(frame, "csv", about(frame)))
    assert [without_marks(row["Message"]) for row in rows] == [visible(each) for each in frame["message"]]


@given(WILD)
def test_no_part_of_a_cell_begins_as_a_formula_does(text):
    assert not [part for part in parts(cell(text)) if part[:1] in set(SIGNS)]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_part_of_a_file_begins_as_a_formula_does_however_it_is_parted(text):
    frame = with_texts([text])
    file = export(frame, "csv", hostile_about(frame, text)).decode("utf-8-sig")
    assert not [part for part in parts(file.replace("\r", "")) if part[:1] in set(SIGNS)]


@pytest.mark.parametrize(
    "text", ["Xero - tax rate", "a = b", "1 + 1", "mail a@b.example", "well-known", "it’s"]
)
def test_a_sign_inside_a_text_is_left_alone(text):
    assert cell(text) == text


def test_a_very_long_run_of_what_could_begin_a_cell_takes_no_time():
    assert cell("\t;" * 50_000 + "x").endswith("x")


def test_the_first_line_is_the_header_and_the_others_are_syncs():
    frame = frame_of(sync(0), sync(1))
    lines = export(frame, "csv", hostile_about(frame)).decode("utf-8-sig").splitlines()
    assert lines[0].startswith('"Sync id","Ran (UTC)","Ran (')
    assert [line[:38] for line in lines[1:]] == [f'"{each}"' for each in frame["sync_id"]]


def test_pandas_reads_it_without_being_shown_anything():
    frame = frame_of(*(sync(number) for number in range(3)))
    table = pd.read_csv(io.BytesIO(export(frame, "csv", about(frame))))
    assert table["Sync id"].tolist() == frame["sync_id"].tolist()
    assert pd.to_datetime(table["Ran (UTC)"]).tolist() == frame["sync_utc"].tolist()


def test_a_file_without_syncs_is_its_header():
    frame = frame_of(sync()).iloc[:0]
    assert len(export(frame, "csv", about(frame)).splitlines()) == 1


def test_numbers_stay_numbers_and_texts_are_in_quotes():
    frame = frame_of(sync(sync_status_code=2040, sync_id="id"))
    last = export(frame, "csv", about(frame)).decode().splitlines()[-1]
    assert last.startswith('"id",')
    assert ",2040," in last
