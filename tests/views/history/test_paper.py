"""History on paper: every row, whole messages, in parts that fit a message of the server."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from codat_client import CompanySyncStatus
from dashboard.views.history import paper
from dashboard.views.history.table_rows import TableRow
from tests.views.history.test_table_rows import CLOCK, ID

MEGABYTE = 1_000_000


def rows(number: int, message: str = "no") -> list[TableRow]:
    failed = CompanySyncStatus(
        sync_id=ID, sync_status_code=4000, error_message=message, sync_utc_text="2026-11-20T02:11:00Z"
    )
    return [TableRow(failed, "overlap")] * number


def tables(number: int, of: int | None = None, message: str = "no") -> list[str]:
    return paper.tables(rows(number, message), of or number, "newest first", CLOCK)


def test_each_sync_has_a_row_with_its_time_outcome_code_and_message():
    (table,) = tables(1)
    cells = [re.sub("<[^>]+>", "", cell) for cell in table.split("<td>")[1:]]
    assert cells[:3] == ["20 Nov 02:11", "✕ failed: overlapping range", "4000"]
    assert cells[-1] == "no"


def test_the_title_says_how_many_of_the_syncs_are_on_paper():
    assert "Syncs: all 740" in tables(740)[0]
    assert "Syncs: 1,000 of 10,000" in tables(1_000, 10_000)[0]


def test_a_message_is_whole_up_to_four_thousand_characters_and_a_longer_one_says_so():
    whole, longer = "w" * 4_000, "w" * 4_001
    assert f"<td>{whole}" in tables(1, message=whole)[0]
    assert f"<td>{whole}… (cut: 4,001 characters in all)" in tables(1, message=longer)[0]


def test_no_part_is_larger_than_a_message_that_the_server_sends():
    limit = tomllib.loads(Path(".streamlit/config.toml").read_text("utf-8"))["server"]["maxMessageSize"]
    parts = tables(paper.MOST_ROWS, message="\u202e" * 4_000)
    assert max(len(part.encode()) for part in parts) < limit * MEGABYTE / 2
    assert sum(part.count("<tr><td>") for part in parts) == paper.MOST_ROWS


def test_foreign_text_stays_text_on_paper():
    assert "<img" not in "".join(tables(1, message="<img src=x onerror=alert(1)>"))
