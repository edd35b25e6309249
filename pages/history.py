"""Every sync of one company: what arrived, what didn't, and why, from two years down to the one row."""

from __future__ import annotations

import streamlit as st

from dashboard.ui import layout
from dashboard.ui.charts import calendar, timeline
from dashboard.ui.history import sections, table
from dashboard.ui.history import view as history_view
from dashboard.ui.history.filters import filters
from dashboard.views import components
from dashboard.views.history import table_rows

page = layout.company_page("history")


def history() -> None:
    """All syncs, and what the filters of the address leave of them."""
    view = history_view.of(page)
    sections.notices(view)
    filters(view)
    if view.left.empty:
        st.html(components.empty(*table_rows.nothing_left(len(view.frame), len(view.damaged))))
        return
    calendar(view.days, page, table_rows.no_days(view.days, view.uncharted[0]))
    if not view.charted.empty:
        timeline(view.charted, view.filters, view.days, page, view.marks)
    sections.failures(view)
    sections.turning_point(view)
    sections.trends(view)
    table.show(view)


OTHERS = ("latest", "last_successful", "connections", "company")
page.section(history, "syncs", after=("configuration",), then=OTHERS, height=400)
page.render()
