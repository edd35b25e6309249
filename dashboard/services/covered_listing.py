"""The part of the list of companies that a person may see. It has no trace of the rest, not even a count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from threading import Lock
from typing import Final, NamedTuple

from cachetools import LRUCache, cached

from dashboard.access.person import Grant, Person
from dashboard.access.policy import Act, may
from dashboard.search.index import NameIndex
from dashboard.search.listing import ListedCompany
from dashboard.services.company_lookup import identity_of
from dashboard.services.directory import Listing

_MOST_CACHED: Final = 8


class _Part(NamedTuple):
    """What a person may see of a list."""

    names: NameIndex
    by_id: Mapping[str, ListedCompany]


_Key = tuple[NameIndex, tuple[Grant, ...], bool]


def sees_every_company(person: Person) -> bool:
    """Return whether a person may see all companies, and what is about none."""
    return may(person, Act.READ) is None


def covered_listing(listing: Listing, person: Person) -> Listing:
    """Return the list as this person may see it: all of it, or only what their roles cover."""
    if sees_every_company(person):
        return listing
    part = _covered(listing.index, person)
    shown = replace(listing, index=part.names, by_id=part.by_id, arrived=len(part.by_id))
    return replace(shown, expected=None, damaged=0, cut=False)


def _key(index: NameIndex, person: Person) -> _Key:
    return index, person.grants, person.signed_out


@cached(LRUCache[_Key, _Part](_MOST_CACHED), key=_key, lock=Lock())
def _covered(index: NameIndex, person: Person) -> _Part:
    """Return what a person may see; people with the same roles share it."""
    seen = [each for each in index.companies if may(person, Act.READ, identity_of(each)) is None]
    return _Part(NameIndex(seen), {each.company_id: each for each in seen})
