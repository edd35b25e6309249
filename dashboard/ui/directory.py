"""The list of companies that this session may see: of its account, what its person's roles cover."""

from __future__ import annotations

from dashboard.services.covered_listing import covered_listing
from dashboard.services.directory import Directory, Listing, Pages, directory_of, pages_of
from dashboard.ui import person, session


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


def refresh() -> None:
    """Read the list again."""
    _directory().refresh(_pages())


def stop() -> None:
    """End the reading of the list."""
    _directory().stop()


def _directory() -> Directory:
    return directory_of(session.account_id())


def _pages() -> Pages:
    return pages_of(session.client())
