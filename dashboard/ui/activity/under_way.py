"""The discreet line about starts under way, on every page. It needs no read: the start service knows them."""

from __future__ import annotations

import streamlit as st

from dashboard.insight.start.attempt import OpenStart
from dashboard.ui import links, session, start_service
from dashboard.ui.access import companies
from dashboard.ui.activity import names
from dashboard.views.activity import table

_FOLLOWED_ON = ("company", "start")
"""The pages that already follow their own company's start."""


def starts() -> tuple[OpenStart, ...]:
    """Return the starts without an outcome yet, except the one that this page already follows.

    Only those of companies that the person may see.
    """
    service = start_service.available().service
    followed = links.id_in("company") if session.page() in _FOLLOWED_ON else ""
    every = service.under_way() if service else ()
    return tuple(each for each in every if each.company_id != followed and companies.covers(each.company_id))


def link() -> None:
    """Draw one discreet link to the start, or to Activity if there are several."""
    link_html = table.running_link(starts(), names.context())
    if link_html:
        st.html(link_html, width="content")
