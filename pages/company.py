"""One company: is its latest sync well, the last 90 days at a glance, its connections and schedule."""

from __future__ import annotations

import streamlit as st

from dashboard.insight.days import last_days
from dashboard.ui import frame, links
from dashboard.ui.charts import strip
from dashboard.views import company_words, parts

STRIP_DAYS = 90

screen = frame.company_page("company")
data = screen.data


def answer() -> None:
    """The state of the latest sync, why, and what to do."""
    told = company_words.answer(data.latest.value, data.configuration.value, screen.zone.zone, screen.now)
    st.html(parts.answer(told.mark, told.headline, told.reason, told.said))
    st.html(parts.steps(told.steps))


def days() -> None:
    """The last 90 days as one row of marks."""
    strip(last_days(data.syncs.value or [], screen.zone.merchant.zone, screen.now, STRIP_DAYS), screen)


def latest_and_last_successful() -> None:
    """The latest and the last successful sync side by side."""
    st.html(
        company_words.compared(
            data.latest.value, data.last_successful, screen.zone.zone, screen.now, _sync_address
        )
    )


def connections() -> None:
    """Both sides, their state and errors."""
    table = company_words.connections(data.connections.value, screen.zone.zone, screen.now)
    st.html(parts.title("Connections") + table)


def schedule() -> None:
    """When the syncs run, and whether they are switched on."""
    st.html(parts.title("Schedule") + company_words.schedule(data.configuration.value, screen.zone.merchant))


def _sync_address(sync_id: str) -> str:
    return links.href("sync", company=screen.company_id, sync=sync_id)


screen.part(answer, "latest", "configuration", height=120)
screen.part(days, "syncs", "configuration", height=120)
left, right = st.columns([7, 5], gap=40)
with left:
    screen.part(latest_and_last_successful, "latest", "last_successful", "configuration", height=240)
with right:
    screen.part(connections, "connections", "configuration", height=100)
    screen.part(schedule, "configuration", height=60)
screen.fill()
