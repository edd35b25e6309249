"""History's filters: stored in the address, one history entry per change, no call to Codat.

Set filters show as chips. A chip is a link to the same view without it, so it works by keyboard, in another
tab, and without our script.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.foreign_text import markdown
from dashboard.insight.history.filters import PRESETS, STATUSES, Filters, to_address
from dashboard.insight.outcome import Outcome
from dashboard.ui import links
from dashboard.ui.history.view import ROWS, View, asked_for
from dashboard.views import theme, times
from dashboard.views.history import filter_labels
from dashboard.views.history.frame import codes_of

_HALF = "half_a_range"
_WROTE = {"yes": True, "no": False}


def filters(view: View) -> None:
    """Draw the filters of the address, how many syncs match, and a chip for each set filter."""
    asked = view.filters
    if view.frame.empty and not asked.count:
        return
    with st.container(gap=8):
        with st.container(
            key="filters", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
        ):
            with st.container(key="noprint_filters", horizontal=True, gap=8, width="content"):
                _several("Status", "statuses", STATUSES, asked.statuses, _status_words)
                _several("Code", "codes", _codes(view), asked.codes, str)
                _several("Cause", "causes", _causes(view), asked.causes, filter_labels.cause_name)
                _wrote(asked)
                _days(view)
                _text(asked)
            count_html = filter_labels.count(len(view.left), len(view.frame), asked, view.order)
            st.html(count_html, width="content")
        if chips_html := filter_labels.chips(
            asked, view.today, lambda left: view.address(filters=left), view.page.clock.where_counted
        ):
            st.html(chips_html)


def _several(
    label: str,
    field: str,
    options: Sequence[Any],
    chosen: frozenset[Any],
    label_of: Callable[[Any], str],
) -> None:
    """Draw a filter with several values. `field`: its name in `Filters`."""
    name = label.lower()
    key = f"w_{name}"
    st.session_state[key] = [each for each in options if each in chosen]

    def write() -> None:
        chosen_now: Any = {field: frozenset(st.session_state[key])}
        _write(replace(asked_for(), **chosen_now))

    labels = {each: markdown(label_of(each)) for each in options}  # Streamlit asks for each several times
    with st.popover(label, key=f"open_{name}"):
        st.pills(
            f"{label} (none selected: all)",
            options,
            selection_mode="multi",
            key=key,
            format_func=labels.__getitem__,
            on_change=write,
            disabled=not options,
        )


def _status_words(status: Outcome) -> str:
    look = theme.look_of(status)
    return f"{look.mark} {look.word}"


def _codes(view: View) -> list[int]:
    """Return the codes that occur and those in the address."""
    occurring: list[int] = view.page.cached("codes", lambda: codes_of(view.frame))
    return sorted({*occurring, *view.filters.codes})


def _causes(view: View) -> list[str]:
    """Return the causes that occur and those in the address, sorted by name."""
    occurring: list[str] = view.page.cached("causes", lambda: list(view.frame["cause"].dropna().unique()))
    return sorted({*occurring, *view.filters.causes}, key=filter_labels.cause_name)


def _wrote(asked: Filters) -> None:
    st.session_state["w_wrote"] = {True: "yes", False: "no", None: None}[asked.wrote]
    with st.popover("Wrote data", key="open_wrote"):
        st.pills(
            "As Codat reports",
            list(_WROTE),
            key="w_wrote",
            format_func=lambda each: "wrote data" if _WROTE[each] else "wrote none",
            on_change=lambda: _write(replace(asked_for(), wrote=_WROTE.get(st.session_state["w_wrote"]))),
        )


def _days(view: View) -> None:
    asked, today = view.filters, view.today
    st.session_state["w_days"] = asked.days
    known = tuple(day for day in (asked.first, asked.last) if day and asked.first)
    lowest = min(_oldest(view), asked.first or today, asked.last or today)
    highest = max(today, asked.first or today, asked.last or today)
    of, half = st.session_state.get(_HALF, (None, ()))
    whose = (view.page.company_id, *_ends(asked))
    fits = of == whose and all(lowest <= day <= highest for day in half)
    st.session_state["w_between"] = half if fits else known
    with st.popover("Days", key="open_days"):
        st.pills(
            f"Days of the merchant ({markdown(times.zone_in_full(view.page.clock.merchant.zone))})",
            PRESETS,
            key="w_days",
            format_func=lambda days: f"Last {days} days",
            on_change=_preset_changed,
        )
        st.date_input(
            "First and last day",
            key="w_between",
            min_value=lowest,
            max_value=highest,
            on_change=_between_changed,
            args=(view.page.company_id,),
        )


def _oldest(view: View) -> date:
    oldest = view.page.cached("oldest", lambda: _first_day(view.frame))
    return oldest or view.today - timedelta(days=max(PRESETS))


def _first_day(frame: pd.DataFrame) -> date | None:
    first = frame["day"].min()
    return None if pd.isna(first) else first.date()


def _ends(asked: Filters) -> tuple[object, ...]:
    return asked.days, asked.first, asked.last


def _preset_changed() -> None:
    _write(replace(asked_for().without("days"), days=st.session_state["w_days"]))


def _between_changed(company_id: str) -> None:
    """Write the days once both are chosen; until then, store the first in the session."""
    chosen = st.session_state["w_between"]
    if len(chosen) == 1:
        st.session_state[_HALF] = ((company_id, *_ends(asked_for())), chosen)
        return
    st.session_state.pop(_HALF, None)
    first, last = chosen or (None, None)
    _write(replace(asked_for().without("days"), first=first, last=last))


def _text(asked: Filters) -> None:
    st.session_state["w_text"] = asked.text
    st.text_input(
        "Text in messages",
        key="w_text",
        label_visibility="collapsed",
        placeholder="Text in messages",
        on_change=lambda: _write(replace(asked_for(), text=str(st.session_state["w_text"]).strip())),
        width=220,
    )


def _write(chosen: Filters) -> None:
    links.set_params({**to_address(chosen), ROWS: None})  # another choice begins at its first row
