"""The Set-up page, against the sandbox: the answer, the tables, empty states, failures."""

import re
from html import unescape

import pytest

from dashboard.views.cause_words import NO_ACTION
from tests.pages.conftest import text_of
from tests.pages.sayings import reason_in, steps_in


def seen(test):
    """What a person reads on the page, tags taken out."""
    assert not test.exception
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text_of(test))).split())


@pytest.fixture
def open_set_up(open_page, fresh_sandbox):
    """Open the Set-up page of a named merchant and read it."""
    return lambda case: seen(open_page("setup", company=fresh_sandbox.company(case)))


def test_the_set_up_of_a_healthy_merchant_needs_no_fix(open_set_up):
    page = open_set_up("healthy")
    assert "Nothing in the set-up needs fixing" in page
    assert "No changes needed." in page


def test_every_kind_of_sale_payment_and_fee_names_its_account_and_code(open_set_up):
    page = open_set_up("healthy")
    assert "Sales 6 settings · on" in page
    assert "Kind of sale Account Description Sales Sales 200" in page
    assert "Payment fees Bank & Card Fees 404" in page


def test_an_archived_tax_rate_is_the_answer(open_set_up):
    page = open_set_up("archived-tax-rate")
    assert "The chosen tax rate is no longer available" in page
    assert "Needs fixing: 2 of 25 settings" in page
    assert "Merchant: in the sync settings, choose another tax rate for “Standard rate”" in page
    assert page.index("Needs fixing") < page.index("Kind of sale")


def test_what_can_be_chosen_instead_is_listed(open_set_up):
    page = open_set_up("archived-tax-rate")
    assert "Tax rate for Standard rate 41cebc85… Copy no longer available One of: 20% VAT on Income" in page


@pytest.mark.parametrize("case", ["archived-tax-rate", "failing-29", "failing-30"])
def test_the_cause_and_the_steps_are_those_of_company(case, open_page, fresh_sandbox):
    company_id = fresh_sandbox.company(case)
    company = text_of(open_page("company", company=company_id))
    set_up = text_of(open_page("setup", company=company_id))
    assert reason_in(set_up) in reason_in(company)
    assert steps_in(set_up) == steps_in(company)


def test_what_to_fix_can_be_copied_for_a_ticket(open_page, fresh_sandbox):
    test = open_page("setup", company=fresh_sandbox.company("archived-tax-rate"))
    copied = re.findall(r'data-copy="([^"]*)"[^>]*>Copy what to fix', text_of(test))
    assert fresh_sandbox.name("archived-tax-rate") in copied[0]


def test_the_schedule_has_frequency_hour_and_zone(open_set_up):
    page = open_set_up("healthy")
    assert "Runs daily 02:00" in page
    assert "Time zone Europe/London time" in page
    assert "Monthly" in open_set_up("monthly")


def test_a_missing_time_zone_is_utc_and_says_so(open_set_up):
    assert "No time zone is set; Codat takes UTC then." in open_set_up("null-zone")


def test_while_sync_is_off_sales_entered_by_hand_are_asked_about_first(open_set_up):
    page = open_set_up("switched-off")
    assert "Sync is switched off" in page
    assert page.index("entered any sales since") < page.index("turn the sync on")


@pytest.mark.parametrize("case", ["switched-off", "failed-at-once", "failing-31"])
def test_what_company_orders_the_merchant_to_do_in_the_sync_settings_is_here_too(
    case, open_page, fresh_sandbox
):
    company_id = fresh_sandbox.company(case)
    ordered = steps_in(text_of(open_page("company", company=company_id)))
    here = steps_in(text_of(open_page("setup", company=company_id)))
    assert next(step for step in ordered if step[0] == "Merchant") in here
    assert NO_ACTION not in dict(here)


def test_a_set_up_that_was_never_finished_says_so(open_set_up):
    assert "The set-up isn’t finished" in open_set_up("not-configured")


def test_a_company_without_commerce_is_shown_what_to_do(open_set_up):
    page = open_set_up("no-commerce")
    assert "Sync for Commerce isn’t set up here" in page
    assert "Find a company" in page


def test_a_deleted_company_is_not_said_to_lack_a_set_up(open_set_up):
    page = open_set_up("deleted")
    assert page.count("Codat can’t find this company") == 1
    assert "t set up here" not in page


def test_hostile_labels_stay_text(open_page, fresh_sandbox):
    test = open_page("setup", company=fresh_sandbox.company("hostile-text"))
    assert "&lt;script&gt;" in text_of(test)
    assert "<script" not in text_of(test)


def test_a_failed_read_is_a_sentence_and_no_traceback(open_page, fresh_sandbox):
    fresh_sandbox.fault("403", n=9, operation="configuration.get")
    page = seen(open_page("setup", company=fresh_sandbox.company("healthy")))
    assert "Couldn’t load the set-up." in page
    assert "needs fixing" not in page


def test_when_nothing_can_be_read_it_is_said_once(open_page, fresh_sandbox):
    fresh_sandbox.fault("401", n=99)
    page = seen(open_page("setup", company=fresh_sandbox.company("healthy")))
    assert page.count("could be loaded") == 1
    assert "t set up here" not in page


def test_a_failed_second_read_keeps_the_older_set_up_and_says_from_when(open_page, fresh_sandbox):
    test = open_page("setup", company=fresh_sandbox.company("healthy"))
    fresh_sandbox.fault("403", n=9, operation="configuration.get")
    page = seen(test.button("read_again").click().run())
    assert "Nothing in the set-up needs fixing" in page
    assert "The data shown is from" in page


def test_a_rerun_makes_no_call(open_page, fresh_sandbox):
    test = open_page("setup", company=fresh_sandbox.company("healthy"))
    before = len(fresh_sandbox.company_requests())
    test.run()
    assert len(fresh_sandbox.company_requests()) == before


def test_every_group_opens_with_one_click_which_is_in_the_address(open_page, fresh_sandbox):
    company = fresh_sandbox.company("healthy")
    closed = text_of(open_page("setup", company=company))
    assert "<details open>" not in closed
    assert f'href="/setup?company={company}&amp;open=all">Open all</a>' in closed
    opened = text_of(open_page("setup", company=company, open="all"))
    assert opened.count("<details open>") == 7
    assert f'href="/setup?company={company}">Close all</a>' in opened
