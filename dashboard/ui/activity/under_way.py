"""The quiet line about starts under way, on every page. It costs no read: the start service knows them."""

from __future__ import annotations

import streamlit as st

from dashboard.insight.start.attempt import OpenStart
from dashboard.ui import links, start_service
from dashboard.ui.activity import names
from dashboard.views.activity import table


def starts() -> tuple[OpenStart, ...]:
    """Return the account's starts without an outcome yet, but the one that the page is about."""
    service = start_service.available().service
    shown = links.param("attempt")
    return tuple(each for each in service.under_way() if each.id != shown) if service else ()


def link() -> None:
    """Draw one quiet link to the start, or to Activity where there are several."""
    link_html = table.running_link(starts(), names.context())
    if link_html:
        st.html(link_html, width="content")
