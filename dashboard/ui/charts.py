"""Figures on a page, each for a wide or a narrow window, and what a click on them opens.

The keyboard can't reach marks in a figure, but can reach what they open: the strip's days in the list below
it, History's with the filter "Days" and in the table. Dragging over the wide timeline selects days, as one
entry of the browser's history. Clicks on its marks are handled in dashboard/ui/assets/marks.js.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, Literal

import streamlit as st

from dashboard.insight.days import Day
from dashboard.insight.history.filters import (
    NAMES,
    SORT,
    from_address,
    order_from_address,
    order_to_address,
    to_address,
)
from dashboard.insight.verdict.streak import Streak
from dashboard.ui import browser, links
from dashboard.ui.page import CompanyView
from dashboard.views import components, figures
from dashboard.views.company.day_list import day_list
from dashboard.views.figures.base import Drawn, Figure
from dashboard.views.figures.day_marks import title_of
from dashboard.views.figures.timeline import days_of_box

_CHOICES, _LEADS = "chosen_in_", "leads_from_"


def strip(days: Sequence[Day], page: CompanyView, streak: Streak) -> None:
    """Draw the last days as a row of marks; a click opens the day's only sync, or the day in History.

    `days`: the merchant's, in order, up to today. `streak`: during one, dots lead to the day on which Codat
    would switch the sync off.
    """
    today, zone, company_id = days[-1].date, page.clock.merchant.zone, page.company_id
    end = streak.switch_off if streak.switch_off and streak.switch_off > today else None
    where = page.clock.where_counted
    both = (
        lambda: with_zone(figures.strip_wide(days, today, page.now, zone, end), where),
        lambda: with_zone(figures.strip_narrow(days, today, page.now, zone, end), where),
    )
    by_day = {day.date.isoformat(): day for day in days}
    with st.container(gap=4):
        st.html(components.title(title_of(len(days)), where.strip(), components.legend()))
        fitting("strip", both, page, lambda meaning: day_address(by_day.get(meaning), company_id), end)
        if listed_html := page.cached("strip_list", lambda: _listed(days, page), links.cache_key()):
            st.html(listed_html)


def _listed(days: Sequence[Day], page: CompanyView) -> str:
    where = page.clock.where_counted
    return day_list(days, lambda day: day_address(day, page.company_id), page.now, where)


def with_zone(made: Figure, where: str) -> Figure:
    """Add the zone in which days count to a figure's alternative text, if the page shows another one."""
    figure, alt = made
    return figure, f"Days{where}: {alt}" if where else alt


def say_nothing(titles_html: tuple[str, str], why: tuple[str, str]) -> None:
    """Draw the title that fits the window, and below it why there is no figure, as (what, why)."""
    st.html(titles_html[0 if browser.is_wide() else 1] + components.empty(*why))


def fitting(
    name: str,
    both: tuple[Callable[[], Figure], Callable[[], Figure]],
    page: CompanyView,
    address: Callable[[str], str | None],
    *depends_on: Hashable,
    titles_html: tuple[str, str] = ("", ""),
) -> None:
    """Draw a figure under its title, if it has one: the one of `both` (wide, narrow) that fits the window.

    The figure is cached for the company (`CompanyView.cached`); `depends_on`: what else it is made from.
    `address` gives the address that a click on a mark opens, or None. It may be held until the session ends,
    so it must capture no more of the company than it needs.
    """
    at, kind = (0, "wide") if browser.is_wide() else (1, "narrow")
    key = f"fig_{name}_{kind}"
    with st.container(key=key, gap=4):
        if titles_html[at]:
            st.html(titles_html[at])
        drawn = page.cached(f"{name}_{kind}", both[at], *depends_on)
        _one(key, drawn, page.company_id, address)


def _one(key: str, drawn: Figure, company_id: str, address: Callable[[str], str | None]) -> None:
    figure, alt = drawn
    # The browser keeps a selection: a new key after each one makes the next click count.
    chart = f"{key}_{st.session_state.get(_CHOICES + key, 0)}"
    # Streamlit keeps every figure's callback until the session ends, so the callback doesn't hold the address
    # function: it is here, and the next figure replaces it.
    st.session_state[_LEADS + key] = company_id, address
    modes: tuple[Literal["points", "box"], ...] = ("points", "box") if _chooses(figure) else ("points",)
    st.plotly_chart(
        figure.for_width(browser.figure_width()),
        key=chart,
        theme=None,
        config=figures.CONFIG,
        selection_mode=modes,
        on_select=partial(_open, chart, key, company_id),
        alt=alt,
    )


def _chooses(figure: Drawn) -> bool:
    """Whether dragging over the figure selects days."""
    return bool(figure.to_dict()["layout"]["dragmode"] == "select")


def _open(chart: str, key: str, company_id: str) -> None:
    held, (company_now, address) = st.session_state.get(chart), st.session_state[_LEADS + key]
    if held is None or company_now != company_id:
        return  # a click on a figure that the current run replaces with another company's
    chosen = held.selection
    if box := chosen.get("box"):
        target = address(days_of_box(*box[0]["x"]))
    else:
        target = address(_meaning(chosen.points[0])) if chosen.points else None
    if target:
        st.session_state[_CHOICES + key] = st.session_state.get(_CHOICES + key, 0) + 1
        links.go(target)


def _meaning(point: Mapping[str, Any]) -> str:
    """Return what a mark represents: a sync's id or days. dashboard/ui/assets/marks.js does the same."""
    meaning = point.get("customdata") or point.get("x")
    return str((meaning[0] if isinstance(meaning, list) else meaning) or "")


def day_address(day: Day | None, company_id: str) -> str | None:
    """Return the address of a day's only sync, or of History for that day; None if no sync ran."""
    if day is None or not day.count:
        return None
    if day.count == 1 and day.sync_id:
        return links.href("sync", company=company_id, sync=day.sync_id)
    return _days_address(day.date, day.date, company_id)


def sync_or_days_address(meaning: str, company_id: str) -> str | None:
    """Return what a mark or a box opens: a sync, or days of History with the current filters.

    `meaning`: a sync's id, a day, or "first/last" day.
    """
    try:
        first, _, last = meaning.partition("/")
        return _days_address(date.fromisoformat(first), date.fromisoformat(last or first), company_id)
    except ValueError:
        return links.href("sync", company=company_id, sync=meaning) if meaning else None


def _days_address(first: date, last: date, company_id: str) -> str:
    """Return the address of History for these days only; other filters and the order stay."""
    asked = from_address({name: links.param(name) for name in NAMES})
    query = to_address(replace(asked, days=None, first=first, last=last))
    order = order_to_address(order_from_address(links.param(SORT)))
    return links.href("history", query, company=company_id, sort=order)
