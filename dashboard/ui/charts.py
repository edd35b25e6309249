"""Figures on a page, each for a wide window or for a narrow one, and what a click opens.

Nothing in a figure can be reached by keyboard. What a click opens can be: under the strip as a list of its
days, in History by the filter of days and the table. A drag over the wide timeline chooses days, one entry of
the history as any filter; clicks on its marks come from dashboard/ui/assets/marks.js.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, Literal

import pandas as pd
import streamlit as st

from dashboard.insight.days import Day
from dashboard.insight.history.filters import (
    NAMES,
    SORT,
    Filters,
    from_address,
    order_from_address,
    order_to_address,
    to_address,
)
from dashboard.insight.verdict.streak import Streak
from dashboard.ui import browser, links, zones
from dashboard.ui.page import CompanyView
from dashboard.views import components, figures
from dashboard.views.company.day_list import day_list
from dashboard.views.figures.base import Drawn, Figure
from dashboard.views.figures.timeline import MOST_SINGLE, NO_MARKS, days_of_box
from dashboard.views.figures.timeline_scene import Marks
from dashboard.views.history import titles

_CHOICES, _LEADS = "chosen_in_", "leads_from_"


def strip(days: Sequence[Day], page: CompanyView, streak: Streak) -> None:
    """Draw the last days as one row of marks; a click opens the day's sync, or its day in History.

    While a streak goes on, dots run on to the day on which Codat would switch the sync off.
    """
    today, zone, company_id = days[-1].date, page.zone.merchant.zone, page.company_id
    end = streak.switch_off if streak.switch_off and streak.switch_off > today else None
    where = page.zone.where_counted
    both = (
        lambda: with_zone(figures.strip_wide(days, today, page.now, zone, end), where),
        lambda: with_zone(figures.strip_narrow(days, today, page.now, zone, end), where),
    )
    rest = f"last {len(days)} days{where}, last outcome of each day"
    by_day = {day.date.isoformat(): day for day in days}
    with st.container(gap=4):
        st.html(components.title("Days on which syncs ran", rest, components.legend()))
        fitting("strip", both, page, lambda told: _day_address(by_day.get(told), company_id), end)
        if listed_html := page.cached("strip_list", lambda: _listed(days, page), zones.chosen()):
            st.html(listed_html)


def _listed(days: Sequence[Day], page: CompanyView) -> str:
    where = page.zone.where_counted
    return day_list(days, lambda day: _day_address(day, page.company_id), page.now, where)


def calendar(days: Sequence[Day], page: CompanyView, nothing: tuple[str, str] | None = None) -> None:
    """Draw two years, a cell a day; a click opens the day's sync, or shows that day alone in History.

    `nothing`: what to say instead where there is nothing to draw.
    """
    where = page.zone.where_counted
    if nothing:
        say_nothing(titles.calendar(where), nothing)
        return
    zone, company_id = page.zone.merchant.zone, page.company_id
    by_day = {day.date.isoformat(): day for day in days}
    fitting(
        "calendar",
        (
            lambda: with_zone(figures.calendar_wide(days, zone), where),
            lambda: with_zone(figures.calendar_narrow(days, zone), where),
        ),
        page,
        lambda told: _day_address(by_day.get(told), company_id),
        titles_html=titles.calendar(where),
    )


def timeline(
    frame: pd.DataFrame,
    filters: Filters,
    days: Sequence[Day],
    page: CompanyView,
    marks: Marks = NO_MARKS,
) -> None:
    """Draw the syncs that the filters leave (rows of a `history_frame`), and below them the days of sales.

    A click opens a sync, or the days that a bar stands for; in the wide figure a drag chooses days.
    """
    zone, now, company_id = page.zone.merchant.zone, page.now, page.company_id
    between = filters.between(now.astimezone(zone).date())
    depends_on = (filters, marks.started, marks.known_key, marks.coverage)
    drawn: dict[str, Any] = {"days": days, "marks": marks, "between": between}
    titles_html = titles.timeline(zone, summed=len(frame) > MOST_SINGLE, sales=marks.coverage is not None)
    fitting(
        "timeline",
        (
            lambda: figures.timeline(frame, zone, now, **drawn),
            lambda: figures.timeline_narrow(frame, zone, now, **drawn),
        ),
        page,
        lambda told: sync_or_days_address(told, company_id),
        *depends_on,
        titles_html=titles_html,
    )


def with_zone(made: Figure, where: str) -> Figure:
    """Name the zone in which a figure's days count in its sentence, too, where the page shows another one."""
    figure, alt = made
    return figure, f"Days{where}: {alt}" if where else alt


def say_nothing(titles_html: tuple[str, str], why: tuple[str, str]) -> None:
    """Say below a figure's title why there is no figure."""
    st.html(titles_html[0 if browser.is_wide() else 1] + components.empty(*why))


def fitting(
    name: str,
    both: tuple[Callable[[], Figure], Callable[[], Figure]],
    page: CompanyView,
    address: Callable[[str], str | None],
    *depends_on: Hashable,
    titles_html: tuple[str, str] = ("", ""),
) -> None:
    """Draw a figure under its title, if there is one: of `both`, wide and narrow, the one for the window.

    It is cached for the company (`CompanyView.cached`); `depends_on`: what else it is made from.
    `address` gives where a click on what a mark stands for leads, None for nowhere. It is held until the
    next figure of this name is drawn, maybe to the end of the session: so nothing of the company but what it
    needs may be in it.
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
    # What is chosen stays chosen in the browser: another key after each choice makes the next one count.
    chart = f"{key}_{st.session_state.get(_CHOICES + key, 0)}"
    # Streamlit keeps every callback to the end of the session, one for each figure that was ever drawn: so
    # where it leads is not in it, but here, and the next figure takes its place.
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
    """Whether a drag over the figure chooses days."""
    return bool(figure.to_dict()["layout"]["dragmode"] == "select")


def _open(chart: str, key: str, company_id: str) -> None:
    held, (company_now, address) = st.session_state.get(chart), st.session_state[_LEADS + key]
    if held is None or company_now != company_id:
        return  # on a figure that a run under way is just replacing by another company's
    chosen = held.selection
    if box := chosen.get("box"):
        target = address(days_of_box(*box[0]["x"]))
    else:
        target = address(_told(chosen.points[0])) if chosen.points else None
    if target:
        st.session_state[_CHOICES + key] = st.session_state.get(_CHOICES + key, 0) + 1
        links.go(target)


def _told(point: Mapping[str, Any]) -> str:
    """What a mark stands for; dashboard/ui/assets/marks.js reads the same."""
    told = point.get("customdata") or point.get("x")
    return str((told[0] if isinstance(told, list) else told) or "")


def _day_address(day: Day | None, company_id: str) -> str | None:
    if day is None or not day.count:
        return None
    if day.count == 1 and day.sync_id:
        return links.href("sync", company=company_id, sync=day.sync_id)
    return _days_address(day.date, day.date, company_id)


def sync_or_days_address(told: str, company_id: str) -> str | None:
    """Where a mark or a box leads: to a sync, or to days of History, the filters as they are.

    `told`: a sync's id, a day, or "first/last" day.
    """
    try:
        first, _, last = told.partition("/")
        return _days_address(date.fromisoformat(first), date.fromisoformat(last or first), company_id)
    except ValueError:
        return links.href("sync", company=company_id, sync=told) if told else None


def _days_address(first: date, last: date, company_id: str) -> str:
    """The address of History with only these days; the other filters and the order stay as they are."""
    asked = from_address({name: links.param(name) for name in NAMES})
    kept = to_address(replace(asked, days=None, first=first, last=last))
    order = order_to_address(order_from_address(links.param(SORT)))
    return links.href("history", kept, company=company_id, sort=order)
