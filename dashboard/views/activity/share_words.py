"""An entry about a shared link as plain text: what happened to it, for whom it is."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from dashboard.foreign_text import seen
from dashboard.insight.activity.entry import ActivityEntry
from dashboard.insight.share.content import SharePage
from dashboard.insight.share.event import ShareEventType
from dashboard.views import times

VISITOR: Final = "visitor"
"""Who opened a link: anyone who has it."""
_PAGES: Final = {
    SharePage.COMPANY: "company status",
    SharePage.HISTORY: "history",
    SharePage.SYNC: "one sync",
    SharePage.INCIDENT: "incident",
    SharePage.DIGEST: "digest",
}
_WHAT: Final[dict[str, str]] = {
    ShareEventType.PAUSED: "Link paused",
    ShareEventType.RESUMED: "Link resumed",
    ShareEventType.REVOKED: "Link revoked",
    ShareEventType.TAKEN_OVER: "Link taken over",
    ShareEventType.REFUSED: "Sharing refused",
}


def headline(entry: ActivityEntry, zone: ZoneInfo, now: datetime) -> str:
    """Return what happened to a link in a few words; "" if the entry is about no link. `now`: aware."""
    match entry.kind:
        case ShareEventType.MADE:
            return f"Link created{_shows(entry)}, expires {_end(entry, zone, now)}"
        case ShareEventType.END_CHANGED:
            return f"Link expiry changed to {_end(entry, zone, now)}{_shows(entry)}"
        case ShareEventType.OPENED:
            return f"Link opened{_how_often(entry)}{_shows(entry)}"
    happened = _WHAT.get(entry.kind, "")
    return happened + _shows(entry) if happened else ""


def detail(entry: ActivityEntry) -> str:
    """Return for whom the link is, whose it was, or why it was refused or paused; "" if not known."""
    if entry.kind == ShareEventType.TAKEN_OVER and entry.detail:
        return f"Created by {seen(entry.detail)}"
    if entry.kind in {ShareEventType.REFUSED, ShareEventType.PAUSED} and entry.detail:
        return entry.detail
    recipient = seen(entry.link.recipient) if entry.link is not None else ""
    return f"For {recipient}" if recipient else ""


def _shows(entry: ActivityEntry) -> str:
    """Return ": company status, live"; "" if the entry is about no link."""
    if entry.link is None:
        return ""
    page = f"{_PAGES[entry.link.page]}, " if entry.link.page is not None else ""
    return f": {page}{'live' if entry.link.live else 'frozen'}"


def _end(entry: ActivityEntry, zone: ZoneInfo, now: datetime) -> str:
    """Return "25 Nov 09:51", as the event's detail has it."""
    return times.moment(datetime.fromisoformat(entry.detail), zone, now)


def _how_often(entry: ActivityEntry) -> str:
    opened = entry.link.opened if entry.link is not None else 0
    return f" {times.how_often(opened)}" if opened else ""
