"""Every sync of one company: filters, a calendar, a timeline and a table; a row or a mark opens that sync."""

from __future__ import annotations

import streamlit as st

from codat_client import SyncList
from dashboard.insight.days import failing_days, last_days
from dashboard.insight.filters import matching, newest_first
from dashboard.ui import frame, history_table
from dashboard.ui.charts import calendar, timeline
from dashboard.ui.history_filters import filters
from dashboard.views import history_words, parts

CALENDAR_DAYS = 2 * 365

screen = frame.company_page("history")


def history() -> None:
    """What the filters leave of the list, drawn and listed."""
    syncs = screen.data.syncs.value or SyncList()
    merchant = screen.zone.merchant.zone
    chosen = filters(screen.now.astimezone(merchant).date())
    left = screen.kept("left", lambda: newest_first(matching(syncs, chosen, merchant, screen.now)), chosen)

    st.html(parts.note(history_words.count(len(left), len(syncs), chosen.count)))
    if syncs.damaged:
        st.html(parts.notice("late", *history_words.damaged(syncs.damaged)))
    if not left:
        st.html(parts.empty(*history_words.nothing_left(len(syncs))))
        return
    days = screen.kept("days", lambda: last_days(syncs, merchant, screen.now, CALENDAR_DAYS))
    calendar(days, screen)
    timeline(left, chosen, failing_days(days), screen)
    history_table.show(left, screen)


screen.part(history, "syncs", "configuration", height=400)
screen.fill()
