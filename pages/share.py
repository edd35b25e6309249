"""Share: create a link or a file of a company's status, its history or a sync, for someone without access."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard.ui import assessments, layout
from dashboard.ui.share import form
from dashboard.ui.share import request as share_request

page = layout.company_page("share")
request = share_request.of_address(page.company_id)
back_html = share_request.back_html(request)
st.html(back_html)
others = (*assessments.NEEDS[1:], "syncs", "status", "company")
page.section(partial(form.draw, page, request), "latest", after=others, height=500)
page.render()
