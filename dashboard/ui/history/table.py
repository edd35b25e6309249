"""History's table: a toolbar, a page of rows in the order of the address, and details of what is selected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd
import pyarrow as pa
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.insight.history.filters import SORT, Order, SortColumn, next_order, order_to_address
from dashboard.insight.sync_range import range_in
from dashboard.ui import links, starts
from dashboard.ui.history import export
from dashboard.ui.history.view import ROWS, View
from dashboard.views import range_words
from dashboard.views.history import filter_labels, table_rows
from dashboard.views.history.table_rows import TableRow

PER_PAGE = 100
ROW_HEIGHT = 30
HEADER_HEIGHT = 37
MOST_VISIBLE = 16
PX_PER_LETTER = 6
MOST_LETTERS = 45
_HEADS = "heads_chosen"


def show(view: View) -> DeltaGenerator:
    """Draw the toolbar, the page of rows in the address, and the details of selected rows.

    Return the column beside the table, for the caller to add to.
    """
    number = _page(-(-len(view.ordered) // PER_PAGE))
    toolbar = st.container(
        key="toolbar", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    )
    with st.container(key="table_and_causes"):
        left, right = st.columns([9, 3], gap=32)
    with left:
        chosen, rows = _rows_and_table(view, number)
    with toolbar:
        _toolbar(view, number, chosen)
    with right:
        # A single row shows its details unselected, and the export still holds all rows.
        _details(view, [rows[place] for place in chosen] or (rows if len(rows) == 1 else []))
    return right


def _toolbar(view: View, number: int, chosen: Sequence[int]) -> None:
    """Draw paging, sorting, what is selected, and the export."""

    def rows_address(page: int) -> str:
        return view.address(rows=str(page) if page > 1 else None)

    pager_html = filter_labels.pager(number, PER_PAGE, len(view.ordered), rows_address)
    st.html(pager_html, width="content")
    if len(view.ordered) > 1:
        sort_html = filter_labels.sort_links(view.order, lambda order: view.address(order=order))
        st.html(sort_html, width="content")
    with st.container(key="noprint_export", horizontal=True, vertical_alignment="center", width="content"):
        selection_html = table_rows.selection_html(len(chosen))
        st.html(selection_html, width="content")
        taken = _shown(view, number).iloc[list(chosen)] if chosen else view.ordered
        export.menu(view, taken, selected=bool(chosen))


def _rows_and_table(view: View, number: int) -> tuple[list[int], list[TableRow]]:
    """Draw the rows; return the positions of those selected, and all rows of the page."""
    cached, here = view.page.cached, starts.who_started(view.page.company_id)
    depends_on = (view.filters, view.order, number, view.known_key, tuple(here.items()))
    rows = cached("rows", lambda: rows_of(view, _shown(view, number), here), *depends_on)
    year = view.year_shown
    table = cached("table", lambda: _made(view, rows, year), *depends_on, year)
    return _table(view, rows, *table), rows


def _shown(view: View, number: int) -> pd.DataFrame:
    return view.ordered.iloc[(number - 1) * PER_PAGE : number * PER_PAGE]


def rows_of(view: View, shown: pd.DataFrame, here: Mapping[str, str]) -> list[TableRow]:
    """Return the rows of a part of the frame. `here`: who started which sync from this dashboard, by id."""
    known = view.known
    rows = []
    for place, cause in zip(shown["place"], shown["cause"], strict=True):
        record = view.record(place)
        named = cause if isinstance(cause, str) else None
        who = here.get((record.sync_id or "").lower())
        covers = range_in(record, known)
        rows.append(TableRow(record, named, covers, here=who is not None, who=who or ""))
    return rows


def _made(view: View, rows: Sequence[TableRow], year: int) -> tuple[pa.Table, dict[str, Any]]:
    """Return the rows in the form that Streamlit sends, and the configuration of their columns."""
    frame = table_rows.table(rows, view.page.clock)
    return pa.Table.from_pandas(frame), _columns(view, frame, year)


def _table(view: View, rows: Sequence[TableRow], table: pa.Table, columns: dict[str, Any]) -> list[int]:
    """Draw the table; return the positions of the selected rows."""
    ids = tuple(row.record.sync_id for row in rows)
    # Streamlit keeps selected row numbers under the key, whatever the rows are: each view has its own key.
    key = f"noprint_table_{hash((ids, view.order, st.session_state.get(_HEADS, 0)))}"
    event = st.dataframe(
        table,
        key=key,
        hide_index=True,
        height=HEADER_HEIGHT + ROW_HEIGHT * min(len(rows), MOST_VISIBLE),
        row_height=ROW_HEIGHT,
        placeholder=table_rows.NO_VALUE,
        column_config=columns,
        # A click on a column's head selects the column. Otherwise Streamlit would sort by it in the browser,
        # and only the rows of this page.
        selection_mode=("multi-row", "single-column"),
        on_select=partial(
            _sort_by_head, key, view.order
        ),  # Streamlit keeps it until the session ends, so it must not hold the view
        alt=f"{len(rows)} syncs, {filter_labels.order_words(view.order)}",
    )
    return sorted(place for place in event.selection.rows if place < len(rows))


def _sort_by_head(key: str, order: Order) -> None:
    """Sort by the column whose head was clicked; a second click reverses the order."""
    heads = st.session_state[key].selection.columns
    if not heads:
        return
    st.session_state[_HEADS] = st.session_state.get(_HEADS, 0) + 1  # so that the next click counts
    if heads[0] in set(SortColumn):
        ordered = next_order(order, SortColumn(heads[0]))
        links.set_params({SORT: order_to_address(ordered), ROWS: None})


def _columns(view: View, frame: pd.DataFrame, year: int) -> dict[str, Any]:
    clock = view.page.clock
    ran = frame["ran"].dropna().dt.tz_convert(clock.shown_zone)
    this_year = bool((ran.dt.year == year).all())
    any_range = bool((frame["range"] != range_words.NOT_KNOWN).any())
    longest = min(int(frame["outcome"].str.len().max()), MOST_LETTERS)
    marked = bool(frame["range"].str.endswith(range_words.REPORTED).any())
    sales = st.column_config.TextColumn(
        "Range (estimated)", width=(200 if this_year else 270) + (35 if marked else 0)
    )
    return {
        "ran": st.column_config.DatetimeColumn(
            f"Ran ({clock.zone_name})",
            timezone=clock.shown_zone.key,
            format="D MMM HH:mm" if this_year else "D MMM YYYY HH:mm",
            width=105 if this_year else 140,
        ),
        "outcome": st.column_config.TextColumn("Outcome", width=14 + PX_PER_LETTER * longest),
        "code": st.column_config.NumberColumn("Code", format="%d", width=60),
        "wrote": st.column_config.TextColumn("Wrote", width=55),
        "range": sales if any_range else None,
        "sync": st.column_config.TextColumn("Sync id", width=85),
        "message": st.column_config.TextColumn("Message"),  # no width: takes the rest
    }


def _details(view: View, selected: Sequence[TableRow]) -> None:
    """Draw the details of one selected sync, or a summary of several."""
    if len(selected) == 1:
        open_html = _open(view, selected[0].record.sync_id)
        details_html = table_rows.details(selected[0], view.page.clock, open_html)
        st.html(details_html)
    elif selected:
        summary_html = table_rows.several([row.record for row in selected], view.page.clock)
        st.html(summary_html)


def _open(view: View, sync_id: str | None) -> str:
    if not sync_id:
        return ""
    return links.anchor("Open this sync", "sync", css="d-button", company=view.page.company_id, sync=sync_id)


def _page(pages: int) -> int:
    return max(1, min(links.number(ROWS) or 1, pages))
