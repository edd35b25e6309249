"""Activity: every start, decision, outcome and note, by whom and when; newest first."""

from __future__ import annotations

from dashboard.ui import layout
from dashboard.ui.activity import filters, listing
from dashboard.ui.activity import view as activity_view

layout.plain_page("Activity")
view = activity_view.of_address()
listing.heading(view)
listing.running(view)
if not view.error:
    filters.draw(view)
    listing.entries(view)
