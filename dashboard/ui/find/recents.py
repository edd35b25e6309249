"""Companies opened recently: those of this session, and those that the browser has stored."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import streamlit as st

from dashboard.search.recent import MAX_RECENTS, RecentCompany, merge, parse_recents
from dashboard.ui import browser, session
from dashboard.ui.access import companies

_OPENED: Final = "opened"


def add(company: RecentCompany) -> None:
    """Make a company the most recently opened one, in this session and in the browser."""
    others = [each for each in _opened() if each.company_id != company.company_id]
    st.session_state[_OPENED] = (session.public_account_id(), [company, *others][:MAX_RECENTS])
    browser.store_recent(company.as_stored())


def listed() -> list[RecentCompany]:
    """Return the companies opened recently, the last one first; only those that the person may see."""
    every = merge(_opened(), parse_recents(browser.stored_recents(), datetime.now(UTC)))
    return [each for each in every if companies.covers(each.company_id)]


def _opened() -> list[RecentCompany]:
    """Return those of this session, with the account in use."""
    scope, companies = st.session_state.get(_OPENED, ("", []))
    return companies if scope == session.public_account_id() else []
