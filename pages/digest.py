"""Digest: what changed overnight, as five lines to read out, and the merchants behind each."""

from __future__ import annotations

from dashboard.ui import layout
from dashboard.ui.fleet import digest

layout.plain_page("Digest")
digest.draw(digest.of_address())
