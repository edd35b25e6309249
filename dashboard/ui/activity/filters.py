"""Activity's filters: stored in the address, one history entry per change. Active ones show as chips."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import streamlit as st

from dashboard.foreign_text import markdown, one_line
from dashboard.insight.activity.entry import ActivityOutcome
from dashboard.insight.activity.filters import PRESETS, UNNAMED, ActivityFilters, to_address
from dashboard.ui import links
from dashboard.ui.activity.view import ROWS, ActivityView, asked_for
from dashboard.views import times
from dashboard.views.activity import filter_words

_HALF = "activity_half_a_range"
_MOST_DAYS = 3 * 365
"""How far back a day can be picked; an address can name any."""


def draw(view: ActivityView) -> None:
    """Draw the filters of the address, and a chip for each active one."""
    filters = view.filters
    if not view.companies and not filters.kinds:  # nothing is on record yet
        return
    with st.container(key="noprint_filters", horizontal=True, gap=8):
        people = [each or UNNAMED for each in view.people]
        _one("Person", "person", people, filters.person, filter_words.person_name)
        _one("Company", "company_id", view.companies, filters.company_id, view.context.company)
        _outcomes(filters)
        _days(view)
    if chips_html := filter_words.chips(
        filters, view.today, view.context.company, lambda left: view.address(filters=left)
    ):
        st.html(chips_html)


def _one(label: str, field: str, options: Sequence[str], chosen: str, words: Callable[[str], str]) -> None:
    """Draw a filter with one value. `field`: its name in `ActivityFilters`; `words`: a value's label."""
    key, shown = f"a_{field}", list(options)
    if chosen and chosen not in shown:
        shown.append(chosen)
    st.session_state[key] = chosen or None

    def write() -> None:
        value: Any = {field: st.session_state[key] or ""}
        _write(replace(asked_for(), **value))

    labels = {each: one_line(words(each)) for each in shown}
    with st.popover(label, key=f"open_{field}"):
        st.selectbox(
            label,
            sorted(shown, key=lambda each: labels[each].casefold()),
            key=key,
            index=None,
            placeholder="Anyone" if field == "person" else "All companies",
            format_func=labels.__getitem__,
            on_change=write,
            label_visibility="collapsed",
        )


def _outcomes(filters: ActivityFilters) -> None:
    st.session_state["a_outcomes"] = [each for each in ActivityOutcome if each in filters.outcomes]

    def write() -> None:
        _write(replace(asked_for(), outcomes=frozenset(st.session_state["a_outcomes"])))

    with st.popover("Outcome", key="open_outcomes"):
        st.pills(
            "Outcome (none selected: all)",
            list(ActivityOutcome),
            selection_mode="multi",
            key="a_outcomes",
            format_func=lambda each: markdown(filter_words.outcome_label(each)),
            on_change=write,
        )


def _days(view: ActivityView) -> None:
    filters, today = view.filters, view.today
    st.session_state["a_days"] = filters.days
    known = tuple(day for day in (filters.first, filters.last) if day and filters.first)
    of, half = st.session_state.get(_HALF, (None, ()))
    st.session_state["a_between"] = half if of == _ends(filters) else known
    oldest = today - timedelta(days=_MOST_DAYS)
    with st.popover("Days", key="open_days"):
        st.pills(
            f"Days ({markdown(times.zone_in_full(view.context.zone))})",
            PRESETS,
            key="a_days",
            format_func=lambda days: f"Last {days} days",
            on_change=lambda: _write(replace(asked_for().without("days"), days=st.session_state["a_days"])),
        )
        st.date_input(
            "First and last day",
            key="a_between",
            min_value=min([oldest, *known, *half]),
            max_value=max([today, *known, *half]),
            on_change=_between_changed,
        )


def _ends(filters: ActivityFilters) -> tuple[object, ...]:
    return filters.days, filters.first, filters.last


def _between_changed() -> None:
    """Write the days once both are chosen; until then, store the first in the session."""
    chosen = st.session_state["a_between"]
    if len(chosen) == 1:
        st.session_state[_HALF] = (_ends(asked_for()), chosen)
        return
    st.session_state.pop(_HALF, None)
    first, last = chosen or (None, None)
    _write(replace(asked_for().without("days"), first=first, last=last))


def _write(chosen: ActivityFilters) -> None:
    links.set_params({**to_address(chosen), ROWS: None})  # a new choice begins at the first page
