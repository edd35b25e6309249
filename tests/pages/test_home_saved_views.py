"""Saved views on Home: the view of the address under a name, for oneself or for all; bad ones do no harm."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import pytest

from dashboard.access.company import CompanyRule
from dashboard.access.role import Role
from dashboard.fleet.registry import fleet_of
from dashboard.insight.fleet.company_state import FleetCompany
from dashboard.services.account import CodatAccount
from dashboard.settings import load
from dashboard.store.errors import StoreError
from tests.insight.fleet.fleet_rows import id_of
from tests.pages.conftest import NAME, text_of
from tests.pages.drawn import everything_drawn
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


def test_who_sees_some_merchants_is_shown_their_own_views_alone(open_page, views, signed_in_as):
    views.save("Only Corner Deli", {"q": "Corner Deli"}, signed_in("Grace Hopper", Role.LEAD), shared=True)
    some = CompanyRule(name="Blue*")
    signed_in_as(Role.OPERATOR, NAME, rule=str(some))
    views.save("Blue ones", {"platform": "Xero"}, signed_in(NAME, Role.OPERATOR, some), shared=True)
    said = everything_drawn(open_page("", platform="Xero"))
    assert "Blue ones" in said
    assert "Corner" not in said


def test_the_same_name_twice_is_refused_and_what_was_typed_stays(open_page, views):
    views.save("Xero", {"platform": "Xero"}, at_desk(NAME), shared=False)
    form = press(open_page("", ALLOWED, platform="Xero"), "save_view")
    form.text_input(key="view_name").set_value("xero").run()
    failed = press(form, "keep_view")
    assert "You already have a view called “xero”." in text_of(failed)
    assert failed.text_input(key="view_name").value == "xero"
    assert len(views.seen_by(at_desk(NAME))) == 1


def test_a_view_that_was_deleted_while_its_form_was_open_is_said_to_be_gone(open_page, views):
    saved = views.save("Xero", {"platform": "Xero"}, at_desk(NAME), shared=False)
    form = press(open_page("", ALLOWED), "change_views")
    form.text_input(key="view_renamed").set_value("Books in Xero").run()
    views.delete(saved.id, at_desk(NAME))
    page = press(form, "rename_view")
    assert "This view was deleted while your page was open." in text_of(page)
    assert "Books in Xero" not in text_of(page)


def test_a_view_begins_at_its_first_page_and_has_nothing_but_filters_and_order(open_page, views):
    form = press(open_page("", ALLOWED, platform="Xero", after="x", work=id_of(1)), "save_view")
    form.text_input(key="view_name").set_value("Xero").run()
    press(form, "keep_view")
    assert [each.query for each in views.seen_by(at_desk(NAME))] == [{"platform": "Xero"}]


def test_without_the_store_of_views_the_merchants_are_still_listed(open_page, views, monkeypatch):
    def fails(*_):
        raise StoreError("The database isn’t available.")

    page = open_page("", ALLOWED)
    monkeypatch.setattr(type(views), "seen_by", fails)
    said = text_of(page.run())
    assert "Bluebird" in said
    assert "Saved views" not in said


def test_a_cancelled_form_saves_nothing(open_page, views):
    form = press(open_page("", ALLOWED, platform="Xero"), "save_view")
    form.text_input(key="view_name").set_value("Xero").run()
    assert "save_view" in keys(press(form, "cancel_view"))
    assert views.seen_by(at_desk(NAME)) == []
