"""Company names, as far as the list of companies has arrived, and the context for the texts of entries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from dashboard.foreign_text import seen
from dashboard.insight.activity.entry import NO_COMPANY
from dashboard.insight.zone import UTC as UTC_ZONE
from dashboard.ui import directory, links, session
from dashboard.ui.access.namesakes import namesakes
from dashboard.views.activity.table import ActivityContext


def company_names() -> Callable[[str], str]:
    """Return a function that maps a company's id to its name as text, or to part of the id.

    Makes no call. It also works in threads without a session.
    """
    known = directory.companies()

    def name(company_id: str) -> str:
        if company_id == NO_COMPANY:
            return ""
        found = known.get(company_id)
        return (seen(found.name) if found else "") or f"Company {company_id[:8]}…"

    return name


def sign_in() -> bool:
    """Return whether people sign in to this dashboard."""
    return bool(session.settings().sign_in)


def context() -> ActivityContext:
    """Return the context for entries of several companies, in the viewer's zone, else UTC."""
    zone = session.viewer_zone() or UTC_ZONE
    return ActivityContext(zone, datetime.now(UTC), company_names(), links.href, sign_in(), namesakes())
