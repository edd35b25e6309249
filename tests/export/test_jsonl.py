"""JSON Lines: every text as it came, and nothing in the bytes that a browser could take for markup."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.export.files import export
from dashboard.foreign_text import json_line
from sandbox.hostile import LONG, NAME
from tests.export.samples import HOSTILE, WILD, about, frame_of, hostile_about, sync, with_texts

TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


def read(file: bytes) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What the file is about, and its syncs."""
    found, *syncs = [json.loads(line) for line in file.decode().removesuffix("\n").split("\n")]
    return found["about"], syncs


@given(st.lists(WILD, min_size=1, max_size=5))
def test_every_text_comes_back_as_the_frame_has_it(texts):
    frame = with_texts(texts)
    _, syncs = read(export(frame, "jsonl", about(frame)))
    assert [each["message"] for each in syncs] == frame["message"].tolist()


@given(WILD | st.dictionaries(WILD, WILD))
def test_every_value_comes_back_as_it_was(value):
    assert json.loads(json_line(value)) == json.loads(json.dumps(value))


@pytest.mark.parametrize("text", [*HOSTILE, LONG])
def test_no_byte_of_a_hostile_file_is_markup_or_unseen(text):
    frame = with_texts([text])
    file = export(frame, "jsonl", hostile_about(frame, text)).decode()
    assert not set(file) & (set("<>&\u2028\u2029\ufeff") | TURNING)
    assert not [char for char in file if char != "\n" and unicodedata.category(char) in {"Cc", "Cs"}]


def test_letters_of_every_script_stay_readable():
    assert json_line("קפה 漢字 Ω") == '"קפה 漢字 Ω"'


def test_a_program_reads_what_it_is_about():
    frame = frame_of(sync(0), sync(1))
    found, _ = read(export(frame, "jsonl", about(frame, company_name=NAME)))
    assert found == {
        "company": {"name": NAME, "id": "0b1d0000-0000-4000-8000-00000000c0fe"},
        "shown": 2,
        "of": 812,
        "could_not_be_read": 0,
        "filters": ["Failed", "Cause: overlapping range"],
        "order": "the newest first",
        "zone": "Europe/London",
        "as_of_utc": "2026-07-01T23:30:00Z",
        "as_of": "2026-07-02T00:30:00+01:00",
    }


def test_what_is_missing_is_null():
    frame = frame_of(sync(sync_status_code=None, sync_status=None, data_pushed=None, sync_utc_text="soon"))
    _, (row,) = read(export(frame, "jsonl", about(frame)))
    assert {name for name, value in row.items() if value is None} == {
        "ran_utc", "ran", "code", "status", "cause", "wrote_data", "message", "technical_message"
    }  # fmt: skip
    assert row["ran_as_sent"] == "soon"
