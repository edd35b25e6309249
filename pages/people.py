"""People: everyone who has signed in or has a role, and where it comes from; give or take a role."""

from __future__ import annotations

import streamlit as st

from dashboard.ui import layout, session
from dashboard.ui.access import people_actions, people_list, people_view
from dashboard.views import components
from dashboard.views.access import people_words, session_words

layout.plain_page(people_words.TITLE)
if not session.settings().sign_in:
    st.html(components.answer("", session_words.NO_SIGN_IN, session_words.WITHOUT))
else:
    view = people_view.of_address()
    people_list.heading(view)
    if not view.error:
        people_actions.outcome()
        people_actions.opened(view)
        people_list.draw(view)
        people_actions.anyone(view)
