"""Names of companies, as far as the list of companies has arrived, and the words of entries on a page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from dashboard.foreign_text import seen
from dashboard.insight.zone import UTC as UTC_ZONE
from dashboard.ui import directory, links, session
from dashboard.views.activity.table import ActivityContext


def company_names() -> Callable[[str], str]:
    """Return a function of a company's id: its name as text, or the beginning of the id. Makes no call.

    It works in threads without a session too.
    """
    known = directory.cached().by_id

    def name(company_id: str) -> str:
        found = known.get(company_id)
        return (seen(found.name) if found else "") or f"Company {company_id[:8]}…"

    return name


def context() -> ActivityContext:
    """Return what entries of several companies are worded with: the viewer's zone, else UTC."""
    zone = session.viewer_zone() or UTC_ZONE
    return ActivityContext(zone, datetime.now(UTC), company_names(), links.href)
