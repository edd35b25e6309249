"""How fresh Home's rows are, and who keeps them so."""

from __future__ import annotations

import streamlit as st

from dashboard.jobs.reader import ReaderKind, who_reads
from dashboard.store.errors import StoreError
from dashboard.ui import browser, session
from dashboard.ui.fleet.home_view import HomeView
from dashboard.views import components
from dashboard.views.fleet import freshness
from dashboard.views.fleet.freshness import Ages

REDRAW_S = 60.0
"""While Home is open, its counts and cells are drawn again this often."""


def draw(view: HomeView) -> None:
    """Draw the age of the rows, and whether anyone reads them."""
    ages = Ages.of_rows(view.rows.values())
    words = [freshness.ages_line(ages, view.now), reader_line()]
    st.html(components.note(". ".join(each.rstrip(".") for each in words if each) + "."))
    browser.poll(REDRAW_S)


def reader_line() -> str:
    """Return why no company is checked now; "" if they are."""
    try:
        kind = who_reads(session.settings()).kind
    except StoreError:
        return ""
    return {ReaderKind.OFF: freshness.OFF, ReaderKind.NO_ONE: freshness.NO_WORKER}.get(kind, "")
