"""The list on Shared: its heading, the links of a page, the links to the other pages."""

from __future__ import annotations

import streamlit as st

from dashboard.foreign_text import attribute, html
from dashboard.ui.share.shared_view import LEFT, PER_PAGE, LinkFilters, SharedView
from dashboard.views import components
from dashboard.views.history.filter_labels import pager
from dashboard.views.share import link_table, link_words, shared_words


def heading(view: SharedView) -> None:
    """Draw the page's title, how many links people left behind, and why the links can't be read."""
    st.html(components.answer("", shared_words.TITLE, shared_words.REASON))
    if view.of_left:
        shown = view.address(filters=LinkFilters(person=LEFT))
        link_html = f'<a href="{attribute(shown)}">{html(shared_words.of_left(view.of_left))}</a>'
        st.html(f'<p class="d">{link_html}. {html(shared_words.LEFT_IS)}</p>')
    if view.error:
        st.html(components.notice("late", "Couldn’t load the links.", components.text(view.error)))


def draw(view: SharedView) -> None:
    """Draw the links of this page."""
    matching = len(view.matching)
    if not matching:
        st.html(components.empty(*(link_words.NOTHING_LEFT if view.every else link_words.NOTHING_YET)))
        return
    count_html = f'<p class="d d-count">{html(link_words.count(matching))}</p>'
    if matching > PER_PAGE:
        count_html = pager(view.number, PER_PAGE, matching, lambda number: view.address(number=number))
    current = view.opened.id if view.opened else None
    rows = [(each, each.state(view.now)) for each in view.shown]
    table_html = link_table.table(rows, view.context, current)
    st.html(count_html + table_html)
