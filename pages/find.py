"""Find a company by name, id or link, among those opened recently, or in the whole list."""

from __future__ import annotations

import streamlit as st

from dashboard.ui import layout
from dashboard.ui.find import box
from dashboard.views import components

HINTS = [
    ("Name", "Part of it is enough, words in any order."),
    ("Id", "A company’s, or a sync’s of a company you opened recently."),
    ("Link", "From a ticket, the Codat Portal or this dashboard."),
    ("Keys", "/ moves to the box, Enter opens the first result."),
]

layout.find_page()
st.space("small")
left, right = st.columns([820, 380], gap=80)
with left:
    box.draw()
with right:
    st.html(components.title("What you can enter"))
    st.html(components.facts(HINTS))
