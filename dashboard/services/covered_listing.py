"""The part of the list of companies that a person may see. It has no trace of the rest, not even a count."""

from __future__ import annotations

from dataclasses import replace
from threading import Lock
from typing import Final

from cachetools import LRUCache, cached

from dashboard.access.person import Grant, Person
from dashboard.access.policy import Act, may
from dashboard.search.index import NameIndex
from dashboard.services.company_lookup import identity_of
from dashboard.services.directory import Listing

_MOST_CACHED: Final = 8
_Key = tuple[NameIndex, tuple[Grant, ...], bool]


def sees_every_company(person: Person) -> bool:
    """Return whether a person may see all companies, and what is about none."""
    return may(person, Act.READ) is None


def covered_listing(listing: Listing, person: Person) -> Listing:
    """Return the list as this person may see it: all of it, or only what their roles cover."""
    if sees_every_company(person):
        return listing
    index = _covered(listing.index, person)
    by_id = {each.company_id: each for each in index.companies}
    shown = replace(listing, index=index, by_id=by_id, arrived=len(by_id))
    return replace(shown, expected=None, damaged=0, cut=False)


def _key(index: NameIndex, person: Person) -> _Key:
    return index, person.grants, person.signed_out


@cached(LRUCache[_Key, NameIndex](_MOST_CACHED), key=_key, lock=Lock())
def _covered(index: NameIndex, person: Person) -> NameIndex:
    """Return the names that a person may see; people with the same roles share them."""
    return NameIndex(each for each in index.companies if may(person, Act.READ, identity_of(each)) is None)
