"""The rows of History's table, and the words for those that are chosen."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape
from zoneinfo import ZoneInfo

import pytest

from codat_client import CompanySyncStatus
from dashboard.insight.gap import Range
from dashboard.insight.sync_range import RangeBasis, SyncRange
from dashboard.insight.zone import zone_named
from dashboard.views.clock import PageClock
from dashboard.views.history import table_rows
from dashboard.views.history.table_rows import TableRow

NOW = datetime(2026, 11, 20, 13, 42, tzinfo=UTC)
CLOCK = PageClock(NOW, zone_named("Europe/London"), ZoneInfo("Europe/London"), ZoneInfo("Europe/Berlin"))
ID = "c41b09e2-77aa-4f10-a2b4-0c9d1e5f7788"
FAILED = CompanySyncStatus(
    sync_id=ID,
    sync_status_code=4000,
    error_message="Tax rate does not exist or is invalid",
    sync_utc_text="2026-11-20T02:11:00Z",
    data_pushed=False,
)
SALES = Range(datetime(2026, 11, 11, 2, tzinfo=UTC), datetime(2026, 11, 20, 2, tzinfo=UTC))
REPORTED, ESTIMATED = SyncRange(RangeBasis.REPORTED, SALES), SyncRange(RangeBasis.ESTIMATED, SALES)


def sync(code=2000, utc="2026-11-11T02:14:00Z", **shown):
    return CompanySyncStatus(sync_id="a", sync_status_code=code, sync_utc_text=utc, **shown)


def text(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def details(row):
    return text(table_rows.details(row, CLOCK, "<a>Open</a>"))


def test_a_row_shows_outcome_and_cause_in_one_column_and_the_id_short():
    row = table_rows.table([TableRow(FAILED, "tax-rate-gone", ESTIMATED)], CLOCK).iloc[0].to_dict()
    assert row["outcome"].startswith("✕ failed: ")
    assert row["range"] == "11 Nov 02:00 – 20 Nov 02:00"
    assert (row["code"], row["wrote"], row["sync"]) == (4000, "no", "c41b09e2…")
    assert row["message"] == "Tax rate does not exist or is invalid"


def test_columns_are_typed_whatever_is_missing():
    table = table_rows.table([TableRow(CompanySyncStatus())], CLOCK)
    assert {name: str(kind) for name, kind in table.dtypes.items()} | {"code": "Int64"} == {
        "ran": "datetime64[us, UTC]",
        "outcome": "str",
        "code": "Int64",
        "wrote": "str",
        "range": "str",
        "message": "str",
        "sync": "str",
    }


def test_the_chosen_sync_is_shown_with_its_cause_message_range_zones_and_id():
    shown = details(TableRow(FAILED, "overlap", ESTIMATED))
    assert shown.startswith("✕ failed today 02:11")
    assert "Cause overlapping range" in shown
    assert "Message Tax rate does not exist or is invalid" in shown
    assert "Range 11 Nov 02:00 – 20 Nov 02:00 by the schedule" in shown
    assert "20 Nov 2026 02:11 London and UTC · 03:11 yours" in shown
    assert "Code 4000 configuration error" in shown
    assert f"Sync id {ID} Copy" in shown


def test_what_we_started_says_so_and_its_range_is_shown():
    shown = details(TableRow(FAILED, None, REPORTED, here=True))
    assert "today 02:11, started here" in shown
    assert "20 Nov 02:00 reported by Codat" in shown


def test_what_we_started_names_its_person():
    row = TableRow(FAILED, None, REPORTED, here=True, who="<b>Ada</b> (unverified)")
    shown = table_rows.details(row, CLOCK, "")
    assert "today 02:11, started here by &lt;b&gt;Ada&lt;/b&gt; (unverified)" in shown


@pytest.mark.parametrize(
    ("utc", "shown"),
    [("half past two", "Ran not a readable time: half past two"), (None, "Ran not reported by Codat")],
)
def test_a_time_that_is_none_is_shown_as_it_came(utc, shown):
    assert shown in details(TableRow(sync(utc=utc)))


def test_what_is_not_there_takes_no_line():
    shown = details(TableRow(sync()))
    assert "Cause" not in shown
    assert "Message" not in shown


def test_a_hostile_message_stays_text():
    html = table_rows.details(TableRow(sync(4000, error_message="<script>x</script>")), CLOCK, "")
    assert "<script>" not in html


def test_several_chosen_are_counted_by_how_they_ended():
    shown = text(table_rows.several([FAILED, sync(), sync(2040)], CLOCK))
    assert shown.startswith("3 syncs selected")
    assert "1 wrote data, 1 nothing to write, 1 failed" in shown
    assert "11 Nov 02:14 – 20 Nov 02:11" in shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0, ""),
        (1, "1 sync has no readable time: it is in the table, but not in charts or day filters."),
        (3, "3 syncs have no readable time: they are in the table"),
    ],
)
def test_syncs_without_a_time_are_counted(number, shown):
    assert table_rows.in_no_chart(number).startswith(shown)
    assert bool(table_rows.in_no_chart(number)) is bool(shown)


def test_syncs_with_a_time_that_can_not_be_are_counted_each_kind_for_itself():
    assert table_rows.in_no_chart(0, 1, 2) == (
        "1 sync has a time in the future: it is in the table, but not in charts."
        " 2 syncs have a time more than ten years ago: they are in the table, but not in charts."
    )


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0, ""), (1, "1 entry of Codat’s list is left out"), (2, "2 entries of Codat’s list are left out")],
)
def test_entries_that_repeat_a_sync_are_counted(number, shown):
    assert table_rows.repeated(number).startswith(shown)
    assert bool(table_rows.repeated(number)) is bool(shown)


def test_records_that_could_not_be_read_are_not_taken_for_none():
    assert table_rows.nothing_left(0, 2)[0] == "No sync could be read."
    assert table_rows.nothing_left(733, 2)[0] == "No sync matches."


def test_nothing_left_says_what_to_do():
    assert table_rows.nothing_left(733) == (
        "No sync matches.",
        "Remove a filter to see more of the 733 syncs.",
    )
    assert table_rows.nothing_left(0)[0] == "Nothing has synced yet."


@pytest.mark.parametrize(("number", "said"), [(0, "Select rows for details"), (2, "2 selected")])
def test_the_toolbar_says_how_to_select_rows_or_how_many_are_selected(number: int, said: str):
    assert table_rows.selection(number) == said
    assert said in table_rows.selection_html(number)
    assert 'd-only-narrow">More columns to the right<' in table_rows.selection_html(number)


def test_a_long_message_ends_in_an_ellipsis_that_the_widest_column_shows():
    (message,) = table_rows.table([TableRow(sync(4000, error_message="words " * 40))], CLOCK)["message"]
    assert message.endswith("…")
    assert len(message) <= 81
