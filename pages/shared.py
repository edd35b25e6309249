"""Shared: every link to a view, by whom, until when, how often it was opened; to change or revoke."""

from __future__ import annotations

from dashboard.ui import layout
from dashboard.ui.share import shared_actions, shared_filters, shared_list, shared_view

layout.plain_page("Shared")
view = shared_view.of_address()
shared_list.heading(view)
if not view.error:
    if view.every:
        shared_filters.draw(view)
        shared_actions.draw(view)
    shared_list.draw(view)
