"""The rows of History for paper: sent last, shown by the stylesheet only in print."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from dashboard.ui import starts
from dashboard.ui.history import table
from dashboard.ui.history.view import View
from dashboard.views.history import filter_labels, paper


def rows(view: View) -> None:
    """Send up to `paper.MOST_ROWS` of the filtered syncs in the order of the table."""
    here = starts.who_started(view.page.company_id)
    depends_on = (view.filters, view.order, view.known_key, tuple(here.items()), view.year_shown)
    parts = view.page.cached("paper", lambda: _parts(view, here), *depends_on)
    with st.container(key="paper", gap=0):
        for part_html in parts:
            st.html(part_html)


def _parts(view: View, here: Mapping[str, str]) -> list[str]:
    rows = table.rows_of(view, view.ordered.iloc[: paper.MOST_ROWS], here)
    return paper.tables(rows, len(view.ordered), filter_labels.order_words(view.order), view.page.clock)
