"""Sessions: where one is signed in, and for leads where everyone is; end one or all."""

from __future__ import annotations

import streamlit as st

from dashboard.ui import layout, session
from dashboard.ui.access import session_actions, session_list, sessions_view
from dashboard.views import components
from dashboard.views.access import session_words

layout.plain_page(session_words.TITLE)
if not session.settings().sign_in:
    st.html(components.answer("", session_words.NO_SIGN_IN, session_words.WITHOUT))
else:
    view = sessions_view.of_address()
    session_list.heading(view)
    if not view.error:
        session_list.people(view)
        session_actions.draw(view)
        session_list.draw(view)
