"""The Set-up page, against the sandbox: the answer, the tables, empty states, failures."""

import re
from html import unescape

import pytest

from tests.pages.conftest import text_of
from tests.pages.sayings import steps_in


def seen(test):
    """What a person reads on the page, tags taken out."""
    assert not test.exception
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text_of(test))).split())


@pytest.fixture
def open_set_up(open_page, fresh_sandbox):
    """Open the Set-up page of a named merchant and read it."""
    return lambda case: seen(open_page("setup", company=fresh_sandbox.company(case)))


def test_a_healthy_merchant_has_a_set_up_in_order(open_set_up):
    page = open_set_up("healthy")
    assert "The set-up is in order" in page
    assert "Nobody has to change the set-up." in page


def test_every_kind_of_sale_payment_and_fee_names_its_account_and_code(open_set_up):
    page = open_set_up("healthy")
    assert "Sales on Kind of sale Posted to Codat’s description Sales Sales 200" in page
    assert "Payment fees Bank & Card Fees 404" in page


def test_an_archived_tax_rate_is_the_answer(open_set_up):
    page = open_set_up("archived-tax-rate")
    assert "The chosen tax rate is no longer among the options" in page
    assert "Merchant picks another tax rate in the sync settings, in 2 places." in page
    assert page.index("no longer among the options") < page.index("Kind of sale")


def test_the_points_can_be_copied_for_a_ticket(open_page, fresh_sandbox):
    test = open_page("setup", company=fresh_sandbox.company("archived-tax-rate"))
    copied = re.findall(r'data-copy="([^"]*)"[^>]*>Copy these points', text_of(test))
    assert fresh_sandbox.name("archived-tax-rate") in copied[0]


def test_the_schedule_tells_frequency_hour_zone_and_start(open_set_up):
    page = open_set_up("healthy")
    assert "Runs daily 02:00" in page
    assert "Time zone Europe/London time" in page
    assert "Monthly" in open_set_up("monthly")


def test_a_missing_time_zone_is_utc_and_says_so(open_set_up):
    assert "No time zone is set; Codat takes UTC then." in open_set_up("null-zone")


def test_a_merchant_who_is_switched_off_is_asked_about_hand_typed_sales(open_set_up):
    page = open_set_up("switched-off")
    assert "Sync is switched off" in page
    assert page.index("typed in sales since") < page.index("turns the sync on")


@pytest.mark.parametrize("case", ["switched-off", "failed-at-once", "failing-31"])
def test_what_company_orders_the_merchant_to_do_in_the_sync_settings_stands_here_too(
    case, open_page, fresh_sandbox
):
    company_id = fresh_sandbox.company(case)
    ordered = steps_in(text_of(open_page("company", company=company_id)))
    here = steps_in(text_of(open_page("setup", company=company_id)))
    assert next(step for step in ordered if step[0] == "Merchant") in here
    assert "Nobody" not in dict(here)


def test_a_set_up_that_was_never_finished_says_so(open_set_up):
    assert "The set-up is not finished" in open_set_up("not-configured")


def test_a_company_without_commerce_is_told_what_to_do(open_set_up):
    page = open_set_up("no-commerce")
    assert "Sync for Commerce is not set up here" in page
    assert "Find a company" in page


def test_a_deleted_company_is_not_said_to_lack_a_set_up(open_set_up):
    page = open_set_up("deleted")
    assert page.count("Codat does not find this company") == 1
    assert "not set up here" not in page


def test_hostile_labels_stay_text(open_page, fresh_sandbox):
    test = open_page("setup", company=fresh_sandbox.company("hostile-text"))
    assert "&lt;script&gt;" in text_of(test)
    assert "<script" not in text_of(test)


def test_a_failed_read_is_a_sentence_and_no_traceback(open_page, fresh_sandbox):
    fresh_sandbox.fault("403", n=9, operation="configuration.get")
    page = seen(open_page("setup", company=fresh_sandbox.company("healthy")))
    assert "Not read: the set-up." in page
    assert "in order" not in page


def test_when_nothing_can_be_read_it_is_said_once(open_page, fresh_sandbox):
    fresh_sandbox.fault("401", n=99)
    page = seen(open_page("setup", company=fresh_sandbox.company("healthy")))
    assert page.count("could be read") == 1
    assert "not set up here" not in page


def test_a_failed_second_read_keeps_the_older_set_up_and_says_from_when(open_page, fresh_sandbox):
    test = open_page("setup", company=fresh_sandbox.company("healthy"))
    fresh_sandbox.fault("403", n=9, operation="configuration.get")
    page = seen(test.button("read_again").click().run())
    assert "The set-up is in order" in page
    assert "What you see of it is from" in page


def test_a_rerun_makes_no_call(open_page, fresh_sandbox):
    test = open_page("setup", company=fresh_sandbox.company("healthy"))
    before = len(fresh_sandbox.company_requests())
    test.run()
    assert len(fresh_sandbox.company_requests()) == before
