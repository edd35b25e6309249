"""The platforms of a company in words: "Square → Xero". If any are linked, only those count."""

from __future__ import annotations

from collections.abc import Iterable

from codat_client import Connection
from dashboard.insight.sides import Side, sides_of
from dashboard.insight.snapshot import Snapshot
from dashboard.views.cause_words import Names

_ARROW = " → "


def of(connections: Iterable[Connection] | None) -> str:
    """Return "Square → Xero": the shops and the accounting software; "" if neither is known.

    Foreign text, not escaped.
    """
    sides = sides_of(list(connections or ()))
    return _ARROW.join(name for side in (sides.shop, sides.books) if (name := named(side))) if sides else ""


def names_of(snapshot: Snapshot) -> Names:
    """Return the names of the company and of both its sides, as far as they have been read."""
    company, connections = snapshot.company.value, snapshot.connections.value
    return Names(books(connections, ""), shop(connections), company.name or "" if company else "")


def books(connections: Iterable[Connection] | None, unknown: str = "the accounting software") -> str:
    """Return the name of the accounting software (foreign text), or `unknown`."""
    sides = sides_of(list(connections or ()))
    return (named(sides.books) if sides else "") or unknown


def shop(connections: Iterable[Connection] | None) -> str:
    """Return the name of the shop that the sales come from (foreign text); "" if unknown."""
    sides = sides_of(list(connections or ()))
    return named(sides.shop) if sides else ""


def shops(connections: Iterable[Connection] | None) -> str:
    """Return the names of all shops, joined by ", " (foreign text); "" if unknown."""
    sides = sides_of(list(connections or ()))
    return ", ".join(sides.shop.names) if sides else ""


def named(side: Side) -> str:
    """Return a side's names as one: joined with "or" if none is linked, as any may be the one in use."""
    return (" or " if side.broken else " and ").join(side.names)
