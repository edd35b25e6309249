"""History: filters, what they leave, and that none of them asks Codat for anything."""

from __future__ import annotations

import pytest

from tests.pages.conftest import text_of


@pytest.fixture
def open_history(open_page, fresh_sandbox):
    def open_it(case: str = "archived-tax-rate", **query: str):
        return open_page("history", company=fresh_sandbox.company(case), **query)

    return open_it


def rows(page):
    return page.dataframe[0].value


def test_all_syncs_are_listed_newest_first(open_history):
    ran = rows(open_history())["ran"]
    assert len(ran) == 100
    assert ran.is_monotonic_decreasing


def test_the_address_brings_the_filter(open_history):
    page = open_history(status="failed", days="30")
    assert set(rows(page)["outcome"]) == {"✕ failed: tax rate invalid"}
    assert "match 2 filters" in text_of(page)


def test_changing_a_filter_writes_the_address_and_asks_codat_for_nothing(open_history, fresh_sandbox):
    page = open_history()
    before = len(fresh_sandbox.requests())
    page.text_input(key="w_text").set_value("tax rate").run()
    assert page.query_params["text"] == "tax rate"
    assert len(rows(page)) == 9
    assert len(fresh_sandbox.requests()) == before


def test_a_filter_that_leaves_nothing_says_what_to_do(open_history):
    page = open_history(text="no such words")
    assert "Take a filter away" in text_of(page)


def test_nonsense_in_the_address_is_left_out(open_history):
    page = open_history(status="<script>", days="abc", **{"from": "yesterday", "rows": "-3"})
    assert len(rows(page)) == 100
    assert not page.exception


def test_a_merchant_without_syncs_says_so(open_history):
    assert "Nothing has synced yet" in text_of(open_history("never-synced-null"))


def test_damaged_records_are_counted_and_the_others_stay(open_history):
    page = open_history("damaged")
    assert "could not be read" in text_of(page)
    assert len(rows(page)) > 0


def test_ten_thousand_syncs_come_a_page_at_a_time(open_history):
    page = open_history("ten-thousand", rows="3")
    assert len(rows(page)) == 100
    assert "Page 3 of" in text_of(page)


def test_a_filter_draws_the_calendar_no_second_time(open_history):
    page = open_history()
    (data,) = page.session_state["companies"].values()
    before = data.kept["calendar_wide"]
    page.text_input(key="w_text").set_value("tax rate").run()
    assert data.kept["calendar_wide"] is before
    assert data.kept["timeline"][0] != before[0]


def test_newer_data_are_drawn_anew(open_history):
    page = open_history()
    (data,) = page.session_state["companies"].values()
    before = data.kept["calendar_wide"]
    page.button(key="read_again").click().run()
    assert data.kept["calendar_wide"] is not before
