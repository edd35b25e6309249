"""The list of companies that this session may see: that of its account (`services/directory.py`)."""

from __future__ import annotations

from dashboard.services.directory import Directory, Listing, Pages, directory_of, pages_of
from dashboard.ui import session


def of_session() -> Directory:
    """Return the directory of the session's account; starts a reading where one is due."""
    directory = _directory()
    directory.look(_pages())
    return directory


def look() -> Listing:
    """Return the list as known now; starts a reading where one is due. Never waits."""
    return _directory().look(_pages())


def cached() -> Listing:
    """Return the list as known now; starts nothing."""
    return _directory().listing


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
