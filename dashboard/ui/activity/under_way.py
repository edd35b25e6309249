"""The quiet line about starts under way, on every page. It costs no read: the start service knows them."""

from __future__ import annotations

import streamlit as st

from dashboard.insight.start.attempt import OpenStart
from dashboard.ui import links, session, start_service
from dashboard.ui.activity import names
from dashboard.views.activity import table

_FOLLOWED_ON = ("company", "start")
"""The pages that follow their own company's start themselves."""


def starts() -> tuple[OpenStart, ...]:
    """Return the account's starts without an outcome yet, but the one that the page follows itself."""
    service = start_service.available().service
    followed = links.id_in("company") if session.page() in _FOLLOWED_ON else ""
    return tuple(each for each in service.under_way() if each.company_id != followed) if service else ()


def link() -> None:
    """Draw one quiet link to the start, or to Activity where there are several."""
    link_html = table.running_link(starts(), names.context())
    if link_html:
        st.html(link_html, width="content")
