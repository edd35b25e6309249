"""The companies that this session has opened, with what was read of them, in session state.

A rerun of a page makes no call. Reads go out when a company is opened, when a page is opened whose data are
older than a minute or of which a read failed, and when the user asks.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import Any, Final

import streamlit as st

from dashboard.services import read_threads
from dashboard.services.company_data import CompanyData
from dashboard.services.read_threads import Holder
from dashboard.ui import session

_MOST_COMPANIES: Final = 8


def company(company_id: str, *, moved: bool) -> CompanyData:
    """Return what has been read of this company; sends out its reads where they are due. Never blocks.

    `moved`: whether this run opened the page (a link, Back, a reload), not a filter or a button on it.
    """
    opened: dict[str, CompanyData] = st.session_state.setdefault(session.COMPANIES, {})
    account_id = session.account_id()
    data = opened.pop(company_id, None)
    if data is None or data.account_id != account_id:
        data = CompanyData(company_id, account_id, session=_session())
    opened[company_id] = data  # newest last
    while len(opened) > _MOST_COMPANIES:
        opened.pop(next(iter(opened)))
    data.collect()
    if (moved and data.is_due(datetime.now(UTC))) or not (data.readings or data.pending):
        data.read_again(session.client())
    return data


def opened_ids() -> list[str]:
    """Return the ids of the companies opened here, the last one first."""
    return list(reversed(st.session_state.get(session.COMPANIES, {})))


def cached(company_id: str) -> CompanyData | None:
    """Return what has been read of this company; None when it was not opened here. Sends out nothing."""
    opened: dict[str, CompanyData] = st.session_state.get(session.COMPANIES, {})
    return opened.get(company_id)


def read_again(company_id: str) -> None:
    """Send out all six reads of a company that was opened here.

    For a button: Streamlit keeps what a button calls to the end of the session, so that is no `CompanyData`.
    """
    if (data := cached(company_id)) is not None:
        data.read_again(session.client())


def stop(company_id: str) -> None:
    """Wait no longer for the reads of a company that was opened here; for a button as well."""
    if (data := cached(company_id)) is not None:
        data.stop()


def submit(company_id: str, job: Callable[[], Any]) -> Future[Any]:
    """Send out another read about a company, in this session's share of the threads."""
    return read_threads.submit(Holder(session.account_id(), _session(), company_id), job)


def _session() -> Hashable:
    """Identify this session where threads are shared."""
    identity: Hashable = st.session_state.setdefault("reader", object())
    return identity
