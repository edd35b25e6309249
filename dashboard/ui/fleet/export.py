"""Home's export menu: every company that matches the filters, as a file created on demand."""

from __future__ import annotations

from functools import partial
from zoneinfo import ZoneInfo

import streamlit as st

from dashboard.export.files import LABELS, MEDIA_TYPES, About, Kind, file_name
from dashboard.export.fleet_rows import export_fleet
from dashboard.insight.fleet.query import Selection, matching
from dashboard.ui import session
from dashboard.ui.access import exports
from dashboard.ui.fleet.home_view import HomeView
from dashboard.views import components, times
from dashboard.views.fleet import filter_words


def menu(view: HomeView, shown: Selection) -> None:
    """Draw the menu with a button for each kind of file."""
    # Streamlit creates the file in a thread without a session, so everything it needs is captured here.
    about, number = _about(view, shown), times.count(shown.total, "merchant")
    with st.popover("Export", key="open_export"):
        st.html(components.note(f"{number}, in this order"))
        with st.container(horizontal=True, gap=8):
            for kind, label in LABELS.items():
                name = file_name(about, kind)
                st.download_button(
                    label,
                    exports.of_list(f"{name}: {number}", partial(_file, view, about, kind)),
                    name,
                    MEDIA_TYPES[kind],
                    key=f"file_{kind}",
                    on_click="ignore",
                )


def _file(view: HomeView, about: About, kind: Kind) -> bytes:
    rows = matching(view.rows.values(), view.query, view.context)
    return export_fleet(rows, view.context.works, kind, about)


def _about(view: HomeView, shown: Selection) -> About:
    zone = session.viewer_zone() or ZoneInfo("UTC")
    return About(
        company_name="",
        company_id="",
        filters=[filter_words.chip(each, value) for each, value in view.query.values.items()],
        order=filter_words.SORTS[view.query.sort].lower(),
        zone=zone,
        zone_label=times.zone_name(zone),
        as_of=view.now,
        shown=shown.total,
        of=len(view.rows),
        things="merchants",
    )
