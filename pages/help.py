"""What each mark, state and status code means, how it is judged, what is assumed, and the keys."""

from __future__ import annotations

import streamlit as st

from dashboard.insight.verdict.facts import limits_of
from dashboard.ui import layout, session
from dashboard.views import components
from dashboard.views.help import topics

layout.plain_page("Help")
st.html(components.answer("", "Help", "What the marks and words here mean, and how a merchant is judged."))
left, right = st.columns([7, 5], gap=40)
with left:
    st.html(
        components.title(
            "States", "of a company, the most serious last; if several are true, the most serious is shown"
        )
    )
    st.html(topics.states(limits_of(session.settings())))
    st.html(components.title("Status codes", "of a sync, as Codat names them"))
    st.html(topics.codes())
with right:
    st.html(components.title("Marks"))
    st.html(topics.marks())
    st.html(components.title("History’s charts"))
    st.html(components.facts((name, components.text(meaning)) for name, meaning in topics.HISTORY))
    st.html(components.title("Keys"))
    st.html(components.facts(topics.KEYS))
st.html(components.title("How it is judged"))
st.html(components.facts(topics.JUDGING))
st.html(components.title("What is assumed", "Codat tells none of this"))
st.html(components.points(topics.ASSUMED))
