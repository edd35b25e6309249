"""The filters of History: held in the address, each change an entry of its own, none a call to Codat."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboard.insight.filters import NAMES, PRESETS, STATUSES, Filters, from_address
from dashboard.insight.outcome import Outcome
from dashboard.ui import links
from dashboard.views import looks

ROWS = "rows"
_ALL_DAYS = "All days"
_BETWEEN = "Between two days"
_DAYS = [_ALL_DAYS, *(f"Last {days} days" for days in PRESETS), _BETWEEN]


def filters(today: date) -> Filters:
    """Draw the filters as the address has them, and hand them back.

    `today`: the merchant's day.
    """
    asked = from_address({name: links.param(name) for name in NAMES})
    with st.container(key="filters", horizontal=True, vertical_alignment="bottom"):
        _statuses(asked)
        _days(asked, today)
        _text(asked)
    return asked


def _statuses(asked: Filters) -> None:
    st.session_state["w_status"] = [status for status in STATUSES if status in asked.statuses]
    with st.container(key="chips", width="content"):
        st.pills(
            "Status (none chosen shows all)",
            STATUSES,
            selection_mode="multi",
            key="w_status",
            format_func=_status_label,
            on_change=_statuses_changed,
        )


def _status_label(status: Outcome) -> str:
    look = looks.look_of(status)
    return f"{look.mark} {look.word}"


def _statuses_changed() -> None:
    _set("status", ",".join(st.session_state["w_status"]))


def _days(asked: Filters, today: date) -> None:
    chosen = _BETWEEN if asked.first or asked.last else _ALL_DAYS
    if asked.days:
        chosen = f"Last {asked.days} days"
    if st.session_state.pop("between", False) and chosen == _ALL_DAYS:
        chosen = _BETWEEN
    st.session_state["w_days"] = chosen
    st.selectbox("Days", _DAYS, key="w_days", on_change=_days_changed, width=190)
    if chosen == _BETWEEN:
        known = tuple(day for day in (asked.first, asked.last) if day)
        st.session_state["w_between"] = known or (today.replace(day=1), today)
        st.date_input("First and last day", key="w_between", on_change=_between_changed, width=240)


def _days_changed() -> None:
    chosen = st.session_state["w_days"]
    length = {f"Last {days} days": str(days) for days in PRESETS}.get(chosen)
    _set("days", length)
    _set("from", None)
    _set("to", None)
    st.session_state["between"] = chosen == _BETWEEN


def _between_changed() -> None:
    chosen = st.session_state["w_between"]
    if not isinstance(chosen, tuple) or len(chosen) != len(("first", "last")):
        st.session_state["between"] = True  # one end is chosen, the other is still to come
        return
    _set("days", None)
    _set("from", chosen[0].isoformat())
    _set("to", chosen[1].isoformat())


def _text(asked: Filters) -> None:
    st.session_state["w_text"] = asked.text
    st.text_input("Text in messages", key="w_text", on_change=_text_changed, width=240)


def _text_changed() -> None:
    _set("text", str(st.session_state["w_text"]).strip())


def _set(name: str, value: str | None) -> None:
    links.set_param(name, value)
    links.set_param(ROWS, None)  # another choice begins at its first row
