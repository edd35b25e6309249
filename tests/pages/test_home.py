"""Home: which merchants need someone, filtered by its address, without a call to Codat."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime, timedelta

import pytest

from dashboard.access.role import Role
from dashboard.fleet.reading.refresh import FleetRefreshes
from dashboard.fleet.reading.report import PollReport, to_json
from dashboard.fleet.recording import record
from dashboard.fleet.registry import fleet_of
from dashboard.insight.fleet.company_state import FleetCompany
from dashboard.insight.verdict.state import State
from dashboard.services.account import CodatAccount
from dashboard.services.stores import access_store
from dashboard.settings import load
from tests.insight.fleet.fleet_rows import NOW, a_state, id_of
from tests.pages.conftest import text_of
from tests.pages.drawn import everything_drawn
from tests.support.app_test import give_role
from tests.support.filled_fleet import fill

CHECKED = {"FLEET_POLLING": "1", "ALLOW_STARTING": "1"}


@pytest.fixture
def fleet(open_page, fresh_sandbox):  # noqa: ARG001 - its settings name the store
    """Return the fleet of the account that pages use."""
    return fleet_of(load(os.environ), CodatAccount(fresh_sandbox.url, "test-key"))


@pytest.fixture
def three(fleet):
    """Put a failing, a healthy and an unread merchant into the store."""
    names = ("Bluebird", "Corner Deli", "Harbour")
    listed = [FleetCompany(id_of(at), name, "Xero", "Square") for at, name in enumerate(names, 1)]
    fleet.repository.put_companies(listed, NOW, whole=True)
    for at, state in ((1, a_state(cause="tax-rate")), (2, a_state(State.ARRIVING))):
        record(fleet.repository, id_of(at), state, read_at=NOW, now=NOW)
    return fleet


def opened(test):
    """Return the names in the table, in its order."""
    drawn = "".join(str(each.proto.body) for each in test.get("html"))
    return re.findall(r'class="d-row"[^>]*>([^<]+)<', drawn)


@pytest.mark.usefixtures("three")
def test_home_says_who_needs_attention_and_lists_them_first(open_page):
    test = open_page()
    assert "1 of 3 merchants needs attention" in text_of(test)
    assert opened(test) == ["Bluebird", "Harbour", "Corner Deli"]


@pytest.mark.usefixtures("three")
def test_a_filter_of_the_address_is_shown_as_a_chip_and_leaves_its_rows(open_page):
    test = open_page(state="attention")
    assert opened(test) == ["Bluebird"]
    assert "State: need attention" in text_of(test)
    assert "1 of 3 merchants needs attention" in text_of(test)


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("address", "said"),
    [
        ({"cause": "no-such"}, "The cause “no-such” isn’t known, so no merchant matches it."),
        ({"platform": "Zoho <b>"}, "No merchant matches “Platform: Zoho &lt;b&gt;”."),
        ({"tag": "region=EU", "state": "attention"}, "No merchant matches “Tag: region: EU”."),
        ({"state": "attention", "platform": "Xero", "cause": "write-refused"},
         "No merchant matches “Cause: "),
    ],
)  # fmt: skip
def test_where_nothing_matches_it_names_the_filter_and_offers_to_remove_it(open_page, address, said):
    shown = text_of(open_page(**address))
    assert said in shown
    assert shown.count("Remove filter<") == 1
    assert "No merchant matches these filters." not in shown


@pytest.mark.usefixtures("three")
def test_where_each_filter_matches_someone_and_no_one_matches_all_it_says_so(open_page):
    shown = text_of(open_page(state="fine", cause="tax-rate"))
    assert "No merchant matches these filters." in shown
    assert "Remove filter<" not in shown


@pytest.mark.usefixtures("three")
def test_a_filter_that_there_isn_t_is_named_and_the_list_is_there(open_page):
    test = open_page(state="nonsense", acts="the_queen", platform="Xero")
    shown = text_of(test)
    assert "The filter “State: nonsense” isn’t known, so it’s ignored." in shown
    assert "The filter “Who acts: the_queen” isn’t known, so it’s ignored." in shown
    assert '<a href="/?platform=Xero">Remove filter</a>' in shown
    assert opened(test) == ["Bluebird", "Harbour", "Corner Deli"]


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("address", "link"),
    [
        ({"sort": "<b>odd", "platform": "Xero"}, '<a href="/?platform=Xero">Remove order</a>'),
        ({"sort": "<b>odd", "state": "nonsense"}, '<a href="/">Remove order</a>'),
    ],
)
def test_an_order_that_there_isn_t_is_named_and_can_be_removed(open_page, address, link):
    test = open_page(**address)
    said = "The order “&lt;b&gt;odd” isn’t known, so it’s ignored."
    assert said in text_of(test)
    assert link in text_of(test)
    assert opened(test) == ["Bluebird", "Harbour", "Corner Deli"]
    assert "isn’t known" not in text_of(open_page(sort="missing"))


@pytest.mark.usefixtures("three")
def test_choosing_a_filter_writes_it_into_the_address(open_page):
    test = open_page(after="x")
    box = next(each for each in test.selectbox if each.key == "a_state")
    box.set_value("unread").run()
    assert test.query_params["state"] in ("unread", ["unread"])
    assert opened(test) == ["Harbour"]


def test_rows_stay_where_they_are_until_someone_sorts_again(open_page, three):
    test = open_page()
    later = NOW + timedelta(hours=1)
    record(three.repository, id_of(2), a_state(State.SWITCHED_OFF), read_at=later, now=later)
    three.picture.look_again()
    test.run()
    assert opened(test) == ["Bluebird", "Harbour", "Corner Deli"]
    assert "2 of 3 merchants need attention" in text_of(test)
    again = next(each for each in test.button if each.key == "sort_again")
    assert again.label == "1 row moved: sort again"
    again.click().run()
    assert opened(test) == ["Corner Deli", "Bluebird", "Harbour"]


def test_a_search_shows_the_state_of_what_it_finds(open_page, three, fresh_sandbox):
    company = fresh_sandbox.company("healthy")
    listed = FleetCompany(company, fresh_sandbox.name("healthy"))
    record(three.repository, company, a_state(), read_at=NOW, now=NOW, company=listed)
    test = open_page(q=company)
    assert "failing 9 days" in text_of(test)
    assert not opened(test)


def test_home_costs_no_call_and_a_thousand_are_cut_on_the_server(open_page, fleet, fresh_sandbox):
    fill(fleet.repository, 300)
    test = open_page()
    asked = len(fresh_sandbox.requests())
    test.run()
    assert len(opened(test)) == 100
    assert "1–100 of 300 merchants" in text_of(test)
    assert len(fresh_sandbox.requests()) == asked


@pytest.mark.usefixtures("three")
def test_someone_who_sees_some_merchants_counts_those_alone(open_page, signed_in_as):
    signed_in_as(Role.LEAD, rule="name Corner*")
    test = open_page()
    assert "The only merchant needs no attention" in text_of(test)
    assert opened(test) == ["Corner Deli"]
    assert "Bluebird" not in everything_drawn(test)


@pytest.mark.usefixtures("three")
def test_someone_whose_role_covers_no_listed_merchant_reads_so(open_page, signed_in_as):
    signed_in_as(Role.LEAD, rule="name Nowhere*")
    said = text_of(open_page())
    assert "Your role covers none of the companies listed here." in said
    assert "being listed" not in said


def test_without_rows_it_says_why_and_the_search_stays(open_page):
    said = text_of(open_page(env={"FLEET_POLLING": "0"}))
    assert "Companies aren’t checked automatically here" in said
    assert "What you can enter" in said


def test_merchants_that_people_opened_are_no_list_of_all(open_page, fleet):
    company = FleetCompany(id_of(1), "Bluebird")
    record(fleet.repository, id_of(1), a_state(), read_at=NOW, now=NOW, company=company)
    test = open_page()
    assert opened(test) == []
    assert "What you can enter" in text_of(test)


def test_a_check_of_all_is_started_with_its_progress_and_cancelled(open_page, three):
    test = open_page(env=CHECKED)
    start = next(each for each in test.button if each.key == "check_now")
    assert start.label == "Check all 3 now"
    start.click().run()
    assert "Checking 0 of 3 merchants, until about" in text_of(test)
    record(three.repository, id_of(1), a_state(), read_at=datetime.now(UTC), now=datetime.now(UTC))
    three.picture.look_again()
    test.run()
    assert "Checking 1 of 3 merchants" in text_of(test)
    next(each for each in test.button if each.key == "cancel_check").click().run()
    assert "2 of 3 merchants checked so far" in text_of(test)


@pytest.mark.usefixtures("three")
def test_those_of_a_filter_are_checked_alone_and_a_viewer_is_offered_nothing(open_page, signed_in_as):
    test = open_page(env=CHECKED, state="attention")
    assert "Check these 1 now" in [each.label for each in test.button]
    signed_in_as(Role.VIEWER)
    assert "check_now" not in [each.key for each in open_page().button]


def labels(test):
    return {each.key: each.label for each in test.button}


def test_someone_who_may_check_some_of_what_they_see_is_offered_those(open_page, three, signed_in_as):
    session = signed_in_as(Role.VIEWER)
    give_role(access_store(load(os.environ)), session.person.address, Role.OPERATOR, "name Harbour*")
    test = open_page(env=CHECKED)
    assert opened(test)[0] == "Bluebird"  # the first one isn't theirs to check
    assert labels(test)["check_now"] == "Check these 1 now"
    next(each for each in test.button if each.key == "check_now").click().run()
    assert "Checking 0 of 1 merchant" in text_of(test)
    rows = three.picture.rows()
    current = FleetRefreshes(three.repository.store, three.account_id).current(rows, datetime.now(UTC))
    assert current.company_ids == {id_of(3)}


@pytest.mark.usefixtures("three")
def test_where_someone_may_check_none_of_the_list_no_button_is_drawn(open_page, signed_in_as):
    session = signed_in_as(Role.VIEWER)
    give_role(access_store(load(os.environ)), session.person.address, Role.OPERATOR, "name Harbour*")
    assert "check_now" not in labels(open_page(env=CHECKED, state="attention"))


@pytest.mark.usefixtures("three")
def test_someone_who_checks_all_that_they_see_is_offered_all(open_page, signed_in_as):
    signed_in_as(Role.OPERATOR, rule="name Corner*")
    assert labels(open_page(env=CHECKED))["check_now"] == "Check all 1 now"


def test_who_reads_and_what_is_left_for_it_is_said(open_page, three):
    now = datetime.now(UTC)
    report = PollReport(now, 12, 40, now, 900, 1200, now + timedelta(hours=3), 1000)
    three.repository.put_plan(to_json(report), now)
    said = text_of(open_page(env={"FLEET_POLLING": "1"}))
    assert "12 waiting to be checked. 1,200 requests left for checks until" in said
    assert "aren’t checked automatically" in text_of(open_page(env={"FLEET_POLLING": "0"}))
