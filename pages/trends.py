"""Trends: how many merchants fail and what is missing over months, time to recover, causes by month."""

from __future__ import annotations

from dashboard.ui import layout
from dashboard.ui.fleet import trends

layout.plain_page("Trends")
trends.draw(trends.of_address())
