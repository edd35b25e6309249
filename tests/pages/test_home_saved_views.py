"""Saved views on Home: the view of the address under a name, for oneself or for all; bad ones do no harm."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import pytest

from dashboard.access.role import Role
from dashboard.fleet.registry import fleet_of
from dashboard.insight.fleet.company_state import FleetCompany
from dashboard.services.account import CodatAccount
from dashboard.settings import load
from tests.insight.fleet.fleet_rows import id_of
from tests.pages.conftest import NAME, text_of
from tests.pages.starting import keys, press
from tests.support.people import at_desk, signed_in

ALLOWED = {"ALLOW_STARTING": "1"}


@pytest.fixture
def views(open_page, fresh_sandbox):  # noqa: ARG001 - its settings name the store
    """Return the saved views of an account with one merchant."""
    made = fleet_of(load(os.environ), CodatAccount(fresh_sandbox.url, "test-key"))
    made.repository.put_companies([FleetCompany(id_of(1), "Bluebird", "Xero")], datetime.now(UTC), whole=True)
    return made.saved_views


@pytest.mark.usefixtures("views")
def test_the_view_of_the_address_is_saved_renamed_and_deleted(open_page):
    form = press(open_page("", ALLOWED, platform="Xero", sort="name"), "save_view")
    assert "anyone who enters your name" in text_of(form)
    form.text_input(key="view_name").set_value("Xero").run()
    saved = press(form, "keep_view")
    assert '<a href="/?platform=Xero&amp;sort=name">Xero</a>' in text_of(saved)
    form = press(saved, "change_views")
    form.text_input(key="view_renamed").set_value("Books in Xero").run()
    assert ">Books in Xero</a>" in text_of(press(form, "rename_view"))
    assert "Saved views" not in text_of(press(press(form, "change_views"), "delete_view"))


def test_a_name_is_needed_and_the_form_stays(open_page, views):
    form = press(open_page("", ALLOWED, sort="name"), "save_view")
    failed = press(form, "keep_view")
    assert "Enter a name for the view first." in text_of(failed)
    assert views.seen_by(at_desk(NAME)) == []


def test_a_shared_one_is_seen_by_all_and_changed_by_leads(open_page, views, signed_in_as):
    views.save("Ours", {"owner": "nobody"}, signed_in("Grace Hopper", Role.OPERATOR), shared=True)
    signed_in_as(Role.OPERATOR)
    page = open_page("", owner="nobody")
    assert 'href="/?owner=nobody">Ours</a>' in text_of(page)
    assert "change_views" not in keys(page)
    signed_in_as(Role.LEAD, "Ada Lovelace")
    assert "change_views" in keys(open_page())


def test_a_stored_query_that_makes_no_sense_is_a_link_to_all(open_page, views):
    views.save("Odd", {"state": "no such", "company": id_of(1), "<b>": "x"}, at_desk("Eve"), shared=True)
    assert '<a href="/">Odd</a>' in text_of(open_page())


def test_who_may_not_save_gets_no_button(open_page, views):
    views.save("Ours", {}, at_desk(NAME), shared=True)
    page = open_page("", {"READ_ONLY": "1"}, sort="name")
    assert "Saved views" in text_of(page)
    assert not {"save_view", "change_views"} & keys(page)
