"""The platforms of a company in words: "Square → Xero"."""

from __future__ import annotations

from collections.abc import Iterable

from codat_client import Connection
from dashboard.foreign_text import seen

_ARROW = " → "


def of(connections: Iterable[Connection] | None) -> str:
    """Return the commerce platforms and the accounting software, "" when nothing is known of them.

    Foreign text: not yet made harmless.
    """
    known = list(connections or ())
    sales = _names(known, "Commerce")
    books = _names(known, "Accounting")
    return _ARROW.join(side for side in (sales, books) if side)


def books(connections: Iterable[Connection] | None, unknown: str = "the accounting software") -> str:
    """Return the name of the accounting software that the sales are written into."""
    return _names(list(connections or ()), "Accounting") or unknown


def shop(connections: Iterable[Connection] | None) -> str:
    """Return the name of the shop or till that the sales come from, "" when it is not known."""
    return _names(list(connections or ()), "Commerce")


def _names(connections: list[Connection], kind: str) -> str:
    names = (seen(each.platform_name) for each in connections if each.source_type == kind)
    return " and ".join(dict.fromkeys(filter(None, names)))
