"""The part of the list of companies that a person may see. It has no trace of the rest, not even a count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from threading import Condition
from typing import Final

from cachetools import LRUCache, cached

from dashboard.access.person import Grant, Person
from dashboard.access.policy import Act, may
from dashboard.search.index import NameIndex
from dashboard.search.listing import ListedCompany
from dashboard.services.company_lookup import identity_of
from dashboard.services.directory import Listing

_MOST_ROLES: Final = 64
"""For how many different roles it is cached what they cover."""
_MOST_INDEXES: Final = 8
"""For how many of them an index of names is cached, which is large."""

_Key = tuple[NameIndex, tuple[Grant, ...], bool]


def sees_every_company(person: Person) -> bool:
    """Return whether a person may see all companies, and what is about none."""
    return may(person, Act.READ) is None


def covered_listing(listing: Listing, person: Person) -> Listing:
    """Return the list as this person may see it: all of it, or only what their roles cover."""
    if sees_every_company(person):
        return listing
    seen = _covered(listing.index, person)
    shown = replace(listing, index=_names(listing.index, person), by_id=seen, arrived=len(seen))
    return replace(shown, expected=None, damaged=0, cut=False)


def covered_companies(listing: Listing, person: Person) -> Mapping[str, ListedCompany]:
    """Return the listed companies that this person may see, by id. It makes no index of their names."""
    return listing.by_id if sees_every_company(person) else _covered(listing.index, person)


def _key(index: NameIndex, person: Person) -> _Key:
    return index, person.grants, person.signed_out


@cached(LRUCache[_Key, Mapping[str, ListedCompany]](_MOST_ROLES), key=_key, condition=Condition())
def _covered(index: NameIndex, person: Person) -> Mapping[str, ListedCompany]:
    """Return what a person may see, by id; people with the same roles share it."""
    seen = (each for each in index.companies if may(person, Act.READ, identity_of(each)) is None)
    return {each.company_id: each for each in seen}


@cached(LRUCache[_Key, NameIndex](_MOST_INDEXES), key=_key, condition=Condition())
def _names(index: NameIndex, person: Person) -> NameIndex:
    return NameIndex(_covered(index, person).values())
