"""The record of this session's account, or why it can't be read."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

import streamlit as st

from dashboard.insight.activity.entry import ActivityEntry
from dashboard.record.activity import ActivityQuery
from dashboard.record.registry import AccountRecord, record_of
from dashboard.services.stored_account import UnknownKeyError
from dashboard.store.errors import StoreError
from dashboard.ui import session
from dashboard.ui.run_cache import once_a_run

T = TypeVar("T")
log = logging.getLogger(__name__)

READ_EVERY_S: Final = 5.0
"""How long an open page shows entries before it reads them again."""
_HELD: Final = "activity_of_company"
NEWEST: Final = 20
"""How many entries of a company are read for its page."""
_NO_KEY: Final = "There’s no activity without an API key."


@dataclass(frozen=True)
class CompanyEntries:
    """The newest entries about a company, or why they can't be read (a sentence)."""

    entries: tuple[ActivityEntry, ...] = ()
    error: str = ""


def read(wanted: Callable[[AccountRecord], T]) -> tuple[T | None, str]:
    """Return the result of `wanted`, or None and a sentence that says why the record can't be read."""
    try:
        return wanted(_record()), ""
    except (StoreError, UnknownKeyError) as error:
        log.warning("the record can’t be read: %s", error)
        return None, str(error)


@once_a_run
def of_company(company_id: str) -> CompanyEntries:
    """Return the newest entries about a company: read when the page is opened, then again after a while.

    So a rerun of the page, for a filter or while a sync is followed, needs no read.
    """
    now = time.monotonic()
    held: tuple[str, float, CompanyEntries] | None = st.session_state.get(_HELD)
    if held is None or held[0] != company_id or session.moved() or now - held[1] > READ_EVERY_S:
        query = ActivityQuery(company_id=company_id, openings=False)
        found, error = read(lambda record: record.activity.newest(query, NEWEST))
        held = (company_id, now, CompanyEntries(tuple(found or ()), error))
        st.session_state[_HELD] = held
    return held[2]


def forget() -> None:
    """Discard the cached entries, since this session has added one."""
    st.session_state.pop(_HELD, None)


def _record() -> AccountRecord:
    """Return the session's record. Raises StoreError, and UnknownKeyError for a key that is read-only."""
    account = session.account()
    if account is None:
        raise StoreError(_NO_KEY)
    return record_of(session.settings(), account)
