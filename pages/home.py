"""Which merchants need someone today; and find any company by name, id or link."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard.ui import layout
from dashboard.ui.find import box
from dashboard.ui.fleet import home_view, listing
from dashboard.ui.fleet.home_view import HomeView
from dashboard.ui.fleet.people import work_panel
from dashboard.views import components

HINTS = [
    ("Name", "Part of it is enough, words in any order."),
    ("Id", "A company’s, or a sync’s of a company you opened recently."),
    ("Link", "From a ticket, the Codat Portal or this dashboard."),
    ("Keys", "/ moves to the box, Enter opens the first result."),
]

layout.find_page()
view = home_view.of_address()
if isinstance(view, HomeView):
    work_panel.draw(view)
    box.draw(box.FleetUse(listing.draw_now, partial(listing.state_of, view)))
else:
    st.space("small")
    left, right = st.columns([820, 380], gap=80)
    with left:
        box.draw()
    with right:
        st.html(components.title("What you can enter"))
        st.html(components.facts(HINTS))
        listing.draw_why_not(view)
