"""The record as a file of each kind: who, when, what; nothing that people wrote acts in it."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, get_args
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from dashboard.export.activity_rows import export_activity
from dashboard.export.files import About, Kind, file_name
from dashboard.insight.activity.entry import NOTE, ActivityEntry, ActivityOutcome, EntryLink
from dashboard.insight.share.content import SharePage
from dashboard.insight.start.check import RecordedAnswer
from tests.export import test_csv
from tests.export.samples import FORMULAS

KINDS: tuple[Kind, ...] = get_args(Kind)
NOW = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
COMPANY = "5bb4f6e2-2f0c-4d5c-9b9c-3c1f3f3b7e01"
ENTRIES = [
    ActivityEntry(2, NOW, "ended", COMPANY, "Ada", verified=False, code=5017, outcome=ActivityOutcome.FAILED),
    ActivityEntry(1, NOW, NOTE, COMPANY, "", verified=False, detail="Called them.", origin="here"),
]


def about(company_id: str = "", shown: int = 2) -> About:
    name = "Bluebird" if company_id else ""
    return About(
        name,
        company_id,
        [],
        "newest first",
        ZoneInfo("Europe/London"),
        "London",
        NOW,
        shown,
        shown,
        things="activity entries",
    )


def rows_of(entries: list[ActivityEntry], kind: Kind, shown: int = 2) -> list[dict[str, Any]]:
    """Export and read back: a row by its headers."""
    file = export_activity(entries, kind, about(shown=shown), lambda _: "Bluebird")
    if kind == "csv":
        return [dict(row) for row in test_csv.read(file)]
    if kind == "jsonl":
        return [json.loads(line) for line in file.decode().splitlines()[1:]]
    head, *rows = openpyxl.load_workbook(io.BytesIO(file))["Activity entries"].values
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def test_an_answer_is_in_the_words_that_the_page_shows():
    answer = RecordedAnswer("by hand", "The merchant hasn’t entered these days by hand.")
    entry = ActivityEntry(1, NOW, "answered", COMPANY, "Ada", verified=False, detail=answer.detail)
    (row,) = rows_of([entry], "csv", 1)
    assert row["Detail"] == answer.said


@pytest.mark.parametrize("kind", KINDS)
def test_each_entry_is_a_row_in_order(kind: Kind):
    ended, note = rows_of(ENTRIES, kind)
    assert "Sync ended: failed (code 5017)" in ended.values()
    assert {"Called them.", "Bluebird", COMPANY, "the server’s computer"} <= set(note.values())


def test_times_are_in_utc_and_in_the_zone_of_the_page():
    first = rows_of(ENTRIES, "jsonl")[0]
    assert (first["at_utc"], first["at"]) == ("2026-06-30T23:30:00Z", "2026-07-01T00:30:00+01:00")


def test_headers_differ_even_if_the_page_shows_utc():
    in_utc = replace(about(), zone=ZoneInfo("UTC"), zone_label="UTC")
    file = export_activity(ENTRIES, "csv", in_utc, str)
    headers = next(csv.reader(io.StringIO(file.decode("utf-8-sig"))))
    assert len(set(headers)) == len(headers)


def test_an_unverified_name_is_marked_and_a_missing_one_is_empty():
    ended, note = rows_of(ENTRIES, "jsonl")
    assert (ended["who"], ended["verified"], note["who"]) == ("Ada", False, None)


@pytest.mark.parametrize("text", FORMULAS)
def test_nothing_that_people_wrote_is_a_formula(text: str):
    hostile = [ActivityEntry(1, NOW, NOTE, COMPANY, text, verified=False, detail=text, origin=text)]
    file = export_activity(hostile, "csv", about(shown=1), lambda _: text)
    written = test_csv.read(file)[0]
    assert not [value for value in written.values() if value[:1] in "=+-@" and value]


def test_entries_that_came_since_the_page_was_drawn_are_counted():
    file = export_activity(ENTRIES, "jsonl", about(shown=1), str)
    assert json.loads(file.splitlines()[0])["about"]["shown"] == 2


@pytest.mark.parametrize(
    ("company_id", "name"),
    [
        ("", "activity-entries-2026-06-30-2330Z.csv"),
        (COMPANY, "Bluebird-activity-entries-2026-06-30-2330Z.csv"),
    ],
)
def test_the_name_of_the_file_says_what_it_holds(company_id: str, name: str):
    assert file_name(about(company_id), "csv") == name


def test_a_shared_link_has_for_whom_it_is_and_how_often_it_was_opened_that_hour():
    link = EntryLink(7, SharePage.COMPANY, live=True, recipient="Ann at Bluebird", opened=3)
    opened = ActivityEntry(1, NOW, "link opened", COMPANY, "", verified=False, link=link)
    (row,) = rows_of([opened], "jsonl", 1)
    assert row["what"] == "Link opened 3 times: company status, live"
    assert row["detail"] == "For Ann at Bluebird"
    assert (row["link_id"], row["opened"]) == (7, 3)
