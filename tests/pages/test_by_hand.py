"""Days recorded on Start as entered by hand show on Company, for that company only."""

from __future__ import annotations

import re

from dashboard.views.cause_words import NIGHTLY_MAY_COVER
from dashboard.views.start import questions
from tests.pages.conftest import NAME, text_of
from tests.pages.starting import press
from tests.pages.test_start_checks import BY_HAND

CASE = "archived-tax-rate"


def recorded(start):
    """Answer that the merchant entered all missing days by hand; start nothing. Return the page."""
    asked = press(start(CASE), "go_on")
    return press(asked.radio(key=BY_HAND).set_value(questions.YES).run(), "start_other_days")


def test_company_says_which_days_were_entered_by_hand_who_recorded_it_and_what_it_means(
    start, open_page, fresh_sandbox
):
    recorded(start)
    said = text_of(open_page("company", company=fresh_sandbox.company(CASE)))
    assert said.count(NIGHTLY_MAY_COVER) == 1
    assert f"Recorded by {NAME} (unverified), today" in said
    assert fresh_sandbox.ledger() == []


def test_company_then_asks_no_more_and_offers_a_start_for_other_days(start, open_page, fresh_sandbox):
    company = fresh_sandbox.company(CASE)
    asked = ("any sales since", "Have you entered")
    before = text_of(open_page("company", company=company))
    recorded(start)
    after = text_of(open_page("company", company=company))
    assert all(each in before and each not in after for each in asked)
    assert "start a sync for the days not entered by hand" in after
    assert open_page("start", company=company).segmented_control(key="w_cover").value == "range"


def test_the_form_says_which_missing_days_the_sync_leaves_out(start):
    said = text_of(recorded(start))
    assert re.search("This sync leaves out [^.]{4,30}, entered by hand", said)
    assert "leaves out" not in text_of(start(CASE, cover="now"))


def test_a_company_without_such_days_says_nothing_of_them(start, open_page, fresh_sandbox):
    recorded(start)
    said = text_of(open_page("company", company=fresh_sandbox.company("failing-3")))
    assert NIGHTLY_MAY_COVER not in said
    assert "Recorded by" not in said


def test_while_the_record_cannot_be_read_the_rest_of_the_page_is_there(open_page, fresh_sandbox):
    said = text_of(
        open_page("company", {"DATABASE_URL": "mysql://nowhere"}, company=fresh_sandbox.company(CASE))
    )
    assert "are not in Xero" in said
    assert NIGHTLY_MAY_COVER not in said
