"""Figures on a page: a wide and a narrow one, of which the stylesheet shows one, and what a click opens.

Nothing in a figure can be reached by keyboard. What a click opens can be: under the strip as a list of its
days, in History by the filters and the table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from codat_client import CompanySyncStatus
from dashboard.insight.days import Day
from dashboard.insight.filters import Filters
from dashboard.insight.streak import Streak
from dashboard.ui import links
from dashboard.ui.screen import Screen
from dashboard.views import figures, parts
from dashboard.views.canvas import Figure
from dashboard.views.day_list import day_list
from dashboard.views.frames import syncs_frame

_CLICKS = "chart_clicks"


def strip(days: Sequence[Day], screen: Screen, streak: Streak) -> None:
    """Draw the last days as one row of marks; a click opens the day's sync, or its day in History.

    While a streak goes on, dots run on to the day on which Codat would switch the sync off.
    """
    today, zone = days[-1].date, screen.zone.merchant.zone
    end = streak.switch_off if streak.switch_off and streak.switch_off > today else None
    wide = screen.kept("strip_wide", lambda: figures.strip_wide(days, today, screen.now, zone, end), end)
    narrow = screen.kept(
        "strip_narrow", lambda: figures.strip_narrow(days, today, screen.now, zone, end), end
    )
    rest = f"last {len(days)} days, last outcome of each day"
    by_day = {day.date.isoformat(): day for day in days}
    with st.container(gap=4):
        st.html(parts.title("Days on which syncs ran", rest, parts.legend()))
        _pair("strip", wide, narrow, lambda told: _day_address(by_day.get(told), screen.company_id))
        if listed_html := screen.kept("strip_list", lambda: _listed(days, screen), links.param("times")):
            st.html(listed_html)


def _listed(days: Sequence[Day], screen: Screen) -> str:
    return day_list(days, lambda day: _day_address(day, screen.company_id), screen.now)


def calendar(days: Sequence[Day], screen: Screen) -> None:
    """Draw two years, a cell a day; a click opens the day's sync, or shows that day alone."""
    zone = screen.zone.merchant.zone
    by_day = {day.date.isoformat(): day for day in days}
    wide = screen.kept("calendar_wide", lambda: figures.calendar_wide(days, zone))
    narrow = screen.kept("calendar_narrow", lambda: figures.calendar_narrow(days, zone))
    rest = "last outcome of each day, all syncs; “Days” above chooses one as a click does"
    with st.container(gap=4):
        st.html(parts.title("Days on which syncs ran", rest, parts.legend()))
        _pair("calendar", wide, narrow, lambda told: _day_address(by_day.get(told), screen.company_id))


def timeline(
    left: Sequence[CompanySyncStatus], filters: Filters, failing: Sequence[Day], screen: Screen
) -> None:
    """Draw each sync that the filters leave by day and hour; a click opens it. Many are summed by day."""
    zone = screen.zone.merchant.zone
    frame = screen.kept("frame", lambda: syncs_frame(left), filters)
    wide = screen.kept("timeline", lambda: figures.timeline(frame, zone, screen.now, failing), filters)
    narrow = screen.kept(
        "timeline_narrow", lambda: figures.timeline_narrow(frame, zone, screen.now, failing), filters
    )
    with st.container(gap=4):
        st.html(parts.title("Syncs by day and hour", f"what the filters leave, {screen.zone.merchant.name}"))
        _pair("timeline", wide, narrow, lambda told: _sync_or_day_address(told, screen.company_id))


def _pair(name: str, wide: Figure, narrow: Figure, address: Callable[[str], str | None]) -> None:
    _one(f"fig_{name}_wide", wide, address)
    _one(f"fig_{name}_narrow", narrow, address)


def _one(key: str, drawn: Figure, address: Callable[[str], str | None]) -> None:
    figure, alt = drawn
    # A chosen mark stays chosen in the browser: another key after each click makes the next one count.
    chart = f"{key}_{st.session_state.get(_CLICKS, 0)}"
    with st.container(key=key):
        st.plotly_chart(
            figure,
            key=chart,
            theme=None,
            config=figures.CONFIG,
            selection_mode="points",
            on_select=lambda: _open(chart, address),
            alt=alt,
        )


def _open(chart: str, address: Callable[[str], str | None]) -> None:
    points = st.session_state[chart].selection.points
    told = points[0].get("customdata") if points else None
    target = address(str(told[0] if isinstance(told, list) else told)) if told else None
    if target:
        st.session_state[_CLICKS] = st.session_state.get(_CLICKS, 0) + 1
        links.go(target)


def _day_address(day: Day | None, company_id: str) -> str | None:
    if day is None or not day.count:
        return None
    if day.count == 1 and day.sync_id:
        return links.href("sync", company=company_id, sync=day.sync_id)
    iso = day.date.isoformat()
    return links.href("history", company=company_id, **{"from": iso, "to": iso})


def _sync_or_day_address(told: str, company_id: str) -> str:
    is_day = len(told) == len("2026-11-20")
    if is_day:
        return links.href("history", company=company_id, **{"from": told, "to": told})
    return links.href("sync", company=company_id, sync=told)
