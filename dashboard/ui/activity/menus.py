"""The menus of Activity’s filters: one value, several values, days. Their caller writes the address."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from dashboard.foreign_text import markdown, one_line
from dashboard.insight.activity.filters import PRESETS
from dashboard.insight.history.day_filter import DayFilter
from dashboard.views import times

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_HALF: Final = "activity_half_a_range"
_MOST_DAYS: Final = 3 * 365
"""How far back a day can be picked; an address can name any."""


@dataclass(frozen=True)
class FilterMenu:
    """A filter by value. `key`: unique on the page; `words`: a value's label, foreign text."""

    label: str
    key: str
    options: Sequence[str]
    words: Callable[[str], str]
    placeholder: str = "Anyone"


def one(menu: FilterMenu, chosen: str, write: Callable[[str], None]) -> None:
    """Draw a filter with one value. `write`: takes the chosen value or ""."""
    key, options = f"a_{menu.key}", list(menu.options)
    shown = [*options, chosen] if chosen and chosen not in options else options
    st.session_state[key] = chosen or None
    labels = {each: one_line(menu.words(each)) for each in shown}
    with st.popover(markdown(menu.label), key=f"open_{menu.key}"):
        st.selectbox(
            markdown(menu.label),
            sorted(shown, key=lambda each: labels[each].casefold()),
            key=key,
            index=None,
            placeholder=menu.placeholder,
            format_func=labels.__getitem__,
            on_change=lambda: write(st.session_state[key] or ""),
            label_visibility="collapsed",
        )


def several(menu: FilterMenu, chosen: Collection[str], write: Callable[[frozenset[Any]], None]) -> None:
    """Draw a filter with any number of values; none selected means all."""
    key = f"a_{menu.key}"
    st.session_state[key] = [each for each in menu.options if each in chosen]
    with st.popover(markdown(menu.label), key=f"open_{menu.key}"):
        st.pills(
            f"{markdown(menu.label)} (none selected: all)",
            menu.options,
            selection_mode="multi",
            key=key,
            format_func=lambda each: markdown(menu.words(each)),
            on_change=lambda: write(frozenset(st.session_state[key])),
        )


def days(
    asked: Callable[[], DayFilter], write: Callable[[DayFilter], None], today: date, zone: ZoneInfo
) -> None:
    """Draw the filter of days. `asked`: the filter that the address has now, also in a callback."""
    shown = asked()
    st.session_state["a_days"] = shown.days
    known = tuple(day for day in (shown.first, shown.last) if day and shown.first)
    of, half = st.session_state.get(_HALF, (None, ()))
    st.session_state["a_between"] = half if of == _ends(shown) else known
    oldest = today - timedelta(days=_MOST_DAYS)
    with st.popover("Days", key="open_days"):
        st.pills(
            f"Days ({markdown(times.zone_in_full(zone))})",
            PRESETS,
            key="a_days",
            format_func=lambda days: f"Last {days} days",
            on_change=lambda: write(DayFilter(days=st.session_state["a_days"])),
        )
        st.date_input(
            "First and last day",
            key="a_between",
            min_value=min([oldest, *known, *half]),
            max_value=max([today, *known, *half]),
            on_change=_between_changed,
            args=(asked, write),
        )


def _ends(shown: DayFilter) -> tuple[object, ...]:
    return shown.days, shown.first, shown.last


def _between_changed(asked: Callable[[], DayFilter], write: Callable[[DayFilter], None]) -> None:
    """Write the days once both are chosen; until then, store the first in the session."""
    chosen = st.session_state["a_between"]
    if len(chosen) == 1:
        st.session_state[_HALF] = (_ends(asked()), chosen)
        return
    st.session_state.pop(_HALF, None)
    first, last = chosen or (None, None)
    write(DayFilter(first=first, last=last))
