"""A company as Find lists it, with what distinguishes it from others of the same name."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final

from codat_client import Company, Connection
from dashboard.foreign_text import seen

COMMERCE: Final = "commerce"
_NO_TAGS: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ListedCompany:
    """One company of the list. `name` and `platforms` are foreign text, not yet escaped.

    `books`, `shops`: the sides of `platforms`, the shops joined by ", ". `created` is the day in UTC, None if
    unknown; `uses_commerce` is None where the list doesn't say. `tags`:
    for the rules of roles, never shown.
    """

    company_id: str
    name: str
    platforms: str = ""
    created: date | None = None
    uses_commerce: bool | None = None
    tags: Mapping[str, str] = field(default_factory=lambda: _NO_TAGS, hash=False)
    books: str = ""
    shops: str = ""


def listed(company: Company, platforms: str, *, books: str = "", shops: str = "") -> ListedCompany | None:
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
        tags=_interned(company.tags),
        books=sys.intern(books),
        shops=sys.intern(shops),
    )


def _interned(tags: Mapping[str, str] | None) -> Mapping[str, str]:
    """Return a company's tags. Companies without any share one mapping, and equal texts are stored once."""
    if not tags:
        return _NO_TAGS
    return {sys.intern(key): sys.intern(value) for key, value in tags.items()}


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
