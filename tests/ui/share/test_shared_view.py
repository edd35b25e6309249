"""What Shared shows follows from the links on record and the address alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import streamlit as st

from dashboard.sharing.link import LinkState
from dashboard.ui.share import shared_view
from dashboard.ui.share.shared_view import LEFT, PER_PAGE, LinkFilters, SharedView
from tests.views.share.links import NOW, link

OTHER = "11111111-0949-4610-a847-30820fc85d92"


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch):
    """Return a function that sets the parameters of the address; at first there are none."""
    monkeypatch.setattr(st, "get_option", lambda _: "")

    def set_it(**query: str) -> None:
        monkeypatch.setattr(st, "query_params", query)

    set_it()
    return set_it


def view(*links, filters=LinkFilters()) -> SharedView:  # noqa: B008 - it is frozen
    return SharedView(filters, NOW, ZoneInfo("UTC"), links)


LINKS = (
    link(id=1),
    link(id=2, person="Ben", company_id=OTHER, company_name="Corner Deli"),
    link(id=3, person="", paused_at=NOW),
    link(id=4, ends_at=NOW),
    link(id=5, revoked_at=NOW),
)


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        (LinkFilters(), [1, 2, 3, 4, 5]),
        (LinkFilters(person="Ben"), [2]),
        (LinkFilters(person="-"), [3]),
        (LinkFilters(person="Eve"), []),
        (LinkFilters(company_id=OTHER), [2]),
        (LinkFilters(state=LinkState.OPEN), [1, 2]),
        (LinkFilters(state=LinkState.PAUSED), [3]),
        (LinkFilters(state=LinkState.EXPIRED), [4]),
        (LinkFilters(state=LinkState.REVOKED), [5]),
        (LinkFilters(OTHER, "Ben", LinkState.OPEN), [2]),
        (LinkFilters(OTHER, "Ada Byron"), []),
    ],
)
def test_links_match_every_filter_that_is_set(address, filters, ids):  # noqa: ARG001 - there is none
    assert [each.id for each in view(*LINKS, filters=filters).matching] == ids


@pytest.mark.parametrize(
    ("query", "filters"),
    [
        ({}, LinkFilters()),
        ({"person": " Ada "}, LinkFilters(person="Ada")),
        ({"company": OTHER.upper()}, LinkFilters(company_id=OTHER)),
        ({"company": "nonsense", "state": "nonsense"}, LinkFilters()),
        ({"state": "expired"}, LinkFilters(state=LinkState.EXPIRED)),
    ],
)
def test_the_address_holds_the_filters(address, query, filters):
    address(**query)
    assert shared_view.asked_for() == filters


@pytest.mark.parametrize(
    ("rows", "number", "shown"),
    [
        ("", 1, PER_PAGE),
        ("2", 2, 3),
        ("0", 1, PER_PAGE),
        ("99", 2, 3),
        ("x", 1, PER_PAGE),
    ],
)
def test_a_page_that_is_not_there_is_the_nearest_one(address, rows, number, shown):
    address(rows=rows)
    listed = view(*(link(id=each) for each in range(PER_PAGE + 3)))
    assert listed.number == number
    assert len(listed.shown) == shown


@pytest.mark.parametrize(("asked", "found"), [("2", 2), ("99", None), ("x", None), ("", None)])
def test_the_address_opens_a_link(address, asked, found):
    address(link=asked)
    opened = view(*LINKS).opened
    assert (opened.id if opened else None) == found


def test_addresses_keep_filters_and_page(address):
    address(rows="2")
    listed = view(*(link(id=each) for each in range(PER_PAGE + 1)), filters=LinkFilters(person="Ada Byron"))
    assert listed.address(link=7) == "/shared?link=7&person=Ada+Byron&rows=2"
    assert listed.address() == "/shared?person=Ada+Byron&rows=2"
    assert listed.address(number=1) == "/shared?person=Ada+Byron"
    assert listed.address(filters=LinkFilters()) == "/shared"


def test_people_and_companies_are_those_of_the_links(address):  # noqa: ARG001 - there is none
    listed = view(*LINKS)
    assert listed.people == ["Ada Byron", "Ben", "-"]
    assert list(listed.companies.values()) == ["Bluebird Coffee", "Corner Deli"]
    assert listed.company("22222222-0000") == "Company 22222222…"


def test_a_company_has_the_name_of_its_newest_link(address):  # noqa: ARG001 - there is none
    older = link(id=1, company_name="Old name", made_at=NOW - timedelta(days=9))
    assert view(link(id=2, company_name="New name"), older).company(older.company_id) == "New name"


@pytest.mark.parametrize("name", ["company", "person", "state"])
def test_a_chip_removes_its_own_filter_alone(name):
    every = LinkFilters(OTHER, "Ben", LinkState.OPEN)
    left = shared_view.without(every, name)
    assert {key for key, value in left.query.items() if not value} == {name}


ADA, OTHER_ADA = "https://sign-in.example ada", "https://sign-in.example other"
SIGNED = (
    link(id=1),
    link(id=2, identity=ADA),
    link(id=3, identity=OTHER_ADA),
    link(id=4, identity=ADA, revoked_at=NOW),
    link(id=5, identity=ADA, paused_at=NOW),
)


def test_people_of_one_name_are_told_apart_by_their_sign_in(address):  # noqa: ARG001 - there is none
    every = view(*SIGNED)
    assert every.people == ["Ada Byron", ADA, OTHER_ADA]
    assert [every.person(each) for each in every.people] == [
        "Ada Byron", "Ada Byron (ada)", "Ada Byron (other)",
    ]  # fmt: skip
    assert [each.id for each in view(*SIGNED, filters=LinkFilters(person=ADA)).matching] == [2, 4, 5]


def test_the_links_of_who_left_are_their_open_and_paused_ones(address):  # noqa: ARG001 - there is none
    left = replace(view(*SIGNED, filters=LinkFilters(person=LEFT)), left=frozenset({ADA}))
    assert [each.id for each in left.matching] == [2, 5]
    assert left.of_left == 2
    assert left.people[0] == LEFT
    assert view(*SIGNED, filters=LinkFilters(person=LEFT)).matching == []
