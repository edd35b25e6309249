"""A file's metadata: what it holds of whom, filters, order, time zone, and when it was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from dashboard.views.times import zone_in_full


@dataclass(frozen=True)
class About:
    """`filters`: one sentence or name for each, none if the file has all syncs. `order`: in words.

    `zone`: the zone of the times shown; `zone_label`: its short name ("London"). `as_of`: when the syncs were
    read, aware. The file has `shown` of `of` syncs, or of what `things` says; `damaged` more could not be
    read. No company: it is about all of them. All texts may be foreign: each file escapes them.
    """

    company_name: str
    company_id: str
    filters: Sequence[str]
    order: str
    zone: ZoneInfo
    zone_label: str
    as_of: datetime
    shown: int
    of: int
    damaged: int = 0
    things: str = "syncs"

    @property
    def as_of_utc(self) -> datetime:
        """The same instant in UTC."""
        return self.as_of.astimezone(UTC)

    @property
    def as_of_shown(self) -> datetime:
        """The same instant in the zone shown."""
        return self.as_of.astimezone(self.zone)


def lines(about: About) -> list[tuple[str, str]]:
    """Return (name, value) pairs, for files that people open."""
    filters = [("Filter", each) for each in about.filters] or [("Filter", "none")]
    company = [("Company", about.company_name), ("Company id", about.company_id)]
    return [
        *(company if about.company_id else [("Company", "all")]),
        (about.things.capitalize(), f"{about.shown:,} of {about.of:,}"),
        *([("Not in here", f"{about.damaged:,} could not be read")] if about.damaged else []),
        *filters,
        ("Order", about.order),
        ("Zone", _zone(about)),
        ("As of (UTC)", iso(about.as_of_utc)),
        (f"As of ({about.zone_label})", iso(about.as_of_shown)),
    ]


def _zone(about: About) -> str:
    """Return "London (Europe/London)"; only the name for a zone named after its offset."""
    in_full = zone_in_full(about.zone)
    return in_full if in_full == about.zone_label else f"{about.zone_label} ({in_full})"


def record(about: About) -> dict[str, object]:
    """Return the metadata for programs."""
    return {
        "company": {"name": about.company_name, "id": about.company_id} if about.company_id else None,
        "shown": about.shown,
        "of": about.of,
        "could_not_be_read": about.damaged,
        "filters": list(about.filters),
        "order": about.order,
        "zone": about.zone.key,
        "as_of_utc": iso(about.as_of_utc),
        "as_of": iso(about.as_of_shown),
    }


def iso(instant: datetime) -> str:
    """Format an aware instant by ISO 8601, UTC as "Z"."""
    text = instant.isoformat()
    return f"{text.removesuffix('+00:00')}Z" if instant.tzinfo is UTC else text
