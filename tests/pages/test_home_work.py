"""Who is on it, on Home: taken, snoozed, gone with a word once it recovers; and what is new since a look."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest

from dashboard.access.company import CompanyRule
from dashboard.access.role import Role
from dashboard.fleet.people.looks import Looks
from dashboard.fleet.recording import record
from dashboard.fleet.registry import fleet_of
from dashboard.insight.fleet.company_state import FleetCompany
from dashboard.insight.verdict.state import State
from dashboard.services.account import CodatAccount
from dashboard.settings import load
from dashboard.ui.fleet.people import looks
from tests.insight.fleet.fleet_rows import a_state, id_of
from tests.pages.conftest import NAME, text_of
from tests.pages.starting import press
from tests.support.people import at_desk

HOUR = timedelta(hours=1)
ALLOWED = {"ALLOW_STARTING": "1"}
FIRST = id_of(1)


def now():
    """Return the time: what a page does comes after what was there before, however long the suite has run."""
    return datetime.now(UTC)


@pytest.fixture
def fleet(open_page, fresh_sandbox):  # noqa: ARG001 - its settings name the store
    """Return a fleet of two merchants that fail."""
    made = fleet_of(load(os.environ), CodatAccount(fresh_sandbox.url, "test-key"))
    listed = [FleetCompany(id_of(at), name, "Xero") for at, name in ((1, "Bluebird"), (2, "Corner Deli"))]
    made.repository.put_companies(listed, now(), whole=True)
    for each in listed:
        changed(made, each.company_id, a_state(cause="tax-rate"), now() - HOUR)
    return made


def changed(fleet, company_id, state, at):
    """Record that a company was in this state then, and have Home see it."""
    record(fleet.repository, company_id, state, read_at=at, now=at)
    fleet.picture.look_again()


def table(page):
    drawn = "".join(str(each.proto.body) for each in page.get("html"))
    return drawn.partition("<tbody>")[2].partition("</tbody>")[0]


@pytest.mark.usefixtures("fleet")
def test_a_row_offers_its_panel_and_says_who_took_it(open_page):
    page = open_page("", ALLOWED)
    assert table(page).count("I’m on it") == 2
    panel = open_page("", ALLOWED, work=FIRST)
    assert "No one is on it." in text_of(panel)
    press(panel, "work_take")
    assert "You’re on it" in text_of(panel)
    assert (table(panel).count("I’m on it"), table(panel).count("You</a>")) == (1, 1)
    mine = open_page("", ALLOWED, owner="mine")
    assert "Bluebird" in table(mine)
    assert "Corner Deli" not in table(mine)


@pytest.mark.usefixtures("fleet")
def test_a_snoozed_row_leaves_the_list_and_comes_back_when_it_changes(open_page, fleet):
    panel = press(open_page("", ALLOWED, work=FIRST), "work_snooze")
    press(panel, "snooze_until_change")
    assert "snoozed until it changes" in table(panel)  # a drawn row stays where it is
    assert "Bluebird" not in table(open_page("", ALLOWED))
    assert "snoozed until it changes" in table(open_page("", ALLOWED, snoozed="yes"))
    changed(fleet, FIRST, a_state(cause="period-locked"), now())
    assert "changed since snoozed" in table(open_page("", ALLOWED))


def test_one_snoozed_until_a_day_comes_back_when_it_gets_worse(open_page, fleet):
    panel = press(open_page("", ALLOWED, work=FIRST), "work_snooze")
    assert "or until it gets worse." in text_of(press(panel, "save_work"))
    assert "Bluebird" not in table(open_page("", ALLOWED))
    changed(fleet, FIRST, a_state(state=State.SWITCHED_OFF), now())
    assert "worse since snoozed" in table(open_page("", ALLOWED))


def test_one_snoozed_until_a_day_comes_back_when_its_switch_off_is_near(open_page, fleet):
    ending = State.WILL_BE_SWITCHED_OFF
    changed(fleet, FIRST, a_state(ending, switch_off_days=9, valid_until=now() + HOUR), now())
    press(press(open_page("", ALLOWED, work=FIRST), "work_snooze"), "save_work")
    assert "Bluebird" not in table(open_page("", ALLOWED))
    changed(fleet, FIRST, a_state(ending, switch_off_days=3, valid_until=now() + HOUR), now())
    assert "worse since snoozed" in table(open_page("", ALLOWED))


def test_one_that_recovered_leaves_the_list_with_a_word(open_page, fleet, monkeypatch):
    fleet.work.take(FIRST, at_desk("Grace Hopper"))
    fine = a_state(State.ARRIVING, last_success=now())
    changed(fleet, FIRST, fine, now())
    assert "Recovered since you looked" not in text_of(open_page())
    monkeypatch.setattr(looks, "_stored", lambda _scope: Looks(now() - HOUR))
    page = open_page()
    assert "Recovered since you looked: 1." in text_of(page)
    assert "/company?company=" + FIRST in text_of(page)


def test_new_since_the_last_look_counts_from_it(open_page, fleet, monkeypatch):
    monkeypatch.setattr(looks, "_stored", lambda _scope: Looks(now() - HOUR))
    changed(fleet, FIRST, a_state(cause="period-locked"), now())
    page = open_page("", new="looked")
    assert "Bluebird" in table(page)
    assert "Corner Deli" not in table(page)


@pytest.mark.usefixtures("fleet")
def test_with_sign_in_the_store_has_the_look(open_page, fleet, signed_in_as):
    session = signed_in_as(Role.OPERATOR)
    open_page()
    seen = fleet.looks.look(session.person.identity, now() + HOUR)
    assert seen.before is not None


@pytest.mark.usefixtures("fleet")
def test_a_viewer_sees_who_is_on_it_without_a_way_to_change_it(open_page, fleet, signed_in_as):
    fleet.work.take(FIRST, at_desk(NAME))
    signed_in_as(Role.VIEWER)
    page = open_page("", work=FIRST)
    assert f"{NAME} (unverified)" in table(page)
    assert "work=" not in table(page)
    assert not [each.key for each in page.button if str(each.key).startswith("work_")]


@pytest.mark.usefixtures("fleet")
def test_the_panel_of_a_company_that_a_role_does_not_cover_is_not_drawn(open_page, signed_in_as):
    signed_in_as(Role.LEAD, rule=str(CompanyRule(name="Corner*")))
    assert "No one is on it." not in text_of(open_page("", work=FIRST))
