"""History: filters, what they leave, order, rows, files; and that none of them asks Codat for anything."""

from __future__ import annotations

import json
import re
from datetime import date
from http.server import ThreadingHTTPServer
from threading import Thread

import pytest

from tests.pages.conftest import text_of
from tests.pages.starting import press, until
from tests.support.cached import made_last
from tests.support.forwarding import Forwarding


@pytest.fixture
def open_history(open_page, fresh_sandbox):
    def open_it(case: str = "archived-tax-rate", **query: str):
        return open_page("history", company=fresh_sandbox.company(case), **query)

    return open_it


def rows(page):
    return page.dataframe[0].value


def shown(page) -> str:
    """The page's text without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text_of(page)))


def calendar(page) -> object:
    """The figure that is kept of the open calendar."""
    (data,) = page.session_state["companies"].values()
    made = made_last(data, "calendar_wide")
    assert made is not None
    return made


def tick(page, *positions: int):
    """Choose rows of the table, as a click on their boxes does."""
    page.session_state[page.dataframe[0].key] = {"selection": {"rows": list(positions)}}
    return page.run()


def pills(page, name: str):
    return next(each for each in page.get("button_group") if each.key == f"w_{name}")


def test_all_syncs_are_listed_newest_first(open_history):
    page = open_history()
    assert len(rows(page)) == 100
    assert rows(page)["ran"].is_monotonic_decreasing
    assert "syncs, newest first" in shown(page)


def test_the_address_brings_the_filter(open_history):
    page = open_history(status="failed", days="30")
    outcomes = set(rows(page)["outcome"])
    assert "✕ failed: tax rate invalid" in outcomes
    assert all(each.startswith("✕ failed") for each in outcomes)
    assert "syncs match 2 filters" in shown(page)
    assert "hidden" in shown(page)


@pytest.mark.parametrize(
    ("query", "chip"),
    [
        ({"status": "failed,succeeded"}, "Status: wrote data or failed"),
        ({"code": "4000"}, "Code: 4000"),
        ({"cause": "tax-rate-invalid"}, "Cause: tax rate invalid"),
        ({"wrote": "no"}, "Wrote data: no"),
        ({"days": "90"}, "Last 90 days"),
        ({"from": "2025-11-01", "to": "2025-11-07"}, "1–7 Nov 2025"),
        ({"from": "2025-11-01"}, "From 1 Nov 2025"),
        ({"text": "tax"}, "Text: “tax”"),
    ],
)
def test_each_filter_of_an_address_is_a_chip_that_takes_it_away(open_history, fresh_sandbox, query, chip):
    page = open_history(**query)
    company = fresh_sandbox.company("archived-tax-rate")
    assert f'href="/history?company={company}" aria-label="Remove filter: {chip}"' in text_of(page)


def test_changing_a_filter_writes_the_address_and_asks_codat_for_nothing(open_history, fresh_sandbox):
    page = open_history(rows="2")
    before = len(fresh_sandbox.requests())
    page.text_input(key="w_text").set_value("tax rate").run()
    assert page.query_params["text"] == "tax rate"
    assert "rows" not in page.query_params
    assert len(rows(page)) == 9
    assert len(fresh_sandbox.requests()) == before


def test_only_codes_and_causes_that_occur_are_offered(open_history):
    page = open_history()
    assert "4000" in pills(page, "code").options
    assert "4260" not in pills(page, "code").options
    assert any("tax" in each for each in pills(page, "cause").options)
    assert not any("subscription" in each for each in pills(page, "cause").options)


def test_choosing_a_code_writes_it_into_the_address(open_history):
    page = open_history(wrote="no")
    pills(page, "code").set_value([4000]).run()
    assert page.query_params["code"] == "4000"
    assert page.query_params["wrote"] == "no"
    assert set(rows(page)["code"]) == {4000}


def test_a_preset_replaces_days_that_were_chosen_freely(open_history):
    page = open_history(**{"from": "2026-11-01", "to": "2026-11-07"})
    pills(page, "days").set_value(90).run()
    assert page.query_params["days"] == "90"
    assert "from" not in page.query_params


def test_a_first_day_waits_for_the_last_one_also_when_the_page_runs_again(open_history):
    page = open_history(days="30")
    page.date_input(key="w_between").set_value((date(2026, 11, 5),)).run()
    page.run()
    assert page.date_input(key="w_between").value == (date(2026, 11, 5),)
    assert page.query_params["days"] == "30"
    page.date_input(key="w_between").set_value((date(2026, 11, 5), date(2026, 11, 12))).run()
    assert (page.query_params["from"], page.query_params["to"]) == ("2026-11-05", "2026-11-12")
    assert "days" not in page.query_params


def test_a_filter_that_leaves_nothing_says_what_to_do(open_history):
    page = open_history(text="no such words")
    assert "0 of " in shown(page)
    assert "Remove a filter" in shown(page)
    assert not page.get("download_button")


def test_nonsense_in_the_address_is_left_out(open_history):
    query = {"status": "<script>", "days": "abc", "from": "yesterday", "rows": "-3", "sort": "x", "code": "?"}
    page = open_history(**query)
    assert len(rows(page)) == 100
    assert "syncs, newest first" in shown(page)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_days_far_off_are_taken_as_they_are(open_history, day):
    page = open_history(**{"from": day})
    assert "From" in shown(page)


def test_a_merchant_without_syncs_says_so(open_history):
    page = open_history("never-synced-null")
    assert "Nothing has synced yet" in shown(page)
    assert "w_text" not in [each.key for each in page.text_input]


def test_damaged_records_are_counted_and_the_others_stay(open_history):
    page = open_history("damaged")
    assert "couldn’t be read" in shown(page)
    assert len(rows(page)) > 0


def test_syncs_without_a_time_are_counted_and_listed_last(open_history):
    page = open_history("odd-times", sort="ran")
    assert re.search(r"\d+ syncs have no readable time", shown(page))


def test_ten_thousand_syncs_come_a_page_at_a_time(open_history):
    page = open_history("ten-thousand", rows="3")
    assert len(rows(page)) == 100
    assert "201–300 of 10,000" in shown(page)


def test_the_order_is_in_the_address_and_holds_for_all_pages(open_history):
    page = open_history(sort="ran")
    assert rows(page)["ran"].is_monotonic_increasing
    assert "oldest first" in shown(page)
    assert re.search(r'href="/history\?company=[^"]*&amp;rows=2&amp;sort=ran"', text_of(page))


def test_sorting_by_another_column_begins_at_its_first_row(open_history):
    page = open_history(rows="3")
    assert re.search(r'href="/history\?company=[-0-9a-f]*&amp;sort=code">Code</a>', text_of(page))


def test_a_ticked_row_shows_what_is_known_of_its_sync(open_history):
    page = tick(open_history(), 0)
    assert "Cause" in shown(page)
    assert "Open this sync" in shown(page)
    assert "by the schedule" in shown(page)
    assert "1 sync selected" in shown(page)


def test_a_sync_started_here_says_so_with_the_range_that_codat_reported(start, open_history):
    until(press(press(start("healthy"), "go_on"), "start_sync"), "The sync succeeded after")
    page = tick(open_history("healthy"), 0)
    assert "started here" in shown(page)
    assert "reported by Codat" in shown(page)
    assert rows(page)["range"].iloc[0].endswith(", reported")
    assert not rows(page)["range"].iloc[1].endswith(", reported")


def test_several_ticked_rows_are_counted_and_go_into_the_file_alone(open_history):
    page = tick(open_history(), 0, 2)
    assert shown(page).count("2 syncs selected") == 2  # in the details and in the export menu
    assert "Open this sync" not in shown(page)


def test_rows_of_another_view_are_not_chosen_by_their_numbers(open_history):
    page = tick(open_history(), 0)
    page.text_input(key="w_text").set_value("tax rate").run()
    assert "Open this sync" not in shown(page)


def test_a_single_row_shows_its_details_at_once(open_history):
    page = open_history()
    sync_id = page.session_state["companies"]  # of the data that the page itself has read
    (data,) = sync_id.values()
    page.text_input(key="w_text").set_value(data.syncs.value[0].sync_id).run()
    assert len(rows(page)) == 1
    assert "Open this sync" in shown(page)


def test_there_is_a_file_of_each_kind_named_after_the_merchant(open_history):
    page = open_history("hostile-text")
    names = [each.proto.label for each in page.get("download_button")]
    assert names == ["CSV", "Excel", "JSON Lines"]


def test_failures_are_grouped_by_cause_and_each_leads_to_its_own(open_history):
    page = open_history(wrote="no")
    assert "Failures by cause (filtered)" in shown(page)
    assert re.search(r'href="/history\?cause=[^"]+&amp;company=[^"]+&amp;wrote=no"', text_of(page))


def test_a_cause_is_still_going_on_only_if_the_newest_of_all_syncs_failed_with_it(open_history):
    assert "ongoing" in shown(open_history(status="failed"))
    assert "ongoing" not in shown(open_history("closed-gap", status="failed"))


def test_it_says_when_it_broke(open_history):
    assert "When it broke" in shown(open_history())


def test_a_silent_emptiness_is_said_at_the_top(open_history):
    assert "which is unusual for this shop" in shown(open_history("nothing-to-sell"))
    assert "which is unusual for this shop" not in shown(open_history("healthy"))


def test_a_filter_draws_the_calendar_no_second_time(open_history):
    page = open_history(charts="calendar")
    before = calendar(page)
    page.text_input(key="w_text").set_value("tax rate").run()
    assert calendar(page) is before


def test_a_sync_that_began_meanwhile_is_in_the_table_after_reading_again(open_history, client, fresh_sandbox):
    fresh_sandbox.let_syncs_run()
    page = open_history("healthy", charts="calendar")
    before = calendar(page)
    client.sync.request(fresh_sandbox.company("healthy"))
    page.button(key="read_again").click().run()
    assert rows(page)["outcome"].iloc[0] == "◐ running"
    assert calendar(page) is not before


def test_the_same_answer_again_is_not_drawn_again(open_history):
    page = open_history(charts="calendar")
    before = calendar(page)
    page.button(key="read_again").click().run()
    assert calendar(page) is before


def test_what_an_address_asks_for_that_there_is_not_is_said(open_history):
    page = open_history(status="failed,zzz", cause="nope")
    assert "Ignored: status=failed,zzz, cause=nope." in shown(page)
    assert "Ignored:" not in shown(open_history(status="failed"))


@pytest.fixture
def untimed(fresh_sandbox):
    """A sandbox in front of which the list holds one sync without a readable time, code or text."""

    class Untimed(Forwarding):
        def goal(self) -> str:
            return str(fresh_sandbox.url)

        def do_GET(self) -> None:  # noqa: N802 - http.server names it so
            if self.path.endswith("/list/status"):
                record = {"syncId": "9f2c77d0-77aa-4f10-a2b4-0c9d1e5f7788", "dataPushed": False}
                self.answer(200, json.dumps([record]).encode())
            else:
                super().do_GET()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Untimed)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_charts_with_nothing_to_draw_say_why(open_page, untimed, fresh_sandbox):
    company = fresh_sandbox.company("never-synced-404")
    opened = {"company": company, "charts": "calendar,trend"}
    page = open_page("history", {"CODAT_BASE_URL": untimed}, **opened)
    said = shown(page)
    assert (
        "No sync ran on any of these days. Syncs without a readable time can’t be assigned to a day." in said
    )
    assert "No monthly results. Codat reports no sync that finished on any of these days." in said
    assert not page.get("plotly_chart")


def test_a_cell_without_a_value_says_so(open_page, untimed, fresh_sandbox):
    company = fresh_sandbox.company("never-synced-404")
    page = open_page("history", {"CODAT_BASE_URL": untimed}, company=company)
    assert page.dataframe[0].proto.placeholder == "unknown"


def figures(page) -> list[str]:
    """What each figure says to those who can't see it."""
    return [each.proto.alt for each in page.get("plotly_chart")]


def test_the_state_of_the_company_comes_first_with_the_way_to_its_reason(open_history, fresh_sandbox):
    page = open_history()
    assert re.search(r"<h1>Sales .* are not in Xero</h1>", text_of(page))
    company = fresh_sandbox.company("archived-tax-rate")
    assert f'<a href="/company?company={company}">Details and next steps</a>' in text_of(page)


def test_charts_are_folded_until_the_reader_opens_them(open_history):
    assert figures(open_history()) == []
    assert len(figures(open_history(charts="timeline,calendar,trend"))) == 3


def test_the_choice_of_charts_goes_along_to_other_pages_and_filters(open_history):
    page = open_history(charts="timeline")
    links = re.findall(r'href="/(?:company|setup|history)\?[^"]*"', text_of(page))
    folded = [link for link in links if "charts=timeline" not in link]
    assert len(folded) == 1, folded  # the link that folds the timeline


def test_the_timeline_opens_on_ninety_days_and_offers_all(open_history):
    page = open_history(charts="timeline")
    assert "Sync timeline last 90 days, London" in shown(page)
    assert re.search(r'href="/history\?[^"]*from=20\d\d-\d\d-\d\d[^"]*">All days</a>', text_of(page))
    assert "All days" not in shown(open_history(charts="timeline", days="365"))


def test_the_monthly_results_say_in_a_sentence_what_they_show(open_history):
    assert re.search(r"\d+ % of \d+ days succeeded; the worst month was", shown(open_history(charts="trend")))


def test_each_of_the_last_ninety_days_leads_to_its_sync_or_its_syncs(open_history):
    cells = re.findall(r'class="d-cell [^"]*" href="/(sync|history)\?', text_of(open_history()))
    assert len(cells) >= 85
