"""The company page, for merchants that a support person meets."""

from __future__ import annotations

import concurrent.futures
import re
from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.services import directory
from dashboard.services.account import CodatAccount
from dashboard.ui import page as company_page
from tests.pages.conftest import clients_of, text_of


def test_a_failed_merchant_is_shown_why_and_what_fixes_it(open_page, sandbox):
    page = text_of(open_page("company", company=sandbox.company("archived-tax-rate")))
    assert "are not in Xero" in page
    assert "Tax rate does not exist or is invalid" in page
    assert "choose another tax rate" in page


def test_a_healthy_merchant_is_said_to_be_well(open_page, sandbox):
    page = text_of(open_page("company", company=sandbox.company("healthy")))
    assert "are in Xero" in page
    assert "No action needed." in page


def test_a_merchant_whose_sync_is_off_is_not_called_failing(open_page, sandbox):
    page = text_of(open_page("company", company=sandbox.company("switched-off")))
    assert "Sync is off; sales since" in page


@pytest.mark.parametrize("answer", ["404", "null", "empty", "all-null"])
def test_a_merchant_who_never_synced_is_no_failure(open_page, sandbox, answer):
    page = text_of(open_page("company", company=sandbox.company(f"never-synced-{answer}")))
    assert "synced" in page
    assert "Couldn’t load this" not in page


def test_a_partly_written_sync_says_so_before_anybody_starts_it_again(open_page, sandbox):
    page = text_of(open_page("company", company=sandbox.company("partly-written")))
    assert "written" in page or "in the books already" in page


def test_the_six_reads_go_out_once_and_no_other(open_page, fresh_sandbox):
    open_page("company", company=fresh_sandbox.company("healthy"))
    asked = sorted(each["operation"] for each in fresh_sandbox.requests())
    # the list of companies is read once for the process, by whichever page was first
    assert [each for each in asked if each != "companies.list"] == [
        "configuration.get",
        "connections.list",
        "sync.get_last_successful_sync",
        "sync.get_latest_sync",
        "sync.get_status",
        "sync.list",
    ]


def test_running_the_page_again_asks_codat_for_nothing(open_page, fresh_sandbox):
    page = open_page("company", company=fresh_sandbox.company("healthy"))
    before = len(fresh_sandbox.requests())
    page.run()
    assert len(fresh_sandbox.requests()) == before


def test_the_button_reads_all_six_again(open_page, fresh_sandbox):
    page = open_page("company", company=fresh_sandbox.company("healthy"))
    before = len(fresh_sandbox.requests())
    page.button(key="read_again").click().run()
    assert len(fresh_sandbox.requests()) == before + 6


def test_a_read_that_fails_blanks_its_own_part_only(open_page, fresh_sandbox):
    company = fresh_sandbox.company("healthy")
    fresh_sandbox.fault("403", n=9, operation="connections.list")
    page = text_of(open_page("company", company=company))
    assert "Couldn’t load the connections" in page
    assert re.search("Sales up to [^<]* are in ", page)


def test_a_failure_keeps_the_older_answer_and_marks_it(open_page, fresh_sandbox):
    page = open_page("company", company=fresh_sandbox.company("healthy"))
    fresh_sandbox.fault("403", n=9, operation="sync.get_latest_sync")
    page.button(key="read_again").click().run()
    assert "Couldn’t load the latest sync" in text_of(page)
    assert "The data shown is from" in text_of(page)
    assert "are in Xero" in text_of(page)


def test_a_wrong_key_is_one_sentence_with_the_next_step(open_page, sandbox):
    page = open_page("company", env={"CODAT_API_KEY": "wrong-key"}, company=sandbox.company("healthy"))
    assert text_of(page).count("Check CODAT_API_KEY") == 1
    assert "Nothing could be loaded" in text_of(page)
    assert not page.exception


@pytest.mark.parametrize("company", ["", "nonsense", "../../config", "list"])
def test_an_address_without_a_company_says_so_and_asks_nothing(open_page, fresh_sandbox, company):
    page = open_page("company", company=company)
    assert "No company is chosen" in text_of(page)
    assert not any("/sync/" in each["path"] for each in fresh_sandbox.requests())


def test_a_deleted_company_is_distinguished_from_one_that_never_synced(open_page, sandbox):
    page = text_of(open_page("company", company=sandbox.company("deleted")))
    assert "Codat can’t find this company" in page
    assert "Nothing has synced yet" not in page


def test_while_a_slow_list_withholds_the_name_the_beginning_of_the_id_replaces_it(open_page, fresh_sandbox):
    company = fresh_sandbox.company("healthy")
    fresh_sandbox.fault("late", operation="companies.list", delay=6)
    page = text_of(open_page("company", env={"CODAT_API_KEY": "a-key-of-its-own"}, company=company))
    assert f"<b>Company {company[:8]}…</b>" in page
    assert "are in Xero" in page


def test_reruns_leave_one_promise_of_the_name_however_many_there_are(open_page, fresh_sandbox, monkeypatch):
    key, company = "another-key-of-its-own", fresh_sandbox.company("healthy")
    monkeypatch.setattr(company_page, "_NAME_AWAITED_FOR", 0.0)
    fresh_sandbox.fault("late", operation="companies.list", delay=20)
    page = open_page("company", env={"CODAT_API_KEY": key}, company=company)
    for _ in range(3):
        page.run()
    listed = directory.directory_of(CodatAccount(fresh_sandbox.url, key).account_id)
    assert [wanted for wanted, _ in listed._promises] == [company]


def test_the_demo_is_marked_on_the_page_and_codat_is_not(open_page, sandbox):
    page = text_of(open_page("company", company=sandbox.company("healthy")))
    assert "Demo data" not in page


def test_a_last_successful_sync_that_was_not_read_is_not_called_none(open_page, fresh_sandbox):
    company = fresh_sandbox.company("archived-tax-rate")
    fresh_sandbox.fault("403", n=9, operation="sync.get_last_successful_sync")
    page = text_of(open_page("company", company=company))
    assert "the last successful one couldn’t be loaded" in page


def test_a_read_that_failed_is_tried_again_when_a_page_is_opened(open_page, fresh_sandbox):
    company = fresh_sandbox.company("healthy")
    fresh_sandbox.fault("403", n=1, operation="connections.list")
    page = open_page("company", company=company)
    page.session_state["view"] = ("history",)
    assert "Couldn’t load this" not in text_of(page.run())


def test_an_answer_bears_the_time_it_came_not_the_time_it_was_looked_at(open_page, fresh_sandbox):
    page = open_page("company", company=fresh_sandbox.company("healthy"))
    (data,) = page.session_state["companies"].values()
    data.read_again(clients_of(page)[0])
    concurrent.futures.wait(data.pending.values())
    arrived = datetime.now(UTC)
    page.run()
    assert data.read_at <= arrived


def test_the_text_for_codats_support_has_both_ids_of_the_sync_when_one_read_comes_late(
    open_page, fresh_sandbox
):
    fresh_sandbox.fault("late", operation="sync.get_status", delay=1)
    page = text_of(open_page("company", company=fresh_sandbox.company("archived-tax-rate")))
    assert "Commerce sync id" in page


def missing(page: AppTest) -> str:
    """Return the block of missing days."""
    found = re.search(r'Which days.*?</p>(<p class="d-legend">.*?</p>)?</div>', text_of(page))
    assert found
    return found[0]


def test_missing_days_are_dates_that_open_history(open_page, sandbox):
    company = sandbox.company("archived-tax-rate")
    days = missing(open_page("company", company=company))
    assert days.count(f"/history?company={company}&amp;from=") == 9
    assert "Start for these days" not in days
    assert "will probably fail the same way" in days


def test_where_a_start_brings_the_missing_days_it_is_offered_for_them(open_page, sandbox):
    company = sandbox.company("gap-to-close")
    assert f"/start?company={company}&amp;cover=now" in missing(
        open_page("company", {"ALLOW_STARTING": "1"}, company=company)
    )


def test_who_may_not_start_a_sync_is_offered_none(open_page, sandbox):
    days = missing(open_page("company", {"READ_ONLY": "1"}, company=sandbox.company("gap-to-close")))
    assert "Start for these days" not in days


def test_a_merchant_without_missing_sales_has_no_missing_days(open_page, sandbox):
    assert "Which days" not in text_of(open_page("company", company=sandbox.company("healthy")))


def test_what_one_session_has_in_its_address_is_in_no_link_of_another(open_page, fresh_sandbox):
    company = fresh_sandbox.company("archived-tax-rate")
    filtered = text_of(open_page("company", company=company, charts="trend", status="failed"))
    plain = text_of(open_page("company", company=company))
    again = text_of(open_page("company", company=company, charts="trend", status="failed"))
    assert "charts=trend" in filtered
    assert "status=failed" in filtered
    assert "charts=trend" not in plain
    assert "status=failed" not in plain
    assert set(re.findall(r'href="[^"]+"', again)) == set(re.findall(r'href="[^"]+"', filtered))
