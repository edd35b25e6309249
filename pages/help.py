"""What states, estimates, marks, charts, keys and status codes mean, a topic at a time."""

from __future__ import annotations

import streamlit as st

from dashboard.insight.verdict.facts import limits_of
from dashboard.ui import layout, links, session
from dashboard.views import components
from dashboard.views.help import sections, topics

layout.plain_page("Help")
st.html(components.answer("", "Help", ""))
st.html(sections.page(topics.all_topics(limits_of(session.settings())), links.href("help")))
