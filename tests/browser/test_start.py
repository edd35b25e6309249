"""Starting a sync in a real browser: clicked twice, in two tabs, reloaded while it runs. Each is one POST."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, ViewportSize, expect

from tests.browser.driving import go_to, open_at, settled
from tests.support.dashboard_process import Dashboard
from tests.support.sandbox_process import SandboxProcess

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
def slow_syncs(sandbox: SandboxProcess) -> Any:
    """The tests' sandbox with nothing asked of it yet; its syncs run until `end_syncs`."""
    sandbox.reset()
    sandbox.let_syncs_run()
    yield sandbox
    sandbox.reset()


def last_step(page: Page, dashboard: Dashboard, company: str) -> Locator:
    """Go to the step that asks once more; give the button that starts."""
    open_at(page, f"{dashboard.url}/start?company={company}")
    page.get_by_role("button", name="Review and start").click()
    button = page.get_by_role("button", name=re.compile("^Start sync"))
    expect(button).to_be_visible()
    settled(page)
    return button


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def posts(sandbox: SandboxProcess) -> list[str]:
    return [each["operation"] for each in sandbox.ledger()]


def test_a_double_click_on_start_is_one_sync(page, dashboard, slow_syncs):
    last_step(page, dashboard, slow_syncs.company("healthy")).dblclick()
    expect(heading(page)).to_contain_text("running for")
    slow_syncs.end_syncs()
    expect(heading(page)).to_contain_text("succeeded")
    assert posts(slow_syncs) == ["sync.request"]


def test_two_tabs_at_the_last_step_are_one_sync(context: BrowserContext, dashboard, slow_syncs):
    one, two = context.new_page(), context.new_page()
    buttons = [last_step(tab, dashboard, slow_syncs.company("monthly")) for tab in (one, two)]
    for button in buttons:
        button.click(no_wait_after=True)
    for tab in (one, two):
        expect(heading(tab)).to_contain_text(re.compile("running for|not started"))
    refused = ["not started" in heading(tab).inner_text() for tab in (one, two)]
    assert sorted(refused) == [False, True]
    slow_syncs.end_syncs()
    expect(heading(two if refused[0] else one)).to_contain_text("succeeded")
    assert posts(slow_syncs) == ["sync.request"]


def test_a_reload_while_it_runs_shows_the_run_and_sends_nothing(page, dashboard, slow_syncs):
    last_step(page, dashboard, slow_syncs.company("several-locations")).click()
    expect(page).to_have_url(re.compile("attempt="))
    page.reload()
    expect(heading(page)).to_contain_text("running for")
    slow_syncs.end_syncs()
    expect(heading(page)).to_contain_text("succeeded")
    assert posts(slow_syncs) == ["sync.request"]


def test_a_start_whose_company_cannot_be_read_ends_drawn_and_says_what_became_of_it(
    page, dashboard, slow_syncs
):
    button = last_step(page, dashboard, slow_syncs.company("two-shops"))
    slow_syncs.fault("404", n=500)
    button.click()
    expect(page).to_have_url(re.compile("attempt="))
    expect(heading(page).filter(has_text="The sync was not started")).to_be_visible()
    settled(page)
    page.reload()
    expect(heading(page).filter(has_text="The sync was not started")).to_be_visible()
    settled(page)
    assert posts(slow_syncs) == []


def test_a_deleted_company_shows_the_answer_alone(tab, dashboard, slow_syncs):
    go_to(tab, f"{dashboard.url}/start?company={slow_syncs.company('deleted')}")
    expect(heading(tab)).to_have_text("Codat can’t find this company")
    expect(tab.get_by_test_id("stSkeleton")).to_have_count(0)
    expect(tab.locator(".st-key-start_form, .st-key-stale_start_form")).to_have_count(0)
    expect(tab.get_by_role("button", name="Review and start")).to_have_count(0)


def test_while_it_is_followed_the_page_shows_each_second_and_back_and_forward_still_move(
    page, dashboard, slow_syncs
):
    last_step(page, dashboard, slow_syncs.company("same-name-first")).click()
    expect(heading(page)).to_contain_text("running for")
    first = heading(page).inner_text()
    expect(heading(page).filter(has_not_text=first)).to_contain_text("running for")
    page.go_back()
    expect(page).not_to_have_url(re.compile("attempt="))
    page.go_forward()
    expect(page).to_have_url(re.compile("attempt="))
    expect(heading(page)).to_contain_text("running for")
    page.get_by_role("link", name="Set-up", exact=True).click()
    expect(heading(page)).to_contain_text("set-up")
    page.go_back()
    expect(heading(page)).to_contain_text("running for")
    slow_syncs.end_syncs()
    expect(heading(page)).to_contain_text("succeeded")
    assert posts(slow_syncs) == ["sync.request"]


@pytest.mark.parametrize(
    ("width", "case"), [(1440, "archived-tax-rate"), (390, "archived-tax-rate"), (390, "healthy")]
)
def test_a_double_click_on_review_starts_nothing_since_the_start_button_is_elsewhere(
    tab, dashboard, slow_syncs, width, case
):
    tab.set_viewport_size({"width": width, "height": 900})
    go_to(tab, f"{dashboard.url}/start?company={slow_syncs.company(case)}")
    before = tab.get_by_role("button", name="Review and start")
    before.hover()  # scrolls it into view
    clicked = before.bounding_box()
    before.dblclick()
    start = tab.get_by_role("button", name=re.compile("^Start sync"))
    expect(start).to_be_visible()
    there = settled(tab).get_by_role("button", name=re.compile("^Start sync")).bounding_box()
    assert clicked is not None
    assert there is not None
    assert there["y"] >= clicked["y"] + clicked["height"]
    expect(start).not_to_be_focused()
    assert posts(slow_syncs) == []


def on_a_phone(page: Page, dashboard: Dashboard, company: str) -> None:
    """Go to the confirmation step, without the hint of a first visit."""
    page.set_viewport_size(PHONE)
    open_at(page, f"{dashboard.url}/start?company={company}")
    page.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Review and start").click()
    expect(page.get_by_role("button", name=re.compile("^Start sync"))).to_be_visible()
    settled(page)


def test_on_a_phone_the_request_and_what_needs_an_answer_are_on_the_first_screen(page, dashboard, slow_syncs):
    on_a_phone(page, dashboard, slow_syncs.company("archived-tax-rate"))
    names = ("Request", "Needs your answer", "Warnings")
    for each in (heading(page), *(page.get_by_role("heading", name=name) for name in names)):
        expect(each).to_be_in_viewport(ratio=1)


def test_on_a_phone_the_confirmation_is_on_the_first_screen(page, dashboard, slow_syncs):
    on_a_phone(page, dashboard, slow_syncs.company("healthy"))
    shown = (
        heading(page),
        page.get_by_role("heading", name="Request"),
        page.locator(".d-facts dd:visible").last,
        page.get_by_role("button", name="Don’t start"),
        page.get_by_role("button", name=re.compile("^Start sync")),
    )
    for each in shown:
        expect(each).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize(
    ("answer", "buttons"), [("No", ("^Don’t start", "^Start sync")), ("Yes", ("^Save and choose",))]
)
def test_with_a_question_and_without_a_name_what_the_answer_needs_is_on_the_first_screen(
    page, dashboard, slow_syncs, answer, buttons
):
    page.context.clear_cookies(name="syncdesk_name")
    page.set_viewport_size({"width": 1440, "height": 900})
    open_at(page, f"{dashboard.url}/start?company={slow_syncs.company('archived-tax-rate')}")
    page.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Review and start").click()
    question = page.get_by_role("radiogroup", name="Has the merchant entered these days by hand?")
    question.get_by_text(answer, exact=True).click()
    settled(page)
    needed = [page.get_by_role("button", name=re.compile(name)) for name in buttons]
    for each in (question, page.get_by_role("textbox", name="Your name"), *needed):
        expect(each).to_be_in_viewport(ratio=1)
