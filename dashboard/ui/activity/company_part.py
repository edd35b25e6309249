"""The company's part of the record, on Company: the latest note, the newest entries, the form for a note."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import streamlit as st

from dashboard.ui import links
from dashboard.ui.access.namesakes import namesakes
from dashboard.ui.activity import names, notes, on_record
from dashboard.ui.page import CompanyView, company_name
from dashboard.views import components
from dashboard.views.activity import table
from dashboard.views.activity.table import ActivityContext

MOST_SHOWN: Final = 5
_RECENT: Final = timedelta(days=14)


def latest_note(page: CompanyView) -> str:
    """Return the latest note of the last two weeks on one line, as HTML, to show under the steps; else ""."""
    found = on_record.of_company(page.company_id).entries
    recent = [each for each in found if page.now - each.at <= _RECENT]
    line_html = table.latest_note(recent, _context(page))
    return f'<div class="d-gutter">{line_html}</div>' if line_html else ""


def draw(page: CompanyView) -> None:
    """Draw the newest entries, the link to all of them, and the form for a note."""
    found = on_record.of_company(page.company_id)
    all_html = links.anchor("All activity", "activity", company=page.company_id)
    title_html = components.title("Activity", legend_html=all_html if found.entries else "")
    if found.error:
        st.html(title_html + components.empty("Couldn’t load this.", found.error))
        return
    entries_html = table.of_company(found.entries[:MOST_SHOWN], _context(page))
    st.html(title_html + entries_html)
    notes.draw(page.company_id)


def _context(page: CompanyView) -> ActivityContext:
    clock = page.clock
    return ActivityContext(
        clock.shown_zone, page.now, lambda _: company_name(page), links.href, names.sign_in(), namesakes()
    )
