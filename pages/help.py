"""What each mark, state and status code means, how it is judged, what is assumed, and the keys."""

from __future__ import annotations

import streamlit as st

from dashboard.insight.verdict.facts import limits_of
from dashboard.ui import frame, session
from dashboard.views import parts
from dashboard.views.help import topics

frame.plain_page("Help")
st.html(parts.answer("", "Help", "What the marks and words here mean, and how a merchant is judged."))
left, right = st.columns([7, 5], gap=40)
with left:
    st.html(
        parts.title(
            "States", "of a company, the most serious last; if several are true, the most serious is shown"
        )
    )
    st.html(topics.states(limits_of(session.settings())))
    st.html(parts.title("Status codes", "of a sync, as Codat names them"))
    st.html(topics.codes())
with right:
    st.html(parts.title("Marks"))
    st.html(topics.marks())
    st.html(parts.title("History’s charts"))
    st.html(parts.facts((name, parts.text(meaning)) for name, meaning in topics.HISTORY))
    st.html(parts.title("Keys"))
    st.html(parts.facts(topics.KEYS))
st.html(parts.title("How it is judged"))
st.html(parts.facts(topics.JUDGING))
st.html(parts.title("What is assumed", "Codat tells none of this"))
st.html(parts.points(topics.ASSUMED))
