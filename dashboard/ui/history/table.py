"""The table of History: a page of rows in the order of the address; what is chosen stands beside it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import pandas as pd
import pyarrow as pa
import streamlit as st

from dashboard.foreign_text import attribute
from dashboard.insight.history.filters import SORT, Order, SortColumn, next_order, order_to_address
from dashboard.insight.sync_range import range_in
from dashboard.ui import links, starts
from dashboard.ui.history import export
from dashboard.ui.history.view import ROWS, View
from dashboard.views import components, range_words
from dashboard.views.history import filter_labels, table_rows
from dashboard.views.history.table_rows import TableRow

PER_PAGE = 100
ROW_HEIGHT = 30
HEADER_HEIGHT = 37
MOST_VISIBLE = 16
MOST_DIGITS = 6
PX_PER_LETTER = 6
MOST_LETTERS = 45
_HEADS = "heads_chosen"


def show(view: View) -> None:
    """Show the page of rows that the address names, what is chosen of it, and the files to take along."""
    pages = -(-len(view.ordered) // PER_PAGE)
    number = _page(pages)
    kept, here = view.page.cached, starts.started_here(view.page.company_id)
    depends_on = (view.filters, view.order, number, view.known_key, here)
    rows = kept("rows", lambda: _rows(view, _shown(view, number), here), *depends_on)
    year = view.page.now.astimezone(view.page.zone.zone).year
    table = kept("table", lambda: _made(view, rows, year), *depends_on, year)
    rest = filter_labels.rows_shown(number, PER_PAGE, len(view.ordered), view.order)
    head_html = components.title("Syncs", rest)
    if len(view.ordered) > 1:
        head_html += filter_labels.sort_links(view.order, lambda order: view.address(order=order))
    visible = min(len(rows), MOST_VISIBLE)
    head_html += table_rows.notes(visible, len(view.ordered))
    st.html(head_html)
    left, right = st.columns([9, 3], gap=32)
    with left:
        chosen = _table(view, rows, *table)
        if pages > 1:
            st.html(_pager(view, number, pages))
    with right:
        # One row alone needs no click to be told; yet it is chosen by nobody, so the files hold all.
        _beside(view, [rows[place] for place in chosen] or (rows if len(rows) == 1 else []))
        taken = _shown(view, number).iloc[chosen] if chosen else view.ordered
        export.buttons(view, taken, alone=bool(chosen))


def _shown(view: View, number: int) -> pd.DataFrame:
    return view.ordered.iloc[(number - 1) * PER_PAGE : number * PER_PAGE]


def _rows(view: View, shown: pd.DataFrame, here: frozenset[str]) -> list[TableRow]:
    known = view.known
    rows = []
    for place, cause in zip(shown["place"], shown["cause"], strict=True):
        record = view.record(place)
        named = cause if isinstance(cause, str) else None
        rows.append(
            TableRow(record, named, range_in(record, known), here=(record.sync_id or "").lower() in here)
        )
    return rows


def _made(view: View, rows: Sequence[TableRow], year: int) -> tuple[pa.Table, dict[str, Any]]:
    """Return the rows as Streamlit sends them, and their columns: made once, as it takes time."""
    frame = table_rows.table(rows, view.clock)
    return pa.Table.from_pandas(frame), _columns(view, frame, year)


def _table(view: View, rows: Sequence[TableRow], table: pa.Table, columns: dict[str, Any]) -> list[int]:
    """Draw the rows as the table has them; gives the positions of those that are chosen."""
    ids = tuple(row.record.sync_id for row in rows)
    # Streamlit keeps chosen row numbers under a key, whatever the rows are: each view has its own key.
    key = f"table_{hash((ids, view.order, st.session_state.get(_HEADS, 0)))}"
    event = st.dataframe(
        table,
        key=key,
        hide_index=True,
        height=HEADER_HEIGHT + ROW_HEIGHT * min(len(rows), MOST_VISIBLE),
        row_height=ROW_HEIGHT,
        placeholder=table_rows.NO_VALUE,
        column_config=columns,
        # A click on a column's head chooses the column. Without that Streamlit would sort by it, in the
        # browser, and only the rows of this page.
        selection_mode=("multi-row", "single-column"),
        on_select=partial(_sort_by_head, key, view.order),  # kept to the end of the session, so no view in it
        alt=f"{len(rows)} syncs, {filter_labels.order_words(view.order)}",
    )
    return sorted(place for place in event.selection.rows if place < len(rows))


def _sort_by_head(key: str, order: Order) -> None:
    """Order by the column whose head was chosen; a second time turns it round."""
    heads = st.session_state[key].selection.columns
    if not heads:
        return
    st.session_state[_HEADS] = st.session_state.get(_HEADS, 0) + 1  # the next click counts anew
    if heads[0] in set(SortColumn):
        ordered = next_order(order, SortColumn(heads[0]))
        links.set_params({SORT: order_to_address(ordered), ROWS: None})


def _columns(view: View, frame: pd.DataFrame, year: int) -> dict[str, Any]:
    zone = view.page.zone
    ran = frame["ran"].dropna().dt.tz_convert(zone.zone)
    this_year = bool((ran.dt.year == year).all())
    told = bool((frame["range"] != range_words.NOT_KNOWN).any())
    longest = min(int(frame["outcome"].str.len().max()), MOST_LETTERS)
    marked = bool(frame["range"].str.endswith(range_words.REPORTED).any())
    sales = st.column_config.TextColumn(
        "Range, by schedule", width=(200 if this_year else 270) + (35 if marked else 0)
    )
    return {
        "ran": st.column_config.DatetimeColumn(
            f"Ran ({zone.label})",
            timezone=zone.zone.key,
            format="D MMM HH:mm" if this_year else "D MMM YYYY HH:mm",
            width=105 if this_year else 140,
        ),
        "outcome": st.column_config.TextColumn("Outcome", width=14 + PX_PER_LETTER * longest),
        "code": st.column_config.NumberColumn("Code", format="%d", width=60),
        "wrote": st.column_config.TextColumn("Wrote", width=55),
        "range": sales if told else None,
        "sync": st.column_config.TextColumn("Sync id", width=85),
        "message": st.column_config.TextColumn("Message"),  # without a width it takes the rest
    }


def _beside(view: View, chosen: Sequence[TableRow]) -> None:
    chosen_html = f'<div class="d-choose">{components.note(table_rows.CHOOSE)}</div>'
    if len(chosen) == 1:
        chosen_html = table_rows.details(chosen[0], view.clock, _open(view, chosen[0].record.sync_id))
    elif chosen:
        chosen_html = table_rows.several([row.record for row in chosen], view.clock)
    st.html(chosen_html)


def _open(view: View, sync_id: str | None) -> str:
    if not sync_id:
        return ""
    return links.anchor("Open this sync", "sync", css="d-button", company=view.page.company_id, sync=sync_id)


def _page(pages: int) -> int:
    asked = links.param(ROWS)
    return min(max(int(asked), 1), pages) if asked.isdecimal() and len(asked) <= MOST_DIGITS else 1


def _pager(view: View, number: int, pages: int) -> str:
    """Links to the rows before and after; the first page has no number in its address."""

    def link(label: str, to: int) -> str:
        address = view.address(rows=str(to) if to > 1 else None)
        return f'<a href="{attribute(address)}">{label}</a>'

    before = link("Rows before", number - 1) if number > 1 else ""
    after = link("Rows after", number + 1) if number < pages else ""
    told = f"Page {number} of {pages}"
    return f'<p class="d d-pager">{before} <span class="d-small">{told}</span> {after}</p>'
