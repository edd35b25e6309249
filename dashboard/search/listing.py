"""A company as Find lists it, with what distinguishes it from others of the same name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from codat_client import Company, Connection
from dashboard.foreign_text import seen

COMMERCE: Final = "commerce"


@dataclass(frozen=True, slots=True)
class ListedCompany:
    """One company of the list. `name` and `platforms` are foreign text, not yet escaped.

    `created` is the day in UTC, None if unknown; `uses_commerce` is None where the list doesn't say.
    """

    company_id: str
    name: str
    platforms: str = ""
    created: date | None = None
    uses_commerce: bool | None = None


def listed(company: Company, platforms: str) -> ListedCompany | None:
    """Return the company as it is listed; None if it has no id, so that it can't be opened.

    The record itself is not kept: the records of 10,000 companies would take tens of megabytes.
    """
    if not company.id:
        return None
    return ListedCompany(
        company_id=company.id.lower(),
        name=seen(company.name),
        platforms=platforms,
        created=_day(company),
        uses_commerce=_uses_commerce(company.products, company.data_connections),
    )


def _day(company: Company) -> date | None:
    """Return the day of creation; for a time without a zone, the day as written."""
    if company.created is not None:
        return company.created.date()
    try:
        return date.fromisoformat((company.created_text or "")[:10])
    except ValueError:
        return None


def _uses_commerce(
    products: Iterable[str | None] | None, connections: Iterable[Connection] | None
) -> bool | None:
    """Decide by the enabled products. A commerce connection means yes; its absence proves nothing.

    A company that is being set up has no commerce connection yet.
    """
    if any((each.source_type or "").lower() == COMMERCE for each in connections or ()):
        return True
    names = [str(product).lower() for product in products or () if product]
    return any(COMMERCE in name for name in names) if names else None
