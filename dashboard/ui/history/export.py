"""The files of History: what is filtered, in its order, or the chosen rows. Made when one is clicked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from codat_client import CompanySyncStatus
from dashboard.export.files import MEDIA_TYPES, About, Basis, Kind, Ranges, export, file_name
from dashboard.insight.sync_range import RangeBasis, range_in
from dashboard.insight.verdict.facts import CompanyFacts
from dashboard.ui.history.view import View
from dashboard.views import components, times
from dashboard.views.history import filter_labels

LABELS: dict[Kind, str] = {"csv": "CSV", "xlsx": "Excel", "jsonl": "JSON Lines"}


def buttons(view: View, frame: pd.DataFrame, *, alone: bool) -> None:
    """Draw a button for each kind of file. `frame`: its rows; `alone`: those chosen by hand."""
    about = _about(view, frame, alone=alone)
    with st.container(key="noprint_files", gap=4):
        st.html(components.title("As a file", _told(view, len(frame), alone=alone)))
        with st.container(horizontal=True, gap=8):
            for kind, label in LABELS.items():
                _button(view, frame, kind, label, about)


def _told(view: View, number: int, *, alone: bool) -> str:
    syncs = times.count(number, "sync")
    if alone:
        return "the chosen one alone" if number == 1 else f"the {syncs} chosen"
    if number == 1:
        return "the one that matches" if view.filters.count else "the one sync there is"
    return f"all {syncs}{' that match' if view.filters.count else ''}, in this order"


def _button(view: View, frame: pd.DataFrame, kind: Kind, label: str, about: About) -> None:
    # The file is made in a thread of its own, without a session: all that it needs is taken along from here.
    records, known = view.syncs, replace(view.known)  # what the rules have worked out belongs to one thread
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
            told: Basis = "told" if found.basis is RangeBasis.TOLD else "derived"
            ranges[record.sync_id] = (sales.start, sales.finish, told)
    return ranges


def _about(view: View, frame: pd.DataFrame, *, alone: bool) -> About:
    page = view.page
    company = page.data.reading("company").value
    filters, where = view.filters, page.zone.where_counted
    chips = [filter_labels.in_full(kind, filters, view.today, where) for kind in filters.kinds]
    return About(
        company_name=company.name or "" if company else "",
        company_id=page.company_id,
        filters=[*chips, *(["Chosen by hand"] if alone else [])],
        order=filter_labels.order_words(view.order),
        zone=page.zone.zone,
        zone_label=page.zone.label,
        as_of=page.data.syncs.read_at or datetime.now(UTC),
        shown=len(frame),
        of=len(view.frame),
        damaged=len(view.damaged),
    )
