"""The table of History: one page of rows at a time; choosing a row opens that sync."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboard.insight.filters import NAMES
from dashboard.ui import links
from dashboard.ui.history_filters import ROWS
from dashboard.ui.history_view import View
from dashboard.ui.screen import Screen
from dashboard.views import history_words

PER_PAGE = 100
ROW_HEIGHT = 30
HEADER_HEIGHT = 37
MOST_VISIBLE = 20
MOST_DIGITS = 6
_CHOICES = "table_choices"


def show(view: View) -> None:
    """Show the page of rows that the address names."""
    screen = view.screen
    pages = -(-len(view.ordered) // PER_PAGE)
    page = _page(pages)
    places = view.ordered["place"].iloc[(page - 1) * PER_PAGE : page * PER_PAGE]
    rows = [view.record(place) for place in places]
    ids = [sync.sync_id for sync in rows]
    # Streamlit keeps chosen row numbers under a key, whatever the rows are: each view has its own key.
    key = f"table_{hash((tuple(ids), st.session_state.get(_CHOICES, 0)))}"
    st.dataframe(
        history_words.table(rows),
        key=key,
        hide_index=True,
        height=HEADER_HEIGHT + ROW_HEIGHT * min(len(rows), MOST_VISIBLE),
        row_height=ROW_HEIGHT,
        column_config=_columns(screen),
        selection_mode="single-row",
        on_select=lambda: _open(key, ids, screen.company_id),
        alt=f"{len(rows)} syncs, newest first",
    )
    if pages > 1:
        st.html(_pager(page, pages, screen.company_id))


def _columns(screen: Screen) -> dict[str, Any]:
    zone = screen.zone
    return {
        "ran": st.column_config.DatetimeColumn(
            f"Ran ({zone.label})", timezone=zone.zone.key, format="D MMM YYYY HH:mm", width=150
        ),
        "outcome": st.column_config.TextColumn("Outcome", width=230),
        "code": st.column_config.NumberColumn("Code", format="%d", width=70),
        "wrote": st.column_config.TextColumn("Wrote data", width=95),
        "message": st.column_config.TextColumn("Message", width="large"),
        "sync": st.column_config.TextColumn("Sync id", width=110),
    }


def _open(key: str, ids: Sequence[str | None], company_id: str) -> None:
    chosen = st.session_state[key].selection.rows
    sync_id = ids[chosen[0]] if chosen and chosen[0] < len(ids) else None
    if sync_id:
        st.session_state[_CHOICES] = st.session_state.get(_CHOICES, 0) + 1  # the next choice counts anew
        links.go(links.href("sync", company=company_id, sync=sync_id))


def _page(pages: int) -> int:
    asked = links.param(ROWS)
    return min(max(int(asked), 1), pages) if asked.isdecimal() and len(asked) <= MOST_DIGITS else 1


def _pager(page: int, pages: int, company_id: str) -> str:
    """Links to the rows before and after; the first page has no number in its address."""
    query = {name: links.param(name) for name in NAMES}

    def link(label: str, to: int) -> str:
        return links.anchor(label, "history", company=company_id, rows=str(to) if to > 1 else None, **query)

    newer = link("Newer", page - 1) if page > 1 else ""
    older = link("Older", page + 1) if page < pages else ""
    told = f"Page {page} of {pages}"
    return f'<p class="d d-pager">{newer} <span class="d-small">{told}</span> {older}</p>'
