"""A company as Find shows it: what tells it from its namesakes, and whether it uses Sync for Commerce."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codat_client import Company, Connection

COMMERCE = "commerce"
ACCOUNTING = "accounting"


@dataclass(frozen=True, slots=True)
class ListedCompany:
    """One company of the list. `name` and `platforms` are Codat's text as it came.

    `created` is UTC or None; `uses_commerce` is None where the list doesn't tell.
    """

    company_id: str
    name: str
    platforms: str = ""
    created: datetime | None = None
    uses_commerce: bool | None = None


def listed(company: "Company") -> ListedCompany | None:
    """Return the company as it is listed; None when it has no id, so that nobody could open it."""
    if not company.id:
        return None
    connections = company.data_connections
    return ListedCompany(
        company_id=company.id.lower(),
        name=company.name or "",
        platforms=platforms(connections or ()),
        created=company.created,
        uses_commerce=_uses_commerce(company.products, connections),
    )


def platforms(connections: "Iterable[Connection]") -> str:
    """Return "Square → Xero": where the sales come from, and where they go; a missing side is left out.

    Where a side has linked connections, those that are not linked any more are left out.
    """
    every = list(connections)
    sides = (_side(every, COMMERCE), _side(every, ACCOUNTING))
    return " → ".join(", ".join(names) for names in sides if names)


def _side(connections: "list[Connection]", source: str) -> list[str]:
    mine = [each for each in connections if _source(each) == source and each.platform_name]
    linked = [each for each in mine if (each.status or "").lower() == "linked"]
    return list(dict.fromkeys(each.platform_name or "" for each in linked or mine))


def _uses_commerce(
    products: "Iterable[str | None] | None",
    connections: "Iterable[Connection] | None",
) -> bool | None:
    """Judge by the products that are switched on; without them a commerce connection is a yes, never a no.

    A company that is being set up has no commerce connection yet: its absence alone proves nothing.
    """
    if any(_source(each) == COMMERCE for each in connections or ()):
        return True
    names = [str(product).lower() for product in products or () if product]
    if not names:
        return None
    return any(COMMERCE in name for name in names)


def _source(connection: "Connection") -> str:
    return (connection.source_type or "").lower()
