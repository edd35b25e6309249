"""Read Codat's list of companies into the store, every hour, and share it with the pages of this process."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import uuid4

from dashboard.fleet.reading.reads import CLOCKS_DIFFER
from dashboard.fleet.registry import Fleet
from dashboard.insight.fleet.company_state import FleetCompany
from dashboard.search.listing import ListedCompany
from dashboard.services.account import CodatAccount
from dashboard.services.budget import ReadPurpose
from dashboard.services.directory import Listing, directory_of, pages_of
from dashboard.store.columns import storable
from dashboard.store.lease import take

log = logging.getLogger(__name__)

LIST_EVERY: Final = timedelta(hours=1)
_HOLDER: Final = uuid4().hex
_ASK_AGAIN: Final = timedelta(minutes=15)
"""After a list without companies, while we know some: an account hardly loses all of them at once."""
_empty: dict[str, datetime] = {}
"""The accounts whose last list had no companies although we know some, and since when."""
_ALONE_S: Final = 130.0
"""The seconds for which a process has the list to itself: more than reading it may take."""


def list_companies(
    fleet: Fleet, account: CodatAccount, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> bool:
    """Read the list if the stored one is an hour old, or was empty; return whether it was read.

    It is read through `services/directory`, so that pages of this process search the same list. A list that
    was cut, or can't be read whole, marks no company as gone. Raises StoreError, and CodatError if the list
    couldn't be read.
    """
    listed_at = fleet.repository.account_state().listed_at
    if listed_at is not None and -CLOCKS_DIFFER <= now() - listed_at < LIST_EVERY:
        return False
    if (since := _empty.get(fleet.account_id)) and -CLOCKS_DIFFER <= now() - since < _ASK_AGAIN:
        return False
    with fleet.repository.store.writing() as connection:
        if take(connection, f"list {fleet.account_id}", _HOLDER, _ALONE_S) is None:
            return False
    with account.make_client(ReadPurpose.FOLLOW) as client:
        listing = directory_of(account.account_id).read_now(pages_of(client))
    if listing.reading:
        return False
    if listing.error is not None:
        raise listing.error
    put_listing(fleet, listing, now())
    return True


def put_listing(fleet: Fleet, listing: Listing, now: datetime) -> None:
    """Store a list that a process of the account has read. Raises StoreError.

    A company whose id no database can store is left out, so that it doesn't keep the others from being read.
    """
    whole = listing.whole and not (listing.cut or listing.damaged or listing.repeats)
    whole = whole and _is_believed(fleet, listing, now)
    fleet.repository.put_companies(_companies(listing.by_id), now, whole=whole)


def _is_believed(fleet: Fleet, listing: Listing, now: datetime) -> bool:
    """Return whether a list may leave out what it doesn't have: an empty one if the next is empty as well."""
    if listing.by_id or not fleet.picture.rows():
        _empty.pop(fleet.account_id, None)
        return True
    if fleet.account_id in _empty:
        return True
    _empty[fleet.account_id] = now
    log.warning("Codat’s list has no companies; it is asked again before they count as gone")
    return False


def _companies(listed: Mapping[str, ListedCompany]) -> list[FleetCompany]:
    return [
        FleetCompany(each.company_id, each.name, each.books, each.shops, each.tags, each.uses_commerce)
        for each in listed.values()
        if each.company_id == storable(each.company_id)
    ]
