"""The companies that this session has opened, and what was read of them, in session state.

A rerun of a page makes no call. Reads start when a company is opened, when a page is opened whose data are
older than a minute or incomplete after a failed read, and when the user asks.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import Any, Final

import streamlit as st

from codat_client import CodatClient
from dashboard.services import read_threads
from dashboard.services.budget import ReadPurpose
from dashboard.services.company_data import CompanyData
from dashboard.services.read_threads import Holder
from dashboard.ui import person, session, starts

_MOST_COMPANIES: Final = 8


def company(company_id: str, *, moved: bool) -> CompanyData:
    """Return what has been read of this company, and start its reads if they are due. Never blocks.

    `moved`: this run opened the page (a link, Back, a reload), rather than a filter or a button on it.
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
        data.read_again(client(company_id))
    return data


def client(company_id: str) -> CodatClient:
    """Return the client for what the person reads; on Start, if they may start a sync, it is a start's."""
    is_start = session.page() == "start" and starts.why_not(company_id) is None
    purpose = ReadPurpose.START if is_start else ReadPurpose.PERSON
    return session.client(purpose, person.read_allowance())


def opened_ids() -> list[str]:
    """Return the ids of the companies opened here, the last one first."""
    return list(reversed(st.session_state.get(session.COMPANIES, {})))


def cached(company_id: str) -> CompanyData | None:
    """Return what has been read of this company; None if it wasn't opened here. Makes no call."""
    opened: dict[str, CompanyData] = st.session_state.get(session.COMPANIES, {})
    return opened.get(company_id)


def read_again(company_id: str) -> None:
    """Start all six reads of a company that was opened here.

    For a button: Streamlit holds its callback until the session ends, so the callback holds no `CompanyData`.
    """
    if (data := cached(company_id)) is not None:
        data.read_again(client(company_id))


def stop(company_id: str) -> None:
    """Stop waiting for the reads of a company that was opened here; for a button as well."""
    if (data := cached(company_id)) is not None:
        data.stop()


def submit(company_id: str, job: Callable[[], Any]) -> Future[Any]:
    """Start another read about a company, in this session's share of the threads."""
    return read_threads.submit(Holder(session.account_id(), _session(), company_id), job)


def _session() -> Hashable:
    """Return what identifies this session to `read_threads`."""
    identity: Hashable = st.session_state.setdefault("reader", object())
    return identity
