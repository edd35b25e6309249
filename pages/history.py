"""Every sync of one company: filters, a calendar, a timeline and a table; a row or a mark opens that sync."""

from __future__ import annotations

import streamlit as st

from dashboard.ui import frame, history_table, history_view
from dashboard.ui.charts import calendar, timeline
from dashboard.ui.history_filters import filters
from dashboard.views import history_words, parts

screen = frame.company_page("history")


def history() -> None:
    """What the filters leave of the list, drawn and listed."""
    view = history_view.of(screen)
    filters(view.today)
    st.html(parts.note(history_words.count(len(view.left), len(view.syncs), view.filters.count)))
    if view.syncs.damaged:
        st.html(parts.notice("late", *history_words.damaged(view.syncs.damaged)))
    if view.left.empty:
        st.html(parts.empty(*history_words.nothing_left(len(view.syncs))))
        return
    calendar(view.days, screen)
    timeline(view.left, view.filters, view.days, screen)
    history_table.show(view)


screen.part(history, "syncs", "configuration", height=400)
screen.fill()
