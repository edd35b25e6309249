"""History's export menu: all filtered syncs, or the selected ones, as a file made on demand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from codat_client import CompanySyncStatus
from dashboard.export.files import LABELS, MEDIA_TYPES, About, Basis, Kind, Ranges, export, file_name
from dashboard.insight.sync_range import RangeBasis, range_in
from dashboard.insight.verdict.facts import CompanyFacts
from dashboard.ui.history.view import View
from dashboard.views import components, times
from dashboard.views.history import filter_labels


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
    # Streamlit creates the file in a thread without a session, so everything it needs is captured here.
    records, known = view.syncs, replace(view.known)  # its own copy: another thread reads it
    st.download_button(
        label,
        lambda: export(frame, kind, about, _ranges((records[place] for place in frame["place"]), known)),
        file_name(about, kind),
        MEDIA_TYPES[kind],
        key=f"file_{kind}",
        on_click="ignore",
    )


def _ranges(records: Iterable[CompanySyncStatus], known: CompanyFacts) -> Ranges:
    ranges: dict[str, tuple[datetime, datetime, Basis]] = {}
    for record in records:
        found = range_in(record, known)
        if (sales := found.range) and record.sync_id:
            basis: Basis = "reported" if found.basis is RangeBasis.REPORTED else "estimated"
            ranges[record.sync_id] = (sales.start, sales.finish, basis)
    return ranges


def _about(view: View, frame: pd.DataFrame, *, selected: bool) -> About:
    page = view.page
    company = page.data.reading("company").value
    filters, where = view.filters, page.clock.where_counted
    chips = [filter_labels.in_full(kind, filters, view.today, where) for kind in filters.kinds]
    return About(
        company_name=company.name or "" if company else "",
        company_id=page.company_id,
        filters=[*chips, *(["Selected by hand"] if selected else [])],
        order=filter_labels.order_words(view.order),
        zone=page.clock.shown_zone,
        zone_label=page.clock.zone_name,
        as_of=page.data.syncs.read_at or datetime.now(UTC),
        shown=len(frame),
        of=len(view.frame),
        damaged=len(view.damaged),
    )
