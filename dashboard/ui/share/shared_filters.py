"""The filters of Shared: in the address, one history entry per change. Active ones show as chips."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from dashboard.foreign_text import one_line
from dashboard.insight.activity.filters import UNNAMED
from dashboard.sharing.link import LinkState
from dashboard.ui.share import shared_view
from dashboard.ui.share.shared_view import LEFT, LinkFilters, SharedView
from dashboard.views.history.filter_labels import chip_list
from dashboard.views.share import shared_words


def draw(view: SharedView) -> None:
    """Draw a menu for each filter, and a chip for each one that is set."""
    filters = view.filters
    with st.container(key="noprint_filters", horizontal=True, gap=8):
        companies = dict.fromkeys([*view.companies, *filter(None, [filters.company_id])])
        _menu("Company", "company_id", list(companies), filters.company_id, view.company)
        people = dict.fromkeys([*view.people, *filter(None, [filters.person])])
        _menu("Created by", "person", list(people), filters.person, partial(_person, view))
        _menu("State", "state", list(LinkState), filters.state, shared_words.state)
    if chips_html := chip_list(_chips(view), view.address(filters=LinkFilters())):
        st.html(chips_html)


def _menu(
    label: str, field: str, options: Sequence[str], chosen: str | None, said: Callable[[str], str]
) -> None:
    """Draw a filter with one value. `field`: its name in `LinkFilters`; `said`: a value's label."""
    key = f"l_{field}"
    st.session_state[key] = chosen or None

    def write() -> None:
        empty: Any = None if field == "state" else ""
        value: Any = st.session_state[key] or empty
        shared_view.write(lambda filters: replace(filters, **{field: value}))

    with st.popover(label, key=f"open_{field}"):
        st.selectbox(
            label,
            options,
            key=key,
            index=None,
            placeholder="All",
            format_func=lambda each: one_line(said(each)),
            on_change=write,
            label_visibility="collapsed",
        )


def _chips(view: SharedView) -> list[tuple[str, str]]:
    """Return each set filter as (words, address without it)."""
    filters = view.filters
    shown = {
        shared_view.COMPANY: f"Company: {view.company(filters.company_id)}" if filters.company_id else "",
        shared_view.PERSON: f"Created by: {_person(view, filters.person)}" if filters.person else "",
        shared_view.STATE: f"State: {shared_words.state(filters.state)}" if filters.state else "",
    }
    left_out = {name: view.address(filters=shared_view.without(filters, name)) for name in shown}
    return [(said, left_out[name]) for name, said in shown.items() if said]


def _person(view: SharedView, owner: str) -> str:
    return shared_words.LEFT if owner == LEFT else shared_words.person(view.person(owner), UNNAMED)
