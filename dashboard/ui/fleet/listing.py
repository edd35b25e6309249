"""Home's list: the headline, its counts and filters, and a page of rows that stay where they are."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import streamlit as st

from dashboard.insight.fleet.filters import Filter
from dashboard.insight.fleet.query import PAGE_ROWS, Selection
from dashboard.ui import browser, links, session
from dashboard.ui.fleet import drawn_page, export, filters, freshness, home_view, incidents, overnight
from dashboard.ui.fleet.home_view import HomeView, NoHome
from dashboard.ui.fleet.people import looks, saved_views, work_panel
from dashboard.views import components, times
from dashboard.views.fleet import freshness as freshness_words
from dashboard.views.fleet import headline, pager, row_table, work_words
from dashboard.views.fleet.row_table import RowContext


def draw_now() -> None:
    """Draw the list that the address asks for now: a fragment may run again after the address changed."""
    view = home_view.of_address()
    if isinstance(view, HomeView):
        draw(view)


def draw(view: HomeView) -> None:
    """Draw the list. The incident that the address asks for takes the place of the headline."""
    fresh, incident = view.selection(), None
    if view.query.value(Filter.INCIDENT):
        incident = incidents.draw(view.fleet, view.rows, view.now)
    else:
        _heading(view, fresh)
        _recovered(view)
        freshness.draw(view, fresh)
        incidents.draw(view.fleet, view.rows, view.now)
    saved_views.draw(view)
    filters.draw(view, fresh)
    filters.draw_unknown(view)
    has_other_list = incident is not None and not incident.lasting and len(view.query.values) == 1
    _rows(view, fresh, says_if_empty=not has_other_list)
    if incident is not None:
        incidents.draw_over(view.fleet, view.rows, incident, view.now)


def _heading(view: HomeView, fresh: Selection) -> None:
    overview = view.overview(fresh)
    counts_html = headline.counts_line(overview, view.query.values, view.filtered)
    answer_html = components.answer(*headline.headline(overview))
    st.html(components.stack(answer_html, overnight.line(view), counts_html))


def _recovered(view: HomeView) -> None:
    """Say which companies that someone was on, or that were snoozed, have recovered since the last look."""
    found = [view.rows[each.company_id] for each in looks.recovered() if each.company_id in view.rows]
    names = {row.company_id: row_table.name_of(row) for row in found}
    if names:
        recovered_html = work_words.recovered(list(names.items()), _company_address)
        st.html(recovered_html)


def _rows(view: HomeView, fresh: Selection, *, says_if_empty: bool) -> None:
    page, where_html = drawn_page.page_of(view, fresh), pager.where(view.query, fresh, view.address)
    with st.container(
        key="toolbar", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        st.html(where_html, width="content")
        if page.moved:
            moved = f"{times.count(page.moved, 'row')} moved: sort again"
            st.button(moved, key="sort_again", type="tertiary", on_click=drawn_page.forget)
        export.menu(view, fresh)
    if not page.rows:
        if says_if_empty:
            filters.draw_unmatched(view, fresh)
        return
    zone = session.viewer_zone() or ZoneInfo("UTC")
    context = RowContext(_company_address, view.now, zone, lambda row: work_panel.cell(view, row))
    table_html = row_table.table(page.rows, context)
    st.html(table_html)
    if fresh.total > PAGE_ROWS:
        st.html(where_html)


def state_of(view: HomeView, company_id: str) -> str:
    """Return a company's state for the results of a search, as HTML; "" for one that isn't in the list."""
    row = view.rows.get(company_id)
    return row_table.found_cell(row, work_panel.cell(view, row, linked=False)) if row is not None else ""


def draw_why_not(home: NoHome) -> None:
    """Draw why there is no list of all merchants, where it has a reason that someone can change."""
    nobody = "" if home.why else freshness.reader_line()
    if not home.why:
        browser.poll(freshness.REDRAW_S if nobody else freshness.FOLLOW_S)
    st.html(components.note(home.why or nobody or freshness_words.NOTHING_YET))


def _company_address(company_id: str) -> str:
    return links.href("company", company=company_id)
