"""History of lists as Codat may send them: damaged, repeated, with times that can't be, with odd codes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import text_of
from tests.pages.starting import press, until
from tests.support.reported_syncs import ReportedSyncs

OpenHistory = Callable[..., AppTest]


@pytest.fixture
def codat(fresh_sandbox) -> Iterator[ReportedSyncs]:
    reported_syncs = ReportedSyncs(fresh_sandbox)
    yield reported_syncs
    reported_syncs.stop()


@pytest.fixture
def history_of(open_page, fresh_sandbox, codat) -> OpenHistory:
    """Return a function that opens the history of a company that has these syncs, and no others."""

    def open_it(syncs: list[Any], case: str = "healthy", **query: str) -> AppTest:
        company = fresh_sandbox.company(case)
        codat.report(company, syncs)
        opened: AppTest = open_page("history", {"CODAT_BASE_URL": codat.url}, company=company, **query)
        return opened

    return open_it


def sync(days_ago: int = 0, code: int = 2000, **more: Any) -> dict[str, Any]:
    """Make a sync of 02:05 UTC, so many days before yesterday; each has an id of its own."""
    this_night = datetime.now(UTC).replace(hour=2, minute=5, second=0, microsecond=0)
    ran = this_night - timedelta(days=days_ago + 1)
    usual = {
        "syncId": f"{days_ago:08d}-0000-4000-8000-{abs(code) % 10**12:012d}",
        "syncStatusCode": code,
        "syncStatus": "x",
        "syncUtc": f"{ran:%Y-%m-%dT%H:%M:%SZ}",
        "dataPushed": code == 2000,
    }
    return usual | more


def shown(page: AppTest) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text_of(page)))


def rows(page: AppTest) -> Any:
    return page.dataframe[0].value


def charts(page: AppTest) -> list[str]:
    """What each figure of the timeline is for one who can't see it."""
    return [each.proto.alt for each in page.get("plotly_chart") if "The newest" in each.proto.alt]


def silent(nights: int, failed_since: int = 0) -> list[dict[str, Any]]:
    """A merchant who sold daily, then nothing for some nights, then failed for some."""
    return [
        *(sync(day, 4000, errorMessage="Tax rate is invalid") for day in range(failed_since)),
        *(sync(failed_since + day, 2040) for day in range(nights)),
        *(sync(failed_since + nights + day) for day in range(90)),
    ]


def test_silence_is_said_to_be_unusual_while_the_syncs_run_well(history_of):
    assert "which is unusual for this shop" in shown(history_of(silent(20)))


def test_silence_before_failures_is_not_said_to_go_on(history_of):
    page = history_of(silent(20, failed_since=30))
    assert "find no sales, which is unusual" not in shown(page)
    assert "ongoing" in shown(page)


def test_a_list_of_damaged_records_alone_is_not_taken_for_none(history_of):
    page = history_of([{"syncId": "a", "syncStatusCode": "x y"}, 5])
    assert "2 syncs couldn’t be read" in shown(page)
    assert "Nothing has synced yet" not in shown(page)
    assert "No sync could be read." in shown(page)


def half_a_range(page: AppTest) -> date:
    """Choose the first day of a range, and no last one; return it."""
    first = datetime.now(UTC).date() - timedelta(days=400)
    page.date_input(key="w_between").set_value((first,)).run()
    return first


def test_half_a_range_of_one_company_is_none_of_another(history_of):
    page = history_of([sync(day) for day in range(450)])
    first = half_a_range(page)
    assert page.date_input(key="w_between").value == (first,)
    other = history_of([sync(day) for day in range(3)], "archived-tax-rate").query_params["company"]
    page.query_params["company"] = other
    page.run()
    assert not page.exception
    assert not page.date_input(key="w_between").value


def test_half_a_range_that_no_sync_reaches_any_more_is_dropped(history_of, codat):
    page = history_of([sync(day) for day in range(450)])
    half_a_range(page)
    codat.report(page.query_params["company"], [sync(1)])
    page.button(key="read_again").click().run()
    assert not page.exception
    assert not page.date_input(key="w_between").value


def test_a_time_to_come_is_neither_now_nor_in_the_timeline(history_of):
    ahead = sync(0, 4000, syncUtc="2099-01-01T02:00:00Z", errorMessage="Tax rate is invalid")
    page = history_of([*(sync(day) for day in range(1, 29)), ahead], charts="timeline")
    assert "ongoing" not in shown(page)
    assert "1 sync has a time in the future: it is in the table, but not in charts." in shown(page)
    assert charts(page)
    assert not any("2099" in alt for alt in charts(page))
    assert len(rows(page)) == 29


def test_what_codat_calls_the_latest_is_what_goes_on_though_its_time_is_still_to_come(history_of):
    ahead = sync(0, 4000, syncUtc="2099-01-01T02:00:00Z", errorMessage="Tax rate is invalid")
    assert "ongoing" in shown(history_of([ahead, *(sync(day) for day in range(1, 29))]))


def test_a_time_of_ages_ago_does_not_stretch_the_timeline(history_of):
    ages_ago = sync(28, syncUtc="1970-01-01T00:00:00Z")
    page = history_of([*(sync(day) for day in range(28)), ages_ago], charts="timeline")
    assert "1 sync has a time more than ten years ago: it is in the table, but not in charts." in shown(page)
    assert charts(page)
    assert not any("1970" in alt for alt in charts(page))


def test_the_only_row_of_a_last_page_is_shown_but_not_chosen_for_the_file(history_of):
    page = history_of([sync(day) for day in range(101)], rows="2")
    assert len(rows(page)) == 1
    assert "Open this sync" in shown(page)
    assert "All 101 syncs, in this order" in shown(page)


def test_the_only_sync_is_a_file_without_being_chosen(history_of):
    page = history_of([sync()])
    assert "Open this sync" in shown(page)
    assert "selected" not in shown(page)


def test_a_sync_that_is_listed_twice_counts_once_and_that_is_said(history_of):
    failed = sync(1, 4000, errorMessage="Tax rate is invalid")
    page = history_of([failed | {"syncStatusCode": 1000}, failed, failed, sync(2), {}])
    assert rows(page)["code"].tolist() == [4000, 2000]
    assert "2 syncs, newest first" in shown(page)
    assert "3 entries of Codat’s list are left out" in shown(page)


def test_rows_are_those_of_their_own_records_where_some_are_listed_twice(history_of):
    page = history_of([sync(1), sync(1), sync(2), sync(3, 4000, errorMessage="The third")], rows="1")
    page.session_state[page.dataframe[0].key] = {"selection": {"rows": [2]}}
    page.run()
    assert "The third" in shown(page)


def test_a_sync_started_here_is_known_also_where_its_id_is_listed_in_capitals(
    start, history_of, codat, client, fresh_sandbox
):
    company = fresh_sandbox.company("healthy")
    until(press(press(start(env={"CODAT_BASE_URL": codat.url}), "go_on"), "start_sync"), "succeeded after")
    newest = max(
        client.sync.list(company), key=lambda each: each.sync_utc or datetime.max.replace(tzinfo=UTC)
    )
    page = history_of([json.loads(newest.raw) | {"syncId": (newest.sync_id or "").upper()}, sync(1)])
    page.session_state[page.dataframe[0].key] = {"selection": {"rows": [0]}}
    assert "started here" in shown(page.run())


@pytest.mark.parametrize("code", [-1, 2**31 - 1])
def test_each_code_that_is_offered_can_be_chosen(history_of, code):
    page = history_of([sync(1), sync(2, code)])
    offered = next(each for each in page.get("button_group") if each.key == "w_code")
    assert len(offered.options) == 2
    offered.set_value([code]).run()
    assert page.query_params["code"] == str(code)
    assert rows(page)["code"].tolist() == [code]
