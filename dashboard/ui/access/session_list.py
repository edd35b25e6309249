"""The list on Sessions: its heading, whose sessions it has, the sessions of a page."""

from __future__ import annotations

import streamlit as st

from dashboard.foreign_text import html, one_line
from dashboard.ui import links
from dashboard.ui.access import reading, sessions_view
from dashboard.ui.access.sessions_view import PER_PAGE, SessionsView
from dashboard.views import components
from dashboard.views.access import session_table, session_words
from dashboard.views.history.filter_labels import pager

_KEY = "sessions_of"


def heading(view: SessionsView) -> None:
    """Draw the page's title, the switch between own and everyone's sessions, and why nothing can be read."""
    st.html(components.answer("", session_words.TITLE, session_words.REASON))
    if view.may_see_everyone:
        everyone = links.href("sessions", show=sessions_view.ALL)
        choices = [
            (session_words.YOURS, links.href("sessions"), "" if view.everyone else "page"),
            (session_words.EVERYONE, everyone, "page" if view.everyone else ""),
        ]
        st.html(components.nav(choices, "Whose sessions"))
    if view.error:
        why_not_html = _why_not(view)
        st.html(why_not_html)


def people(view: SessionsView) -> None:
    """Draw the filter by person, for everyone's sessions."""
    if not view.everyone:
        return
    names = view.people | ({view.whose: view.whose} if view.whose else {}) | view.people
    st.session_state[_KEY] = view.whose or None
    with st.container(key="noprint_filters"):
        st.selectbox(
            "Person",
            sorted(names, key=lambda each: names[each].casefold()),
            key=_KEY,
            index=None,
            placeholder="Everyone",
            format_func=lambda each: one_line(names.get(each, each)),
            on_change=_choose,
            width=320,
        )


def draw(view: SessionsView) -> None:
    """Draw the sessions of this page."""
    matching = len(view.matching)
    if not matching:
        st.html(components.empty(*session_words.NOTHING))
        return
    count_html = f'<p class="d d-count">{html(session_words.count(matching))}</p>'
    if matching > PER_PAGE:
        count_html = pager(view.number, PER_PAGE, matching, lambda number: view.address(number=number))
    chosen = view.chosen
    table_html = session_table.table(
        view.shown, view.context, chosen.id if chosen else "", named=view.everyone
    )
    st.html(count_html + table_html)


def _why_not(view: SessionsView) -> str:
    """Return why no sessions are shown, as html; one's own are never refused for a role."""
    if view.everyone:
        return reading.why_not(view.person, view.error, session_words.NOT_LOADED, session_words.ONLY_LEADS)
    return components.notice("late", session_words.NOT_LOADED, components.text(view.error))


def _choose() -> None:
    whose = st.session_state[_KEY] or None
    links.set_params({sessions_view.WHO: whose, sessions_view.ROWS: None, sessions_view.SESSION: None})
