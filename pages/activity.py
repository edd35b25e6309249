"""Activity: every start, decision, outcome and note, by whom and when; for leads also sign-ins and roles."""

from __future__ import annotations

from dashboard.ui import layout
from dashboard.ui.access import events, events_view
from dashboard.ui.activity import filters, listing
from dashboard.ui.activity import view as activity_view

layout.plain_page("Activity")
if events_view.is_asked_for():
    events.draw()
else:
    view = activity_view.of_address()
    listing.heading(view)
    events.switch()
    listing.running(view)
    if not view.error:
        filters.draw(view)
        listing.entries(view)
