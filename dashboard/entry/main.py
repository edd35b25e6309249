"""The page script: the list of pages, and what every page shows."""

from __future__ import annotations

from contextlib import suppress

import streamlit as st

from dashboard.ui import browser, layout, page_list, session
from dashboard.ui.access import bar as access_bar
from dashboard.ui.access import entrance, key_gate
from dashboard.ui.run_cache import one_run
from dashboard.views.stylesheet import Stylesheet

st.set_page_config(page_title="Sync desk", layout="wide")

PAGES = page_list.copies(
    lambda: [
        st.Page("../../pages/home.py", title="Home", url_path="home", default=True),
        st.Page("../../pages/company.py", title="Company", url_path="company"),
        st.Page("../../pages/history.py", title="History", url_path="history"),
        st.Page("../../pages/sync.py", title="Sync", url_path="sync"),
        st.Page("../../pages/setup.py", title="Set-up", url_path="setup"),
        st.Page("../../pages/start.py", title="Start a sync", url_path="start"),
        st.Page("../../pages/share.py", title="Share", url_path="share"),
        st.Page("../../pages/shared.py", title="Shared", url_path="shared"),
        st.Page("../../pages/activity.py", title="Activity", url_path="activity"),
        st.Page("../../pages/sessions.py", title="Sessions", url_path="sessions"),
        st.Page("../../pages/people.py", title="People", url_path="people"),
        st.Page("../../pages/digest.py", title="Digest", url_path="digest"),
        st.Page("../../pages/trends.py", title="Trends", url_path="trends"),
        st.Page("../../pages/help.py", title="Help", url_path="help"),
    ]
)

current = st.navigation(PAGES, position="hidden")
with one_run():
    browser.start_run(current.url_path)
    session.note_view(current.url_path)
    st.html(Stylesheet())
    with st.container(gap=20, key="page"):
        is_open = entrance.is_open() and key_gate.open_for_this_session()
        if is_open:
            access_bar.warnings()
            with suppress(layout.NoCompanyError):
                current.run()
    if is_open:
        # Outside the container: a late fragment run of the previous page would empty it.
        layout.quota_line()
    browser.end_run()
