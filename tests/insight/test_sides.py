"""The two sides of a company, as far as its connections tell."""

from __future__ import annotations

import pytest

from codat_client import Connection, ConnectionList
from dashboard.insight.sides import Link, sides_of
from dashboard.views import platforms


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
