"""Company answers: the countdown, the cause and its mending, the text for the merchant, a part that fails."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import go_to, open_at, settled
from tests.support.dashboard_process import Dashboard

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
LINK_HOSTS = {"link-api.codat.io", "link.codat.io"}
LOOPBACK = {"127.0.0.1", "localhost"}
AN_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}", re.IGNORECASE)


@pytest.fixture(scope="module")
def demo():
    """The dashboard on its own demo: there the addresses for linking again are the sandbox's."""
    running = Dashboard(DEMO="1")
    yield running
    running.stop()


@pytest.fixture
def answer_of(tab, dashboard, fresh_sandbox):
    """Show Company of a named merchant; give the page."""
    return lambda case: go_to(tab, f"{dashboard.url}/company?company={fresh_sandbox.company(case)}")


def heading(page: Page):
    return page.get_by_role("heading", level=1)


def main(page: Page):
    return page.get_by_test_id("stMain")


def copied(page: Page, button: str) -> str:
    """Click a button that copies; give what the clipboard holds then."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    return str(page.evaluate("navigator.clipboard.readText()"))


def in_words(day: datetime) -> str:
    return f"{day.day} {day:%b}"


def test_after_thirty_failing_days_the_countdown_is_said(answer_of, client, fresh_sandbox):
    page = answer_of("failing-30")
    expect(heading(page)).to_contain_text(re.compile("are not in (Sage|the books)"))  # a year makes it long
    latest = client.sync.get_latest_sync(fresh_sandbox.company("failing-30")).sync_utc
    last = in_words(latest + timedelta(days=1))  # before tonight's run that is today
    expect(main(page)).to_contain_text(
        re.compile("By our count, Codat will switch the sync off to(day|morrow)")
    )
    expect(main(page)).to_contain_text(re.compile(f"(0 days|1 day) until Codat switches it off, on {last}"))
    expect(main(page)).to_contain_text("30 of 31")


def test_the_strip_says_on_which_day_to_come_codat_switches_the_sync_off(answer_of, client, fresh_sandbox):
    page = answer_of("failing-29")
    latest = client.sync.get_latest_sync(fresh_sandbox.company("failing-29")).sync_utc
    last = in_words(latest + timedelta(days=2))
    alt = page.locator(".st-key-fig_strip_wide [aria-label*='switches it off on']")
    expect(alt.first).to_have_attribute("aria-label", re.compile(f"switches it off on {last}"))


def test_an_archived_tax_rate_has_its_cause_and_its_fixing(answer_of):
    page = answer_of("archived-tax-rate")
    expect(heading(page)).to_contain_text("are not in Xero")
    expect(main(page)).to_contain_text("Xero rejected the chosen tax rate: it doesn’t exist or isn’t valid.")
    first, asked, then = page.locator(".d-steps li").all()
    named = "Merchant:in the sync settings, choose another tax rate for “Standard rate”"
    expect(first).to_contain_text(named)
    expect(first).to_contain_text("is no longer available")
    expect(asked).to_contain_text("ask the merchant whether they’ve entered any sales since")
    expect(then).to_contain_text("start a sync up to now")


def test_the_text_for_the_merchant_is_one_click_and_holds_no_id_and_no_raw_error(answer_of):
    text = copied(answer_of("archived-tax-rate"), "Copy text for the merchant")
    assert text.startswith("Hello Bluebird Coffee,")
    assert "another tax rate" in text
    assert not AN_ID.search(text)
    # a code is a number of four digits; after a month it is a year
    assert not re.search(r"(?<! [A-Z][a-z]{2} )\b[1245]\d{3}\b|null|exception|Tax rate does not", text)


def test_the_text_for_codats_support_holds_the_ids_and_the_words_as_they_came(answer_of, fresh_sandbox):
    text = copied(answer_of("archived-tax-rate"), "Copy text for Codat support")
    assert fresh_sandbox.company("archived-tax-rate") in text
    assert "Tax rate does not exist or is invalid" in text
    assert len(AN_ID.findall(text)) >= 2


def test_a_merchant_who_withdrew_the_access_gets_the_address_to_link_again(page, demo):
    open_at(page, demo.url)
    page.locator(".st-key-search input").fill("Magpie Records")
    page.get_by_role("link", name="Magpie Records").first.click()
    expect(heading(page)).to_contain_text("are not in QuickBooks Online")
    text = copied(settled(page), "Copy text for the merchant")
    (address,) = re.findall(r"https?://\S+", text)
    parts = urlsplit(address)
    allowed = parts.scheme == "https" and parts.hostname in LINK_HOSTS
    assert allowed or parts.hostname in LOOPBACK
    assert not AN_ID.search(text.replace(address, ""))


def test_without_the_demo_an_address_of_this_machine_is_not_passed_on(answer_of):
    text = copied(answer_of("deauthorised"), "Copy text for the merchant")
    assert "link QuickBooks Online again" in text
    assert not [host for host in re.findall(r"https?://([\w.-]+)", text) if host not in LINK_HOSTS]


def test_what_was_partly_written_is_said_before_anyone_starts_again(answer_of):
    page = answer_of("partly-written")
    expect(heading(page)).to_contain_text("Not all sales since")
    expect(main(page)).to_contain_text("may already be in the books")
    expect(page).to_have_title(re.compile("^✗ "))
    start = page.get_by_role("link", name="Start a sync", exact=True)
    expect(start).to_have_count(1)
    expect(start).to_have_class("d-button d-quiet")  # it is there, but isn't the page's main action


def test_a_read_that_fails_blanks_its_own_part_only(page, dashboard, fresh_sandbox):
    company = fresh_sandbox.company("archived-tax-rate")
    fresh_sandbox.fault("500", n=20, operation="connections.list", companyId=company)
    open_at(page, f"{dashboard.url}/company?company={company}")
    expect(heading(page)).to_contain_text(re.compile("^Sales since .* are not in"))
    expect(page.get_by_role("status")).to_contain_text("Couldn’t load the connections.")
    for part in ("Daily results, last 90 days", "Latest sync", "Schedule"):
        expect(main(page)).to_contain_text(part)
    expect(page.locator(".st-key-fig_strip_wide path.point").last).to_be_visible()


def test_the_days_of_the_strip_are_a_list_as_well(answer_of, client, fresh_sandbox):
    page = answer_of("archived-tax-rate")
    latest = client.sync.get_latest_sync(fresh_sandbox.company("archived-tax-rate")).sync_id
    page.get_by_text("These days as a list").click()
    rows = page.locator(".d-days li")
    expect(rows.first).to_contain_text("failed")
    assert rows.count() > 80
    rows.first.get_by_role("link").click()
    expect(page).to_have_url(re.compile(f"sync={UUID(latest)}"))
