"""The same view as a file: a report, a picture, a text; and the view's own address for colleagues."""

from __future__ import annotations

import streamlit as st

from dashboard.ui import links
from dashboard.ui.page import CompanyView
from dashboard.ui.share.request import ShareRequest
from dashboard.views import components


def draw(page: CompanyView, request: ShareRequest) -> None:
    """Draw a button for each kind of file."""
    st.html(components.title("For colleagues with access"))
    address = links.whole(request.page, request.query, company=page.company_id)
    st.html(components.copy_button("Copy address of this page", address, button=True))
