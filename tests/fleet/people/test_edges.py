"""Edges of what people record: names of views, looks by odd clocks, work that changes nothing or too much."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select, true

from dashboard.access.role import Role
from dashboard.fleet.people import saved_views, work_rows
from dashboard.fleet.people.last_look import LastLooks
from dashboard.fleet.people.looks import LOOK_LASTS, Looks, from_text, looked, to_text
from dashboard.fleet.people.saved_views import MOST_NAME, SavedView, SavedViews, ViewRefused
from dashboard.fleet.people.work import MOST_NAME as MOST_OWNER
from dashboard.fleet.people.work import Snooze, WorkOwner, WorkRefused, WorkService
from dashboard.fleet.people.work_rows import NO_SNOOZE, WorkChange, WorkRepository, end_work
from dashboard.insight.fleet.work import CompanyWork, WorkEventType
from dashboard.store.fleet.tables import company_work, last_look, work_event
from tests.store.rows import CODAT, COMPANY, NOW, add_account
from tests.support.people import at_desk, elsewhere, signed_in

ADA, BEN = signed_in("Ada Byron", Role.OPERATOR), signed_in("Ben Lee", Role.OPERATOR)
NOT_SEEN = ["", " ", "\t\n", "\u200b", "\u2060\ufeff", "\u202e"]
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
BY = {"person": "Ada", "verified": False, "identity": None, "origin": "", "at": NOW}


@pytest.fixture
def database_kind() -> str:
    """Use SQLite only: the rules are the same, and both databases are used in the other tests."""
    return "sqlite"


@pytest.fixture
def filled(store):
    with store.writing() as connection:
        add_account(connection)
        add_account(connection, "other")
    return store


@pytest.fixture
def views(filled):
    return SavedViews(filled, "account", now=lambda: NOW)


@pytest.fixture
def work(filled):
    return WorkService(filled, "account", CODAT, now=lambda: NOW)


@pytest.fixture
def rows(filled):
    return WorkRepository(filled, "account", f"{CODAT}/")


def kinds(store):
    with store.reading() as connection:
        return list(connection.execute(select(work_event.c.kind).order_by(work_event.c.id)).scalars())


@pytest.mark.parametrize(
    ("name", "saved"),
    [
        ("Failing", "Failing"),
        ("  Failing  ", "Failing"),
        ("Failing\non Xero", "Failing on Xero"),
        ("a\t\tb", "a b"),
        ("Größe ✓", "Größe ✓"),
        ("<b>bold</b>", "<b>bold</b>"),
    ],
)
def test_a_view_is_named_on_one_line_as_it_was_typed(views, name, saved):
    assert views.save(name, {}, ADA, shared=False).name == saved
    assert [each.name for each in views.seen_by(ADA)] == [saved]


@pytest.mark.parametrize("name", NOT_SEEN)
def test_a_name_that_no_one_sees_is_no_name_for_a_view(views, name):
    view = views.save("Mine", {}, ADA, shared=False)
    for act in (lambda: views.save(name, {}, ADA, shared=False), lambda: views.rename(view.id, name, ADA)):
        with pytest.raises(ViewRefused, match=r"Enter a name for the view first."):
            act()
    assert [each.name for each in views.seen_by(ADA)] == ["Mine"]


def test_a_long_name_of_a_view_is_cut(views):
    assert len(views.save("x" * 500, {}, ADA, shared=False).name) <= MOST_NAME


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"q": "Blue & Co"},
        {"q": "a=b;c", "state": "failing,stuck"},
        {"q": "100 % + 1"},
        {"q": "Größe 東京"},
        {"owner": "me", "new": "1", "sort": "name"},
    ],
)
def test_a_query_comes_back_as_it_was_saved(views, query):
    views.save("Mine", query, ADA, shared=False)
    assert views.seen_by(ADA)[0].query == query


@pytest.mark.parametrize(
    ("person", "identity", "who", "theirs"),
    [
        ("Ada Byron", ADA.identity, ADA, True),
        ("Another name", ADA.identity, ADA, True),
        ("Ada Byron", BEN.identity, ADA, False),
        ("Ada Byron", "", ADA, False),
        ("Ada", "", at_desk("Ada"), True),
        ("Ada", "", at_desk("ada"), False),
        ("Ada", "", at_desk("Ben"), False),
        ("", "", at_desk(), False),
        ("Ada", ADA.identity, at_desk("Ada"), False),
    ],
)
def test_a_view_is_of_who_signed_in_or_without_sign_in_of_who_has_the_name(person, identity, who, theirs):
    view = SavedView(1, "Mine", {}, shared=False, person=person, identity=identity, made_at=NOW)
    assert view.is_of(who) is theirs


def test_views_stand_by_their_names_and_another_accounts_are_not_seen(views, filled):
    for name in ("beta", "Alpha", "gamma"):
        views.save(name, {}, ADA, shared=True)
    other = SavedViews(filled, "other", now=lambda: NOW)
    other.save("Elsewhere", {}, ADA, shared=True)
    assert [each.name for each in views.seen_by(BEN)] == ["Alpha", "beta", "gamma"]
    with pytest.raises(ViewRefused, match="was deleted"):
        views.delete(other.seen_by(ADA)[0].id, ADA)
    assert [each.name for each in other.seen_by(BEN)] == ["Elsewhere"]


def test_two_people_may_use_one_name_and_one_person_may_not(views):
    views.save("Mine", {}, ADA, shared=True)
    views.save("Mine", {}, BEN, shared=True)
    other = views.save("Other", {}, BEN, shared=False)
    with pytest.raises(ViewRefused, match="already have a view called “MINE”"):
        views.rename(other.id, "MINE", BEN)
    assert len(views.seen_by(BEN)) == 3


@pytest.mark.parametrize("name", ["Mine", " Mine ", "MINE", "mine too"])
def test_a_view_may_be_renamed_to_its_own_name_in_other_capitals(views, name):
    view = views.save("Mine", {}, ADA, shared=False)
    views.rename(view.id, name, ADA)
    assert [each.name for each in views.seen_by(ADA)] == [name.strip()]


def test_who_has_as_many_views_as_they_may_still_renames_and_deletes_them(views, monkeypatch):
    monkeypatch.setattr(saved_views, "MOST_VIEWS", 2)
    view, _ = (views.save(name, {}, ADA, shared=False) for name in ("One", "Two"))
    with pytest.raises(ViewRefused, match=r"saved views. Delete one first."):
        views.save("Three", {}, ADA, shared=False)
    views.rename(view.id, "Three", ADA)
    assert [each.name for each in views.seen_by(ADA)] == ["Three", "Two"]
    views.delete(view.id, ADA)
    views.save("Four", {}, ADA, shared=False)


@pytest.mark.parametrize(
    ("known", "later", "expected"),
    [
        (None, 0 * MINUTE, Looks(NOW)),
        (Looks(NOW), 0 * MINUTE, Looks(NOW)),
        (Looks(NOW), LOOK_LASTS - SECOND, Looks(NOW)),
        (Looks(NOW), LOOK_LASTS, Looks(NOW + LOOK_LASTS, NOW)),
        (Looks(NOW, NOW - HOUR), LOOK_LASTS - SECOND, Looks(NOW, NOW - HOUR)),
        (Looks(NOW, NOW - HOUR), 9 * HOUR, Looks(NOW + 9 * HOUR, NOW)),
        (Looks(NOW + 5 * MINUTE), 0 * MINUTE, Looks(NOW + 5 * MINUTE)),
        (Looks(NOW + 5 * MINUTE + SECOND), 0 * MINUTE, Looks(NOW)),
        (Looks(NOW + HOUR, NOW), 0 * MINUTE, Looks(NOW)),
    ],
)
def test_a_look_lasts_half_an_hour_and_none_is_in_the_future(known, later, expected):
    assert looked(known, NOW + later) == expected


@pytest.mark.parametrize("before", [None, NOW - HOUR, datetime(2001, 1, 1, tzinfo=UTC)])
def test_looks_come_back_from_the_browser(before):
    assert from_text(to_text(Looks(NOW, before))) == Looks(NOW, before)


@pytest.mark.parametrize(
    "text",
    ["", ".", "0.0", "1", "1.", ".1", "-1.0", "1.-1", "1.0.0", " 1.0", "1.0 ", "1.0\n", "01.0", "1e3.0",
     "12345678901.0", "1.12345678901", "١.٠", "1,0", "null"],
)  # fmt: skip
def test_what_else_the_browser_has_is_no_look(text):
    assert from_text(text) is None


def test_a_reload_writes_nothing_and_a_new_look_keeps_one_row(filled):
    looks = LastLooks(filled, "account")
    for minutes in (0, 1, 29, 31, 90):
        looks.look("issuer ada", NOW + minutes * MINUTE)
    with filled.reading() as connection:
        found = connection.execute(select(last_look.c.at, last_look.c.before)).all()
    assert [tuple(each) for each in found] == [(NOW + 90 * MINUTE, NOW + 31 * MINUTE)]


def test_a_stored_look_from_the_future_counts_as_none(filled):
    with filled.writing() as connection:
        values = {"account_id": "account", "identity": "issuer ada", "at": NOW + HOUR, "before": NOW}
        connection.execute(insert(last_look).values(**values))
    assert LastLooks(filled, "account").look("issuer ada", NOW) == Looks(NOW)


@pytest.mark.parametrize(
    ("typed", "name"),
    [("Ben", "Ben"), ("  Ben  Lee ", "Ben Lee"), ("Ben\nLee", "Ben Lee"), ("B" * 300, None)],
)
def test_an_owners_name_is_short_and_on_one_line(work, typed, name):
    given = work.give(COMPANY, WorkOwner(typed), ADA, CompanyWork(COMPANY))
    assert "\n" not in given.owner
    assert len(given.owner) <= MOST_OWNER
    assert name is None or given.owner == name


@pytest.mark.parametrize("name", NOT_SEEN)
def test_a_name_that_no_one_sees_owns_nothing(work, name):
    with pytest.raises(WorkRefused, match=r"Enter a name first."):
        work.give(COMPANY, WorkOwner(name), ADA, CompanyWork(COMPANY))
    with pytest.raises(WorkRefused, match=r"Enter your name first."):
        work.take(COMPANY, at_desk(name))
    assert work.of_company(COMPANY) == CompanyWork(COMPANY)


def test_who_signed_in_without_a_name_is_named_by_their_id(work):
    assert work.take(COMPANY, replace(ADA, name="")).owner == "ada"


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (NOW - SECOND, "Choose a day after today."),
        (NOW, "Choose a day after today."),
        (NOW + timedelta(days=366, seconds=1), "Choose a day within a year."),
    ],
)
def test_a_snooze_that_has_ended_or_never_does_is_refused(work, filled, until, said):
    with pytest.raises(WorkRefused) as refused:
        work.snooze(COMPANY, Snooze("failing x", until), ADA, CompanyWork(COMPANY))
    assert str(refused.value) == said
    assert kinds(filled) == []


@pytest.mark.parametrize("until", [None, NOW + SECOND, NOW + timedelta(days=366)])
def test_a_snooze_lasts_until_its_day_or_a_change(work, until):
    work.snooze(COMPANY, Snooze("failing x", until), ADA, CompanyWork(COMPANY))
    found = work.of_company(COMPANY)
    assert (found.snoozed_until, found.until_change, found.snoozed_by) == (until, until is None, "Ada Byron")
    assert found.is_snoozed(NOW, "failing x")
    assert found.is_snoozed(NOW, "late x") is (until is not None)


@pytest.mark.parametrize("person", [elsewhere("Eve"), at_desk("Ada", read_only=True)])
def test_each_act_on_work_is_refused_on_record(work, filled, person):
    nobody = CompanyWork(COMPANY)
    acts = (
        lambda: work.take(COMPANY, person),
        lambda: work.give(COMPANY, WorkOwner("Ben"), person, nobody),
        lambda: work.release(COMPANY, person, nobody),
        lambda: work.mark_contacted(COMPANY, person),
        lambda: work.snooze(COMPANY, Snooze("x"), person, nobody),
        lambda: work.end_snooze(COMPANY, person, nobody),
    )
    for act in acts:
        with pytest.raises(WorkRefused):
            act()
    assert kinds(filled) == ["work refused"] * len(acts)
    assert work.of_company(COMPANY) == nobody


def test_a_change_whose_condition_does_not_hold_changes_nothing_and_is_no_event(rows, filled):
    other = WorkChange(WorkEventType.TAKEN, {"owner": "Ben"}, company_work.c.owner == "Grace")
    assert rows.change(COMPANY, other, BY) == (CompanyWork(COMPANY), False)
    assert kinds(filled) == []


def test_a_change_has_its_event_and_ids_count_in_any_letters(rows, filled):
    taken = WorkChange(WorkEventType.TAKEN, {"owner": "Ben"}, true(), "detail")
    work, made = rows.change(COMPANY.upper(), taken, BY)
    assert (work, made) == (CompanyWork(COMPANY, owner="Ben"), True)
    assert rows.one(COMPANY.upper()) == rows.one(COMPANY) == work
    with filled.reading() as connection:
        event = connection.execute(select(work_event)).one()
    assert (event.base_url, event.company_id, event.detail) == (CODAT, COMPANY, "detail")


@pytest.mark.parametrize(
    ("values", "recovered"),
    [
        ({"owner": "Ben"}, ["Ben"]),
        ({"snoozed_at": NOW, "snoozed_by": "Ada"}, [""]),
        ({"owner": "Ben", "snoozed_at": NOW}, ["Ben"]),
        ({"contacted_at": NOW, "contacted_by": "Ada"}, []),
        ({}, []),
    ],
)
def test_a_problem_that_ends_is_told_of_whoever_was_on_it_and_leaves_nothing(rows, filled, values, recovered):
    rows.change(COMPANY, WorkChange(WorkEventType.TAKEN, {**NO_SNOOZE, **values}, true()), BY)
    with filled.writing() as connection:
        end_work(connection, "account", CODAT, [COMPANY], NOW)
    assert [each.owner for each in rows.recovered_since(NOW)] == recovered
    assert rows.one(COMPANY) == CompanyWork(COMPANY)
    assert rows.recovered_since(NOW + SECOND) == []


def test_a_problem_that_ends_without_a_success_ends_the_work_and_is_no_recovery(rows, filled):
    rows.change(COMPANY, WorkChange(WorkEventType.TAKEN, {"owner": "Ben"}, true()), BY)
    with filled.writing() as connection:
        end_work(connection, "account", CODAT, [COMPANY], NOW, recovered=False)
        kinds = connection.execute(select(work_event.c.kind).order_by(work_event.c.id)).scalars().all()
    assert kinds[-1] == WorkEventType.PROBLEM_OVER
    assert (rows.recovered_since(NOW), rows.one(COMPANY)) == ([], CompanyWork(COMPANY))


@pytest.mark.parametrize("number", [0, 1, 2, 3, 5])
def test_the_work_on_any_number_of_companies_ends_some_at_once(rows, filled, monkeypatch, number):
    monkeypatch.setattr(work_rows, "_AT_ONCE", 2)
    ids = [f"c{each}" for each in range(number)]
    for each in ids:
        rows.change(each, WorkChange(WorkEventType.TAKEN, {"owner": each}, true()), BY)
    rows.change("stays", WorkChange(WorkEventType.TAKEN, {"owner": "Ben"}, true()), BY)
    with filled.writing() as connection:
        end_work(connection, "account", CODAT, ids, NOW)
    assert sorted(each.owner for each in rows.recovered_since(NOW)) == ids
    assert rows.one("stays").owner == "Ben"


def test_another_accounts_work_on_the_same_company_goes_on(rows, filled):
    other = WorkRepository(filled, "other", CODAT)
    for each in (rows, other):
        each.change(COMPANY, WorkChange(WorkEventType.TAKEN, {"owner": "Ben"}, true()), BY)
    with filled.writing() as connection:
        end_work(connection, "account", CODAT, [COMPANY], NOW)
    assert (rows.one(COMPANY).owner, other.one(COMPANY).owner) == ("", "Ben")
    assert other.recovered_since(NOW) == []
