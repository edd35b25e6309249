"""An incident on Home: its line, opened in full, shared as a frozen link."""

from __future__ import annotations

import os
import re

import pytest

from dashboard.access.role import Role
from dashboard.fleet.people.work import Snooze
from dashboard.fleet.recording import record_all
from dashboard.insight.fleet.company_state import FleetCompany
from dashboard.insight.fleet.work import CompanyWork
from dashboard.insight.verdict.state import State
from dashboard.settings import load
from dashboard.sharing.registry import share_service
from tests.pages.conftest import text_of
from tests.support.fleet_records import CAUSE, fleet_here, hours_ago, judged, record_outage
from tests.support.people import at_desk

ADA, SNOOZE = at_desk("Ada Byron"), Snooze(f"{State.FAILING} {CAUSE}")
COMPANIES = [FleetCompany(f"0000000{at}-0000-4000-8000-000000000001", f"Merchant {at}") for at in (1, 2, 3)]


@pytest.fixture
def outage(open_page, fresh_sandbox):  # noqa: ARG001 - its settings name the store
    """Record that three merchants began to fail two hours ago."""
    fleet = fleet_here(fresh_sandbox.url)
    fleet.repository.put_companies(COMPANIES, hours_ago(3), whole=True)
    record_outage(fleet, COMPANIES, hours_ago(2))


@pytest.mark.usefixtures("outage")
def test_home_has_a_line_for_it_that_opens_it(open_page):
    said = text_of(open_page())

    assert "3 merchants: write rejected, Xero, since" in said
    assert 'href="/?incident=1"' in said


def test_home_has_a_line_for_every_incident_and_folds_all_but_the_five_largest(open_page, fresh_sandbox):
    fleet = fleet_here(fresh_sandbox.url)
    every = [FleetCompany(f"000000{at:02}-0000-4000-8000-000000000009", f"Shop {at}") for at in range(25)]
    fleet.repository.put_companies(every, hours_ago(40), whole=True)
    sizes = (4, 3, 4, 4, 3, 4, 3)  # of seven incidents, each five hours after the one before
    for at, size in enumerate(sizes):
        first = sum(sizes[:at])
        began = hours_ago(36 - 5 * at)
        failing = [judged(each, began, State.FAILING) for each in every[first : first + size]]
        record_all(fleet.repository, failing, began)

    said = text_of(open_page())

    shown, folded = said.partition("<summary>2 more</summary>")[::2]
    numbers = [re.findall(r'href="/\?incident=(\d+)"', part) for part in (shown, folded)]
    assert numbers == [["1", "3", "4", "6", "2"], ["5", "7"]]


@pytest.mark.usefixtures("outage")
def test_opened_it_says_why_who_acts_and_has_texts_to_copy(open_page):
    said = text_of(open_page(incident="1"))

    assert "Xero rejected what Codat tried to write." in said
    assert "find out what’s blocking new entries in Xero, and fix it." in said
    assert "3 merchants, none recovered yet" in said
    assert "Merchant 1\nMerchant 2\nMerchant 3" in said.replace("&#10;", "\n")


@pytest.mark.usefixtures("outage")
def test_where_all_of_its_merchants_are_snoozed_it_says_so_and_leads_to_them(open_page, fresh_sandbox):
    fleet = fleet_here(fresh_sandbox.url)
    for each in COMPANIES:
        fleet.work.snooze(each.company_id, SNOOZE, ADA, CompanyWork(each.company_id))

    said = text_of(open_page(incident="1"))

    assert "All 3 merchants that match these filters are snoozed." in said
    assert '<a href="/?incident=1&amp;snoozed=yes">Show them</a>' in said
    assert "No merchant matches these filters." not in said
    shown = text_of(open_page(incident="1", snoozed="yes"))
    assert all(f">{each.name}</a>" in shown for each in COMPANIES)
    assert "are snoozed." not in shown


@pytest.mark.usefixtures("outage")
def test_where_another_filter_matches_none_of_its_merchants_none_is_said_to_be_snoozed(
    open_page, fresh_sandbox
):
    fleet, first = fleet_here(fresh_sandbox.url), COMPANIES[0].company_id
    fleet.work.snooze(first, SNOOZE, ADA, CompanyWork(first))

    assert "No merchant matches “State: stuck”." in text_of(open_page(incident="1", state="stuck"))


@pytest.mark.usefixtures("outage")
def test_it_is_shared_without_names_unless_someone_chooses_them(open_page):
    page = open_page(env={"ALLOW_STARTING": "1"}, incident="1")
    page.button(key="share_incident").click().run().button(key="create_incident_link").click().run()
    assert "Link created" in text_of(page)

    (link,) = share_service(load(os.environ)).links()
    token = text_of(page).partition("/s/")[2].partition("<")[0]
    opened = share_service(load(os.environ)).open_link(token)
    assert opened is not None
    view = opened.frozen_view or {}
    assert (link.company_id, link.company_name, link.live) == ("", "Write rejected, Xero", False)
    assert "3 merchants: write rejected, Xero" in view["title"]
    assert not any(each.name in str(view) or each.company_id in str(view) for each in COMPANIES)


@pytest.mark.usefixtures("outage")
def test_of_an_incident_one_sees_only_one_s_own_companies(open_page, signed_in_as):
    signed_in_as(Role.VIEWER, rule=f"name {COMPANIES[0].name}")

    page = open_page(incident="1")

    assert "1 merchant: write rejected, Xero" in text_of(page)
    assert not any(each.name in text_of(page) for each in COMPANIES[1:])
    assert not [each for each in page.button if each.key == "share_incident"]


def recover(fleet, companies, **values) -> None:
    """Record that a sync of these succeeded an hour ago, or what the values say."""
    fine = {"last_success": hours_ago(1), **values}
    every = [judged(each, hours_ago(0.5), **fine) for each in companies]
    record_all(fleet.repository, every, hours_ago(0.5))


def test_its_list_has_those_that_recovered_too_with_how_and_when(open_page, fresh_sandbox, outage):  # noqa: ARG001
    fleet = fleet_here(fresh_sandbox.url)
    other = {"state": State.FAILING, "cause": "settings", "sync_at": hours_ago(0.7), "last_success": None}
    recover(fleet, COMPANIES[:1])
    recover(fleet, COMPANIES[1:2], **other)

    said = text_of(open_page(incident="1"))

    assert "3 merchants, 1 recovered, 1 then had another problem" in said
    assert "1 merchant still failing" in said
    over = said.partition("No longer affected")[2]
    assert over.index("Merchant 2") < over.index("Then had another problem") < over.index("Merchant 1")
    assert "Merchant 3" not in over


def test_once_it_is_over_its_list_has_only_those_one_may_see(open_page, fresh_sandbox, outage, signed_in_as):  # noqa: ARG001
    recover(fleet_here(fresh_sandbox.url), COMPANIES)
    signed_in_as(Role.VIEWER, rule=f"name {COMPANIES[0].name}")

    said = text_of(open_page(incident="1"))

    assert "1 merchant, all recovered" in said
    assert "No merchant matches" not in said
    assert COMPANIES[0].name in said.partition("How it ended")[2]
    assert not any(each.name in said for each in COMPANIES[1:])


@pytest.mark.usefixtures("outage")
def test_it_says_how_many_of_its_merchants_codat_no_longer_lists(open_page, fresh_sandbox):
    fleet = fleet_here(fresh_sandbox.url)
    assert "no longer lists" not in text_of(open_page(incident="1"))
    fleet.repository.put_companies(COMPANIES[:2], hours_ago(0), whole=True)
    fleet.picture.look_again()

    said = text_of(open_page(incident="1"))

    assert "2 merchants, none recovered yet" in said
    assert "1 merchant that Codat no longer lists" in said


@pytest.mark.usefixtures("outage")
def test_one_whose_merchants_codat_no_longer_lists_says_so_to_who_sees_all(
    open_page, fresh_sandbox, signed_in_as
):
    other = FleetCompany("00000004-0000-4000-8000-000000000001", "Merchant 4")
    fleet = fleet_here(fresh_sandbox.url)
    fleet.repository.put_companies([other], hours_ago(0), whole=True)
    fleet.picture.look_again()

    assert "It affected 3 merchants that Codat no longer lists." in text_of(open_page(incident="1"))
    signed_in_as(Role.VIEWER, rule=f"name {other.name}")
    said = text_of(open_page(incident="1"))
    assert "None of the companies you can see is part of it." in said
    assert "no longer lists" not in said


@pytest.mark.usefixtures("outage")
@pytest.mark.parametrize("number", ["77", "-1", "all", "9" * 30])
def test_one_that_there_is_not_is_not_found(open_page, number):
    assert "Incident not found" in text_of(open_page(incident=number))
