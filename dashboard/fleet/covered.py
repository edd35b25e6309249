"""The part of the fleet that a person may see. What Home counts is made of these rows alone."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Condition
from typing import Final

from cachetools import LRUCache, cached

from dashboard.access.company import CompanyIdentity
from dashboard.access.person import Grant, Person
from dashboard.access.policy import Act, may
from dashboard.insight.fleet.company_state import FleetRow
from dashboard.services.covered_listing import sees_every_company

_MOST: Final = 64
"""For how many different roles it is cached what they cover."""

Rows = Mapping[str, FleetRow]
_Key = tuple[int, tuple[Grant, ...], bool]


def covered_rows(rows: Rows, person: Person) -> Rows:
    """Return the rows that a person may see. `rows`: of a picture, which never changes them."""
    return rows if sees_every_company(person) else _covered(rows, person)[1]


def _key(rows: Rows, person: Person) -> _Key:
    return id(rows), person.grants, person.signed_out


@cached(LRUCache[_Key, tuple[Rows, Rows]](_MOST), key=_key, condition=Condition())
def _covered(rows: Rows, person: Person) -> tuple[Rows, Rows]:
    """Return all rows, so that no other mapping gets their identity, and those that the person may see."""
    seen = {each: row for each, row in rows.items() if may(person, Act.READ, identity_of_row(row)) is None}
    return rows, seen


def identity_of_row(row: FleetRow) -> CompanyIdentity:
    """Return a row's company as decisions take it."""
    return CompanyIdentity(row.company_id, row.company.name, row.company.tags)
