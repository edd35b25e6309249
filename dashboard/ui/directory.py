"""The list of companies that this session may see: of its account, what its person's roles cover."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from math import ceil

import streamlit as st

from codat_client import HeldBack
from dashboard.search.listing import ListedCompany
from dashboard.services import budget
from dashboard.services.covered_listing import covered_companies, covered_listing
from dashboard.services.directory import PAGE_SIZE, Directory, Listing, Pages, directory_of, pages_of
from dashboard.ui import person, session

_REFUSED = "list_not_reloaded"


def of_session() -> Directory:
    """Return the directory of the session's account, of all companies; starts a reading where one is due."""
    directory = _directory()
    directory.look(_pages())
    return directory


def look() -> Listing:
    """Return the list as known now; starts a reading where one is due. Never waits."""
    return covered_listing(_directory().look(_pages()), person.current())


def cached() -> Listing:
    """Return the list as known now; starts nothing."""
    return covered_listing(_directory().listing, person.current())


def companies() -> Mapping[str, ListedCompany]:
    """Return the listed companies by id, as known now; starts nothing."""
    return covered_companies(_directory().listing, person.current())


def refresh() -> None:
    """Read the list again, if this person's allowance covers it; each page of it counts."""
    allowance, pages = person.read_allowance(), ceil(len(_directory().listing.by_id) / PAGE_SIZE) or 1
    if allowance.take(min(pages, allowance.burst)):
        _directory().refresh(_pages())
    else:
        st.session_state[_REFUSED] = budget.too_many_reads(allowance, datetime.now(UTC))


def why_not_reloaded(now: datetime) -> str:
    """Return why this person's last try to reload the list was refused; "" once it may be tried again."""
    refused: HeldBack | None = st.session_state.get(_REFUSED)
    waits = refused is not None and refused.until is not None and now < refused.until
    return str(refused) if waits else ""


def stop() -> None:
    """End the reading of the list."""
    _directory().stop()


def _directory() -> Directory:
    return directory_of(session.account_id())


def _pages() -> Pages:
    return pages_of(session.client())
