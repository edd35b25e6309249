"""The position of a page among Home's rows, with links to its neighbours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dashboard.foreign_text import attribute
from dashboard.insight.fleet.query import FleetQuery, Selection
from dashboard.views import times


def where(query: FleetQuery, shown: Selection, address: Callable[[FleetQuery], str]) -> str:
    """Return "101–200 of 1,000 merchants" with links to other pages. `address`: of Home with a query."""
    last = shown.first + len(shown.rows) - 1
    of = times.count(shown.total, "merchant")
    said = of if shown.total == len(shown.rows) else f"{shown.first:,}–{last:,} of {of}"
    pages = [("Previous", shown.previous), ("Next", shown.following)]
    links = "".join(
        f'<a href="{attribute(address(replace(query, after=place)))}">{label}</a>'
        for label, place in pages
        if place is not None
    )
    return f'<nav class="d d-small d-pager" aria-label="Pages of merchants"><span>{said}</span>{links}</nav>'
