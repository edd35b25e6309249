"""Events of sign-in and roles as a file: who, when, what, from where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING, Final

from dashboard.access.events import AccessEvent
from dashboard.export.about import About
from dashboard.export.files import Kind, write
from dashboard.export.rows import FileColumn, Row, ValueKind, with_zone
from dashboard.views.access import event_words
from dashboard.views.activity import entry_words

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_COLUMNS: Final = (
    FileColumn("at_utc", "When (UTC)", ValueKind.UTC, 20),
    FileColumn("at", "When ({zone})", ValueKind.SHOWN, 20),
    FileColumn("who", "Who", ValueKind.TEXT, 22),
    FileColumn("verified", "Name verified", ValueKind.YES_NO, 14),
    FileColumn("identity", "Identity", ValueKind.TEXT, 40),
    FileColumn("from", "From", ValueKind.TEXT, 22),
    FileColumn("kind", "Kind", ValueKind.TEXT, 16),
    FileColumn("what", "What", ValueKind.TEXT, 20),
    FileColumn("outcome", "Outcome", ValueKind.TEXT, 12),
    FileColumn("detail", "Detail", ValueKind.TEXT, 60),
    FileColumn("company_id", "Company id", ValueKind.TEXT, 38),
    FileColumn("session_id", "Session id", ValueKind.TEXT, 20),
)


def export_access(events: Iterable[AccessEvent], kind: Kind, about: About) -> bytes:
    """Return events as a file, in their order."""
    listed = list(events)  # its number may have grown since the page was drawn
    whole = replace(about, shown=len(listed), of=len(listed))
    rows = [_row(each, about.zone) for each in listed]
    return write(kind, with_zone(_COLUMNS, about.zone_label), rows, whole)


def _row(event: AccessEvent, zone: ZoneInfo) -> Row:
    return (
        event.at.astimezone(UTC),
        event.at.astimezone(zone),
        event.person or None,
        event.verified,
        event.identity or None,
        entry_words.origin(event.origin) or None,
        event.kind,
        event_words.kind(event.kind),
        event.outcome,
        event.detail or None,
        event.company_id or None,
        event.session_id or None,
    )
