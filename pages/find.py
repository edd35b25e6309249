"""Find a company by name, id or pasted link; the companies opened lately are a click away."""

from __future__ import annotations

import streamlit as st

from dashboard.ui import layout
from dashboard.ui.find import box
from dashboard.views import components

HINTS = [
    ("A name", "a part is enough, words in any order"),
    ("An id", "a company’s; a sync’s, of companies opened lately"),
    ("A link", "from a ticket, Codat’s portal or this dashboard"),
    ("Keys", "/ goes to the box, Enter opens the first company"),
]

layout.find_page()
st.space("small")
left, right = st.columns([820, 380], gap=80)
with left:
    box.draw()
with right:
    st.html(components.title("What you can type or paste"))
    st.html(components.facts(HINTS))
