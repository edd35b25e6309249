"""READ_ONLY=1, a view for people who only look: no page leads or asks anyone to start a sync."""

import re

import pytest

from tests.pages.conftest import text_of

READ_ONLY, STARTS = {"READ_ONLY": "1"}, {"ALLOW_STARTING": "1"}
PAGES = ["company", "history", "setup", "start"]


LINK = ">Start a sync</a>"


@pytest.mark.parametrize("page", PAGES)
def test_no_page_links_to_a_start(open_page, fresh_sandbox, page):
    shown = text_of(open_page(page, READ_ONLY, company=fresh_sandbox.company("archived-tax-rate")))
    assert LINK not in shown


@pytest.mark.parametrize("case", ["archived-tax-rate", "healthy"])
def test_for_everyone_else_company_links_to_a_start_whatever_its_state(open_page, fresh_sandbox, case):
    assert LINK in text_of(open_page("company", company=fresh_sandbox.company(case)))


@pytest.mark.parametrize("case", ["archived-tax-rate", "healthy", "late"])
def test_history_offers_a_start_exactly_as_company_does(open_page, fresh_sandbox, case):
    company = fresh_sandbox.company(case)
    offered = [
        re.findall(rf"<a [^>]*{LINK}", text_of(open_page(page, STARTS, company=company)))
        for page in ("company", "history")
    ]
    assert offered[0] == offered[1] != []


@pytest.mark.parametrize(("env", "links"), [(STARTS, 1), (READ_ONLY, 0)])
def test_the_step_to_start_a_sync_leads_to_the_form_of_who_may_use_it(open_page, fresh_sandbox, env, links):
    company = fresh_sandbox.company("archived-tax-rate")
    shown = text_of(open_page("company", env, company=company))
    assert re.findall(r'<a href="([^"]*)">start a sync', shown) == [f"/start?company={company}"] * links
    assert not re.search(r'data-copy="[^"]*/start', shown)


def test_to_start_a_sync_is_no_view_in_the_navigation(start):
    form = text_of(start())
    navigation = form.partition("<nav")[2].partition("</nav>")[0]
    assert "Set-up" in navigation
    assert "Start" not in navigation
    assert "← Back to company" in form


# Whether the late one is asked about, too, goes by the hour: its gap is two days old when it is due again.
@pytest.mark.parametrize(
    ("case", "does"),
    [
        ("archived-tax-rate", "ask the merchant"),
        ("late", ""),
        ("gap-to-close", "ask the merchant"),
        ("switched-off", "ask the merchant"),
    ],
)
def test_company_says_what_support_will_do(open_page, fresh_sandbox, case, does):
    shown = text_of(open_page("company", READ_ONLY, company=fresh_sandbox.company(case)))
    assert f"<b>Support:</b><span>{does}" in shown
    assert "<b>You" not in shown


@pytest.mark.parametrize("case", ["archived-tax-rate", "failing-30", "not-configured"])
def test_set_up_says_what_support_will_do(open_page, fresh_sandbox, case):
    shown = text_of(open_page("setup", READ_ONLY, company=fresh_sandbox.company(case)))
    assert "<b>You" not in shown


@pytest.mark.parametrize("case", ["archived-tax-rate", "gap-to-close"])
def test_a_sync_s_page_says_what_support_will_do(open_page, fresh_sandbox, client, case):
    company = fresh_sandbox.company(case)
    sync = client.sync.get_latest_sync(company).sync_id
    shown = text_of(open_page("sync", READ_ONLY, company=company, sync=sync))
    assert "<b>Support:</b><span>" in shown
    assert "<b>You" not in shown


def test_the_address_of_start_says_why_there_is_none(open_page, fresh_sandbox):
    shown = open_page("start", READ_ONLY, company=fresh_sandbox.company("healthy"))
    assert "READ_ONLY=1" in text_of(shown)
    assert not shown.get("segmented_control")


def test_a_start_that_is_not_known_leads_to_no_other(open_page, fresh_sandbox):
    company = fresh_sandbox.company("healthy")
    shown = text_of(
        open_page("start", READ_ONLY, company=company, attempt="11111111-1111-4111-8111-111111111111")
    )
    assert LINK not in shown
