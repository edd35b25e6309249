"""The list on People: its heading, the search, the people of a page."""

from __future__ import annotations

import streamlit as st

from dashboard.foreign_text import html
from dashboard.ui import links
from dashboard.ui.access import reading
from dashboard.ui.access.people_view import PER_PAGE, ROWS, SEARCH, WHO, PeopleView
from dashboard.views import components, times
from dashboard.views.access import people_table, people_words
from dashboard.views.history.filter_labels import pager

_KEY = "people_search"
_FEW = 10


def heading(view: PeopleView) -> None:
    """Draw the page's title, and why the list can't be seen, if it can't."""
    st.html(components.answer("", people_words.TITLE, people_words.REASON))
    if view.error:
        why_not_html = reading.why_not(view.person, view.error, people_words.NOT_LOADED)
        st.html(why_not_html)


def draw(view: PeopleView) -> None:
    """Draw the search, and the people of this page."""
    _search(view)
    matching = len(view.matching)
    if not matching:
        asked = links.param(SEARCH)
        st.html(components.empty(*(people_words.no_match(asked) if asked else people_words.NOTHING)))
        return
    count_html = f'<p class="d d-count">{html(times.count(matching, "person", "people"))}</p>'
    if matching > PER_PAGE:
        count_html = pager(view.number, PER_PAGE, matching, lambda number: view.address(number=number))
    chosen = view.chosen
    table_html = people_table.table(view.shown, view.context, chosen.who if chosen else "")
    st.html(count_html + table_html)


def _search(view: PeopleView) -> None:
    """Draw the search, if there are many people."""
    asked = links.param(SEARCH)
    if len(view.every) <= _FEW and not asked:
        return
    st.session_state[_KEY] = asked
    st.text_input("Name or address", key=_KEY, width=320, on_change=_searched)


def _searched() -> None:
    links.set_params({SEARCH: str(st.session_state[_KEY] or "").strip() or None, ROWS: None, WHO: None})
