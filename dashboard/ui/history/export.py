"""History's export menu: all filtered syncs, or the selected ones, as a file made on demand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from dashboard.export.files import LABELS, MEDIA_TYPES, About, Kind, export, file_name
from dashboard.export.history_file import HistorySource, ranges_of
from dashboard.ui.access import exports
from dashboard.ui.history.view import View
from dashboard.views import components, times


def menu(view: View, frame: pd.DataFrame, *, selected: bool) -> None:
    """Draw the menu with a button for each kind of file. `frame`: its rows; `selected`: picked by hand."""
    about = _about(view, frame, selected=selected)
    label = "Export selected" if selected else "Export"
    with st.popover(label, key="open_export"):
        st.html(components.note(_what(view, len(frame), selected=selected)))
        with st.container(horizontal=True, gap=8):
            for kind, name in LABELS.items():
                _button(view, frame, kind, name, about)


def _what(view: View, number: int, *, selected: bool) -> str:
    """Return which syncs the file will hold, in words."""
    syncs = times.count(number, "sync")
    if selected:
        return f"{syncs} selected"
    which = f"{syncs} matching the filters" if view.filters.count else f"All {syncs}" if number > 1 else syncs
    return f"{which}, in this order" if number > 1 else which


def _button(view: View, frame: pd.DataFrame, kind: Kind, label: str, about: About) -> None:
    records, known = view.syncs, replace(view.known)  # its own copy: another thread reads it
    name = file_name(about, kind)
    st.download_button(
        label,
        exports.of_company(
            view.page.company_id,
            f"{name}: {times.count(len(frame), 'sync')}",
            lambda: export(
                frame, kind, about, ranges_of((records[place] for place in frame["place"]), known)
            ),
        ),
        name,
        MEDIA_TYPES[kind],
        key=f"file_{kind}",
        on_click="ignore",
    )


def _about(view: View, frame: pd.DataFrame, *, selected: bool) -> About:
    page = view.page
    company = page.data.reading("company").value
    source = HistorySource(
        page.company_id,
        company.name or "" if company else "",
        view.filters,
        view.order,
        page.clock,
        page.data.syncs.read_at or datetime.now(UTC),
        len(view.frame),
        len(view.damaged),
    )
    return source.about(len(frame), by_hand=selected)
