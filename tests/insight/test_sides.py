"""The two sides of a company, as far as its connections tell."""

from __future__ import annotations

import pytest

from codat_client import Connection, ConnectionList
from dashboard.insight.sides import Link, sides_of


@pytest.mark.parametrize(("cut_short", "link"), [(False, Link.MISSING), (True, Link.UNKNOWN)])
def test_a_side_is_not_called_missing_where_the_list_of_connections_never_ended(cut_short, link):
    known = ConnectionList([Connection(source_type="Accounting", platform_name="Xero", status="Linked")])
    known.cut_short = cut_short
    sides = sides_of(known)
    assert (sides.books.link, sides.shop.link) == (Link.LINKED, link)
