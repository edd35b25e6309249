"""Shared: all links, who created them, when they expire, how often they were opened; pause or revoke them."""

from __future__ import annotations

from dashboard.ui import layout
from dashboard.ui.share import shared_actions, shared_filters, shared_list, shared_view
from dashboard.views.share import shared_words

layout.plain_page(shared_words.TITLE)
view = shared_view.of_address()
shared_list.heading(view)
if not view.error:
    if view.every:
        shared_filters.draw(view)
        shared_actions.draw(view)
    shared_list.draw(view)
