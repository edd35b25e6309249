"""Every sync of one company: what is wrong now, then filters, results and the table of syncs."""

from __future__ import annotations

import streamlit as st

from dashboard.ui import assessments, layout
from dashboard.ui.history import charts, paper, sections, table
from dashboard.ui.history import view as history_view
from dashboard.ui.history.filters import filters
from dashboard.views import components
from dashboard.views.history import table_rows

page = layout.company_page("history")
state = sections.CurrentState(page)


def history() -> None:
    """The syncs that match the filters of the address, with their charts, causes and details."""
    view = history_view.of(page)
    state.update()  # the long list may change it
    sections.notices(view)
    filters(view)
    if view.left.empty:
        st.html(components.empty(*table_rows.nothing_left(len(view.frame), len(view.damaged))))
        return
    charts.daily(view)
    charts.opened(view)
    with table.show(view):
        sections.failures(view)
    sections.turning_point(view)
    paper.rows(view)


page.section(state.draw, "latest", after=assessments.NEEDS, height=37, is_one=True)
OTHERS = ("latest", "last_successful", "connections", "status", "company")
page.section(history, "syncs", after=("configuration",), then=OTHERS, height=400)
page.render()
