"""Data say how old they are; old ones are greyed and say so; a page opened again reads what is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.pages.conftest import text_of

LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def opened(open_page, fresh_sandbox):
    return open_page("company", company=fresh_sandbox.company("healthy"))


def let_time_pass(page, minutes: float) -> None:
    """Make everything read so far that much older."""
    for data in page.session_state["companies"].values():
        for name, reading in data.readings.items():
            data.readings[name] = replace(reading, read_at=reading.read_at - timedelta(minutes=minutes))


def test_fresh_data_say_so(opened):
    assert "Checked just now" in opened.button(key="read_again").label


def test_older_data_show_their_age(opened):
    let_time_pass(opened, 5)
    assert "Checked 5 min ago" in opened.run().button(key="read_again").label
    assert "This is out of date" not in text_of(opened)


def test_data_older_than_fifteen_minutes_say_that_they_are_old(opened):
    let_time_pass(opened, 15.1)
    assert "This is out of date" in text_of(opened.run())


def test_a_page_opened_after_a_minute_reads_again(opened, fresh_sandbox):
    let_time_pass(opened, 1.1)
    before = len(fresh_sandbox.company_requests())
    opened.session_state["view"] = ("history",)  # the person was elsewhere
    opened.run()
    assert len(fresh_sandbox.company_requests()) == before + 6


def test_a_page_opened_within_a_minute_does_not(opened, fresh_sandbox):
    before = len(fresh_sandbox.company_requests())
    opened.session_state["view"] = ("history",)
    opened.run()
    assert len(fresh_sandbox.company_requests()) == before


def open_again(page, minutes: float) -> int:
    """Open the page again when its data are so old; gives how often it ran for that."""
    let_time_pass(page, minutes)
    page.session_state["view"] = ("history",)
    before = page.session_state["run"]
    page.run()
    assert "Checked just now" in page.button(key="read_again").label
    return int(page.session_state["run"] - before)


def test_a_page_that_reads_the_same_again_runs_once(opened):
    assert open_again(opened, 5) == 1


def test_a_page_that_reads_something_new_runs_once_more(opened, fresh_sandbox, client):
    client.sync.request(fresh_sandbox.company("healthy"))
    assert open_again(opened, 5) == 2


def test_a_page_drawn_from_old_data_is_drawn_again_even_if_they_are_the_same(opened):
    assert open_again(opened, 16) == 2


def test_paper_says_from_when_the_last_reading_is(opened):
    (data,) = opened.session_state["companies"].values()
    assert open_again(opened, 5) == 1
    assert f"{data.read_at.astimezone(LONDON):%H:%M}" in text_of(opened)  # the merchant's, also in summer


def test_where_a_start_is_decided_newer_data_are_drawn_even_if_they_are_the_same(open_page, fresh_sandbox):
    page = open_page("start", {"ALLOW_STARTING": "1"}, company=fresh_sandbox.company("healthy"))
    assert open_again(page, 5) == 2
