"""People: everyone who has signed in or is on the list, with their roles; give or take a role."""

from __future__ import annotations

import streamlit as st

from dashboard.ui import layout, session
from dashboard.views import components
from dashboard.views.access import session_words

layout.plain_page("People")
if not session.settings().sign_in:
    st.html(components.answer("", session_words.NO_SIGN_IN, session_words.WITHOUT))
