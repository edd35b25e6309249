"""The record's entries as a file: who, when, what, for which company, from where."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING, Final

from dashboard.export.about import About
from dashboard.export.files import Kind, write
from dashboard.export.rows import FileColumn, Row, ValueKind, with_zone
from dashboard.insight.activity.entry import ActivityEntry
from dashboard.views.activity import entry_words

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_COLUMNS: Final = (
    FileColumn("at_utc", "When (UTC)", ValueKind.UTC, 20),
    FileColumn("at", "When ({zone})", ValueKind.SHOWN, 20),
    FileColumn("who", "Who", ValueKind.TEXT, 22),
    FileColumn("verified", "Name verified", ValueKind.YES_NO, 14),
    FileColumn("from", "From", ValueKind.TEXT, 22),
    FileColumn("kind", "Kind", ValueKind.TEXT, 16),
    FileColumn("what", "What", ValueKind.TEXT, 40),
    FileColumn("outcome", "Outcome", ValueKind.TEXT, 20),
    FileColumn("code", "Code", ValueKind.NUMBER, 8),
    FileColumn("detail", "Detail", ValueKind.TEXT, 60),
    FileColumn("company", "Company", ValueKind.TEXT, 28),
    FileColumn("company_id", "Company id", ValueKind.TEXT, 38),
    FileColumn("start_id", "Start id", ValueKind.TEXT, 38),
    FileColumn("sync_id", "Sync id", ValueKind.TEXT, 38),
    FileColumn("link_id", "Link id", ValueKind.NUMBER, 8),
    FileColumn("opened", "Opened", ValueKind.NUMBER, 8),
)


def export_activity(
    entries: Iterable[ActivityEntry], kind: Kind, about: About, company: Callable[[str], str]
) -> bytes:
    """Return entries as a file, in their order. `company`: a company's name (text) by its id."""
    listed = list(entries)  # its number may have grown since the page was drawn
    whole = replace(about, shown=len(listed), of=len(listed))
    return write(kind, with_zone(_COLUMNS, about.zone_label), _rows(listed, whole, company), whole)


def _rows(entries: Iterable[ActivityEntry], about: About, company: Callable[[str], str]) -> Iterator[Row]:
    for each in entries:
        yield _row(each, about, about.zone, company(each.company_id))


def _row(entry: ActivityEntry, about: About, zone: ZoneInfo, company: str) -> Row:
    return (
        entry.at.astimezone(UTC),
        entry.at.astimezone(zone),
        entry.person or None,
        entry.verified,
        entry_words.origin(entry.origin) or None,
        entry.kind,
        entry_words.headline(entry, zone, about.as_of),
        entry_words.outcome_look(entry.outcome)[1] if entry.outcome else None,
        entry.code,
        entry_words.detail(entry) or None,
        company,
        entry.company_id,
        entry.start_id,
        entry.sync_id,
        *((entry.link.id, entry.link.opened or None) if entry.link else (None, None)),
    )
