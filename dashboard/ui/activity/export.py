"""Activity's export menu: every entry that matches the filters, as a file created on demand."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from dashboard.export.activity_rows import export_activity
from dashboard.export.files import LABELS, MEDIA_TYPES, About, Kind, file_name
from dashboard.ui.access import exports
from dashboard.ui.activity import on_record
from dashboard.ui.activity.view import ActivityView
from dashboard.views import components, times
from dashboard.views.activity import filter_words


def menu(view: ActivityView) -> None:
    """Draw the menu with a button for each kind of file."""
    # Streamlit creates the file in a thread without a session, so everything it needs is captured here.
    log, _ = on_record.read(lambda record: record.activity)
    about, query, company = _about(view), view.query, view.context.company
    if log is not None:
        draw(about, lambda kind: export_activity(log.every(query), kind, about, company))


def draw(about: About, file: Callable[[Kind], bytes]) -> None:
    """Draw a menu with a button for each kind of file. `file`: creates it, in a thread without a session."""
    with st.popover("Export", key="open_export"):
        entries = times.count(about.shown, "entry", "entries")
        st.html(components.note(f"{entries}, newest first"))
        with st.container(horizontal=True, gap=8):
            for kind, label in LABELS.items():
                name = file_name(about, kind)
                st.download_button(
                    label,
                    exports.of_list(f"{name}: {entries}", partial(file, kind)),
                    name,
                    MEDIA_TYPES[kind],
                    key=f"file_{kind}",
                    on_click="ignore",
                )


def _about(view: ActivityView) -> About:
    context, filters = view.context, view.filters
    words = [filter_words.chip(kind, filters, view.today, context) for kind in filters.kinds]
    return About(
        company_name=context.company(filters.company_id) if filters.company_id else "",
        company_id=filters.company_id,
        filters=words,
        order="newest first",
        zone=context.zone,
        zone_label=times.zone_name(context.zone),
        as_of=context.now,
        shown=view.shown.of,
        of=view.shown.of,
        things="activity entries",
    )
