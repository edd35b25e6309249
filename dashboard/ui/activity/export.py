"""Activity's export menu: every entry that matches the filters, as a file created on demand."""

from __future__ import annotations

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
    about = _about(view)
    with st.popover("Export", key="open_export"):
        entries = times.count(about.shown, "entry", "entries")
        st.html(components.note(f"{entries}, newest first"))
        with st.container(horizontal=True, gap=8):
            for kind, name in LABELS.items():
                _button(view, kind, name, about)


def _button(view: ActivityView, kind: Kind, label: str, about: About) -> None:
    log, _ = on_record.read(lambda record: record.activity)
    query, company = view.query, view.context.company
    if log is None:
        return
    name = file_name(about, kind)
    st.download_button(
        label,
        exports.of_list(
            f"{name}: {times.count(about.shown, 'entry', 'entries')}",
            lambda: export_activity(log.every(query), kind, about, company),
        ),
        name,
        MEDIA_TYPES[kind],
        key=f"file_{kind}",
        on_click="ignore",
    )


def _about(view: ActivityView) -> About:
    context, filters = view.context, view.filters
    words = [filter_words.chip(kind, filters, view.today, context.company) for kind in filters.kinds]
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
