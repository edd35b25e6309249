"""The record of this session's account, or why it can't be read."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from dashboard.insight.activity.entry import ActivityEntry
from dashboard.record.activity import ActivityQuery
from dashboard.record.registry import AccountRecord, record_of
from dashboard.services.stored_account import UnknownKeyError
from dashboard.store.errors import StoreError
from dashboard.ui import session
from dashboard.ui.run_cache import once_a_run

T = TypeVar("T")
log = logging.getLogger(__name__)

NEWEST: Final = 20
"""How many entries of a company are read for its page."""
_NO_KEY: Final = "Without an API key there is no record."


@dataclass(frozen=True)
class CompanyEntries:
    """The newest entries about a company, or why they can't be read (a sentence)."""

    entries: tuple[ActivityEntry, ...] = ()
    error: str = ""


def read(wanted: Callable[[AccountRecord], T]) -> tuple[T | None, str]:
    """Return what is wanted of the record, or None and a sentence that says why it can't be read."""
    try:
        return wanted(_record()), ""
    except (StoreError, UnknownKeyError) as error:
        log.warning("the record can’t be read: %s", error)
        return None, str(error)


@once_a_run
def of_company(company_id: str) -> CompanyEntries:
    """Return the newest entries about a company: one read of the store."""
    query = ActivityQuery(company_id=company_id)
    found, error = read(lambda record: record.activity.newest(query, NEWEST))
    return CompanyEntries(tuple(found or ()), error)


def _record() -> AccountRecord:
    """Return the session's record. Raises StoreError, and UnknownKeyError for a key that only reads."""
    account = session.account()
    if account is None:
        raise StoreError(_NO_KEY)
    return record_of(session.settings(), account)
