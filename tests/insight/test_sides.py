"""The two sides of a company, as far as its connections tell."""

from __future__ import annotations

import pytest

from codat_client import Connection, ConnectionList, DataConnectionError
from dashboard.insight.sides import Link, Side, sides_of
from dashboard.views import platforms
from tests.insight.verdict_makers import at, connection


@pytest.mark.parametrize(("cut_short", "link"), [(False, Link.MISSING), (True, Link.UNKNOWN)])
def test_a_side_is_not_called_missing_where_the_list_of_connections_never_ended(cut_short, link):
    known = ConnectionList([Connection(source_type="Accounting", platform_name="Xero", status="Linked")])
    known.cut_short = cut_short
    sides = sides_of(known)
    assert (sides.books.link, sides.shop.link) == (Link.LINKED, link)


def test_a_platform_of_whose_name_nothing_is_seen_has_none():
    names = ("\u3164", "Xero")
    known = [Connection(source_type="Accounting", platform_name=name, status="Linked") for name in names]
    assert sides_of(known).books.names == ("Xero",)
    assert platforms.books(known) == "Xero"
    assert platforms.books(known[:1]) == "the accounting software"


@pytest.mark.parametrize(
    ("statuses", "link", "names", "lost"),
    [
        (["Linked", "Unlinked"], Link.LINKED, ("0",), 1),
        (["Deauthorized", " LINKED "], Link.LINKED, ("1",), 1),
        (["Paused", "Unlinked", "PendingAuth"], Link.UNKNOWN, ("0",), 2),
        (["PendingAuth", "Unlinked"], Link.UNLINKED, ("0", "1"), 2),
        (["Deauthorized", "Unlinked"], Link.WITHDRAWN, ("0", "1"), 2),
        ([None], Link.UNKNOWN, ("0",), 0),
    ],
)
def test_the_best_link_of_a_side_decides_and_of_lost_ones_the_worst(statuses, link, names, lost):
    known = [connection("Commerce", status, str(place)) for place, status in enumerate(statuses)]
    shop = sides_of(known).shop
    assert (shop.link, shop.names, shop.lost) == (link, names, lost)


def test_the_address_to_link_and_the_time_are_those_of_the_worst_connection():
    errors = (
        DataConnectionError(status="Active", errored_on_utc_text="2026-11-18T09:00:00Z"),
        DataConnectionError(status="Active", errored_on_utc_text="2026-11-19T09:00:00Z"),
        DataConnectionError(status="Active"),
        DataConnectionError(status="Resolved", errored_on_utc_text="2026-11-20T09:00:00Z"),
    )
    worst = Connection(
        source_type="Commerce",
        status="Deauthorized",
        id="b",
        link_url="https://b",
        data_connection_errors=errors,
    )
    other = connection("Commerce", "Unlinked", error="2026-11-20T10:00:00Z", id="c", link_url="https://c")
    shop = sides_of([other, worst]).shop
    assert shop == Side(Link.WITHDRAWN, ("Xero",), 2, at(19, 9, 0), "https://b", "b")


def test_the_books_are_linked_before_the_shop():
    sides = sides_of([connection("Commerce", "Unlinked"), connection("Accounting", "PendingAuth")])
    assert sides.broken == (sides.books, sides.shop)
    assert sides_of([connection("Commerce"), connection(" ACCOUNTING ")]).broken == ()


def test_a_connection_of_no_kind_may_be_the_side_that_seems_to_be_missing():
    assert sides_of([connection("Commerce"), connection("")]).books.link is Link.UNKNOWN
    assert sides_of([connection("Commerce"), connection("Banking")]).books.link is Link.MISSING


def test_the_newest_connection_shows_when_the_company_was_linked():
    days = ("2026-11-02T00:00:00Z", "2026-11-05T00:00:00Z", None)
    known = [connection("Commerce", created_text=each) for each in days]
    assert sides_of(known).created == at(5, 0, 0)
    assert sides_of([]).created is None


def test_without_a_list_of_connections_the_sides_are_not_known():
    assert sides_of(None) is None
