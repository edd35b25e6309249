"""Home's filters and its order: stored in the address, one history entry per change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Final

import streamlit as st

from dashboard.foreign_text import attribute, html
from dashboard.insight.fleet.filters import YES, Filter
from dashboard.insight.fleet.query import FleetQuery, Selection, unmatched
from dashboard.insight.fleet.row_order import Sort
from dashboard.ui.activity import menus
from dashboard.ui.activity.menus import FilterMenu
from dashboard.ui.fleet import home_view
from dashboard.ui.fleet.home_view import HomeView
from dashboard.views import components
from dashboard.views.fleet import filter_words
from dashboard.views.history.filter_labels import chip_list

_MENUS: Final = (
    (Filter.STATE, "Any state"),
    (Filter.CAUSE, "Any cause"),
    (Filter.ACTS, "Anyone"),
    (Filter.PLATFORM, "Any platform"),
    (Filter.OWNER, "Anyone"),
    (Filter.TAG, "Any tag"),
)
_MOST_OPTIONS: Final = 300
_REMOVE: Final = "Remove filter"
_REMOVE_ORDER: Final = "Remove order"


def draw(view: HomeView, shown: Selection) -> None:
    """Draw the filters of the address, the order, and a chip for each filter that is set."""
    query = view.query
    with st.container(key="noprint_home_filters", horizontal=True, gap=8):
        for which, any_value in _MENUS:
            counts, chosen = shown.counts[which], query.value(which)
            if counts or chosen:
                label, words = filter_words.LABELS[which], partial(_label, which, counts)
                menu = FilterMenu(label, which.value, _options(counts), words, any_value)
                menus.one(menu, chosen, partial(_write, which))
        _order(query.sort)
    chips = [(filter_words.chip(*each), view.filtered(each[0], "")) for each in query.values.items()]
    if chips_html := chip_list(chips, view.address(FleetQuery(sort=query.sort))):
        st.html(chips_html)


def draw_unknown(view: HomeView) -> None:
    """Say which filters and which order of the address there aren't, and offer to remove them."""
    query = view.query
    if query.ignored:
        said = " ".join(filter_words.not_known(*each) for each in query.ignored)
        st.html(_linked(said, view.address(query), _REMOVE))
    if query.unknown_sort:
        st.html(_linked(filter_words.sort_not_known(query.unknown_sort), view.address(query), _REMOVE_ORDER))


def draw_unmatched(view: HomeView, shown: Selection) -> None:
    """Say why the list is empty: those that match are snoozed, or which filters match no merchant at all.

    If each filter matches some: that none matches all of them.
    """
    if snoozed := shown.count(Filter.SNOOZED, YES):
        said, address = filter_words.all_snoozed(snoozed), view.filtered(Filter.SNOOZED, YES)
        st.html(_linked(said, address, filter_words.show_snoozed(snoozed)))
        return
    found = unmatched(view.rows.values(), view.query, view.context)
    lines = [
        _linked(filter_words.no_match(each, view.query.value(each)), view.filtered(each, ""), _REMOVE)
        for each in found
        if each is not Filter.INCIDENT  # its block says it
    ]
    st.html("".join(lines) or components.empty("No merchant matches these filters.", "Remove one of them."))


def _linked(said: str, address: str, label: str) -> str:
    link = f'<a href="{attribute(address)}">{html(label)}</a>'
    return f'<p class="d d-empty"><b>{html(said)}</b> {link}</p>'


def _options(counts: Mapping[str, int]) -> list[str]:
    """Return the values that have rows; where there are too many, those that most have."""
    return sorted(counts, key=lambda each: -counts[each])[:_MOST_OPTIONS]


def _label(which: Filter, counts: Mapping[str, int], value: str) -> str:
    return f"{filter_words.value_words(which, value)} ({counts.get(value, 0):,})"


def _order(sort: Sort) -> None:
    chosen = "" if sort is Sort.URGENCY else sort.value
    options = [each.value for each in filter_words.SORTS if each is not Sort.URGENCY]
    menu = FilterMenu(
        "Sort", "sort", options, lambda each: filter_words.SORTS[Sort(each)], filter_words.SORTS[Sort.URGENCY]
    )
    menus.one(menu, chosen, _sort)


def _write(which: Filter, value: str) -> None:
    home_view.write(home_view.asked_for().having(which, value))


def _sort(value: str) -> None:
    home_view.write(replace(home_view.asked_for(), sort=Sort(value) if value else Sort.URGENCY))
