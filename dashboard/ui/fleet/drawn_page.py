"""Keeps the order of Home's rows in the session while someone reads them."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import streamlit as st

from dashboard.insight.fleet.page_order import OrderedPage, as_drawn
from dashboard.insight.fleet.query import Selection
from dashboard.ui import session
from dashboard.ui.fleet.home_view import HomeView

_STORED_AS: Final = "home_page"
HELD_FOR: Final = timedelta(minutes=30)
"""After that long without being drawn, a page is sorted again by itself."""


@dataclass(frozen=True)
class _Drawn:
    """A page as it was drawn. `of`: its view; `at`: when it was drawn last (UTC)."""

    of: Hashable
    ids: tuple[str, ...]
    at: datetime


def page_of(view: HomeView, fresh: Selection) -> OrderedPage:
    """Return the rows to draw: in the order in which the same page was drawn before, if it was."""
    query = view.query
    of = (session.public_account_id(), tuple(sorted(query.values.items())), query.sort, query.after)
    drawn: _Drawn | None = st.session_state.get(_STORED_AS)
    if drawn is None or drawn.of != of or view.now - drawn.at > HELD_FOR or not drawn.ids:
        drawn = _Drawn(of, tuple(row.company_id for row in fresh.rows), view.now)
    st.session_state[_STORED_AS] = _Drawn(of, drawn.ids, view.now)
    return as_drawn(drawn.ids, fresh.rows, view.rows)


def forget() -> None:
    """Sort the page again when it is drawn next."""
    st.session_state.pop(_STORED_AS, None)
