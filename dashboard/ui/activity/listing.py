"""The list of Activity: what is under way, the entries of a page, links to the other pages, the export."""

from __future__ import annotations

import streamlit as st

from dashboard.ui.activity import export, under_way
from dashboard.ui.activity.view import PER_PAGE, ActivityView
from dashboard.views import components
from dashboard.views.activity import entry_words, table
from dashboard.views.history.filter_labels import pager


def heading(view: ActivityView) -> None:
    """Draw the page's title, and why the record can't be read, if it can't."""
    st.html(
        components.answer(
            "",
            "Activity",
            f"Every start, decision, outcome, note and shared link. {_verified(view)}",
        )
    )
    if view.error:
        st.html(components.notice("late", "Couldn’t load the activity.", components.text(view.error)))


def _verified(view: ActivityView) -> str:
    return entry_words.VERIFIED if view.context.sign_in else entry_words.NOT_VERIFIED


def running(view: ActivityView) -> None:
    """Draw the starts under way, if there are any."""
    lines_html = table.under_way(under_way.starts(), view.context)
    if lines_html:
        st.html(components.title("Under way") + lines_html)


def entries(view: ActivityView) -> None:
    """Draw the matching entries, newest first."""
    shown, of = view.shown
    if not shown:
        st.html(components.empty(*(table.NOTHING_LEFT if view.filters.kinds else table.NOTHING_YET)))
        return
    with st.container(key="toolbar", horizontal=True, horizontal_alignment="distribute"):
        pager_html = pager(view.number, PER_PAGE, of, lambda number: view.address(number=number))
        st.html(pager_html, width="content")
        export.menu(view)
    table_html = table.table(shown, view.context)
    st.html(table_html)
