"""Saved views, on SQLite and PostgreSQL: whose they are, who sees them, and what a bad one does."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from dashboard.access.company import CompanyRule
from dashboard.access.role import Role
from dashboard.fleet.people import saved_views
from dashboard.fleet.people.saved_views import SavedViews, ViewRefused
from dashboard.store.fleet.tables import saved_view
from dashboard.store.tables import access_event
from tests.store.rows import NOW, add_account
from tests.support.people import at_desk, elsewhere, signed_in

ADA, BEN = signed_in("Ada Byron", Role.OPERATOR), signed_in("Ben Lee", Role.OPERATOR)
LEAD = signed_in("Grace Hopper", Role.LEAD)
QUERY = {"state": "failing", "q": "Blue & Co"}


@pytest.fixture
def views(store):
    with store.writing() as connection:
        add_account(connection)
    return SavedViews(store, "account", now=lambda: NOW)


def names(views, person):
    return [each.name for each in views.seen_by(person)]


def refused(act, *args, **options):
    with pytest.raises(ViewRefused) as refusal:
        act(*args, **options)
    return str(refusal.value)


def kinds(store):
    with store.reading() as connection:
        return list(connection.execute(select(access_event.c.kind).order_by(access_event.c.id)).scalars())


def test_an_own_view_is_seen_by_its_owner_and_a_shared_one_by_all(views):
    saved = views.save(" Failing  today ", QUERY, ADA, shared=False)
    views.save("Xero", {"platform": "Xero"}, ADA, shared=True)
    assert (saved.name, saved.query, saved.identity) == ("Failing today", QUERY, ADA.identity)
    assert names(views, ADA) == ["Failing today", "Xero"]
    assert names(views, BEN) == ["Xero"]


def test_without_sign_in_the_name_is_whose_it_is(views):
    views.save("Mine", QUERY, at_desk("Ada"), shared=False)
    assert names(views, at_desk("Ada")) == ["Mine"]
    assert names(views, at_desk("Ben")) == names(views, ADA) == []


def test_its_owner_renames_and_deletes_it(views, store):
    view = views.save("Failing", QUERY, ADA, shared=False)
    views.rename(view.id, "Failing now", ADA)
    views.rename(view.id, "Failing now", ADA)
    assert names(views, ADA) == ["Failing now"]
    views.delete(view.id, ADA)
    assert names(views, ADA) == []
    assert kinds(store) == ["view saved", "view renamed", "view deleted"]


def test_a_lead_changes_any_shared_view_and_no_ones_own(views):
    shared, own = (views.save(str(each), QUERY, ADA, shared=each) for each in (True, False))
    views.rename(shared.id, "Ours", LEAD)
    assert "isn’t shared" in refused(views.delete, own.id, LEAD)
    views.delete(shared.id, LEAD)
    assert names(views, ADA) == ["False"]


def test_others_are_refused_and_that_is_recorded(views, store):
    view = views.save("Ours", QUERY, ADA, shared=True)
    said = "You’re signed in as an operator. Ask a lead to change another person’s view."
    assert refused(views.delete, view.id, BEN) == said
    assert refused(views.rename, view.id, "x", BEN) == said
    assert kinds(store) == ["view saved", "act refused", "act refused"]


@pytest.mark.parametrize(
    "person", [signed_in("Vera Li", Role.VIEWER), elsewhere("Eve"), at_desk("A", read_only=True)]
)
def test_who_may_not_save_is_refused(views, person):
    assert refused(views.save, "x", QUERY, person, shared=False)
    assert names(views, person) == []


def test_a_role_for_some_companies_is_enough(views):
    some = signed_in("Ada Byron", Role.OPERATOR, CompanyRule(name="Blue*"))
    assert views.save("Mine", QUERY, some, shared=False).is_of(some)


def test_who_sees_some_companies_sees_no_shared_view_but_their_own_and_changes_no_other(views):
    some = signed_in("Vera Li", Role.LEAD, CompanyRule(name="Blue*"))
    shared = views.save("Only Corner Deli", {"q": "Corner Deli"}, ADA, shared=True)
    views.save("Blue", {"q": "Blue"}, some, shared=True)
    assert names(views, some) == ["Blue"]
    assert names(views, ADA) == ["Blue", "Only Corner Deli"]
    said = refused(views.delete, shared.id, some)
    assert said == refused(views.rename, shared.id, "Mine", some)
    assert "Ask a lead who covers all companies" in said
    assert "Corner" not in said
    assert names(views, ADA) == ["Blue", "Only Corner Deli"]


def test_what_cannot_be_saved_says_why(views, monkeypatch):
    monkeypatch.setattr(saved_views, "MOST_VIEWS", 1)
    assert refused(views.save, " ", QUERY, ADA, shared=False) == "Enter a name for the view first."
    assert refused(views.save, "x", QUERY, at_desk(), shared=False) == "Enter your name first."
    assert "too many filters" in refused(views.save, "x", {"q": "x" * 5_000}, ADA, shared=False)
    views.save("Failing", QUERY, ADA, shared=False)
    assert "already have a view called “failing”" in refused(views.save, "failing", QUERY, ADA, shared=False)
    assert "saved views. Delete one first." in refused(views.save, "x", QUERY, ADA, shared=False)


def test_a_view_that_was_deleted_meanwhile_says_so(views):
    view = views.save("Failing", QUERY, ADA, shared=False)
    views.delete(view.id, ADA)
    assert refused(views.rename, view.id, "x", ADA) == "This view was deleted while your page was open."


@pytest.mark.parametrize("query", ["", "%%%&=&&", "state=", "a=b=c;d", "\ufffd=%00"])
def test_a_stored_query_that_makes_no_sense_is_still_a_view(views, store, query):
    views.save("Odd", QUERY, ADA, shared=True)
    with store.writing() as connection:
        connection.execute(update(saved_view).values(query=query))
    assert names(views, BEN) == ["Odd"]
