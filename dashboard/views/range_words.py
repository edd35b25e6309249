"""The range of one sync in words, and its source. `zone`: the one to show times in; `now`: aware."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from dashboard.foreign_text import html
from dashboard.insight.gap import Range
from dashboard.insight.sync_range import RangeBasis, SyncRange
from dashboard.views import components, times

NOT_KNOWN: Final = "unknown"
REPORTED: Final = ", reported"
BY_SCHEDULE: Final = (
    "Codat doesn’t report this range. By the schedule, a nightly sync covers sales from the due time of the"
    " last successful one up to its own."
)
_WHY: Final = {
    RangeBasis.NO_LIST: "The list of syncs hasn’t loaded, so the start of the range is unknown.",
    RangeBasis.NO_TIME: "Its time can’t be read, or is in the future.",
    RangeBasis.NO_SCHEDULE: "Codat reports no usable daily schedule, so its range can’t be estimated.",
    RangeBasis.OUTSIDE: "This sync ran outside the schedule, so its range is unknown.",
    RangeBasis.AFTER_ANOTHER: "Another sync succeeded before it, so the start of its range is unknown.",
}


def in_line(found: SyncRange, zone: ZoneInfo, now: datetime) -> str:
    """Return "11 Nov 02:00 – 20 Nov 02:00", with ", reported" if Codat reported it; "unknown"."""
    if found.range is None:
        return NOT_KNOWN
    return _span(found.range, zone, now) + (REPORTED if found.basis is RangeBasis.REPORTED else "")


def as_html(found: SyncRange, zone: ZoneInfo, now: datetime) -> str:
    """Return the range and its source, or why it is unknown, as HTML."""
    if found.range is None:
        return components.why(NOT_KNOWN, _WHY[found.basis])
    return f'{html(_span(found.range, zone, now))} <span class="d-small">{basis_html(found)}</span>'


def basis_html(found: SyncRange) -> str:
    """Return the source of the range, or why it is unknown, as HTML."""
    if found.range is None:
        return html(_WHY[found.basis])
    if found.basis is RangeBasis.REPORTED:
        return "reported by Codat"
    return components.why("by the schedule", BY_SCHEDULE)


def in_utc(found: SyncRange) -> str:
    """Return "2026-11-11T02:00:00Z – 2026-11-20T02:00:00Z, by the schedule"; "" if it is unknown."""
    if found.range is None:
        return ""
    source = "reported by Codat" if found.basis is RangeBasis.REPORTED else "by the schedule"
    return f"{times.iso_utc(found.range.start)} – {times.iso_utc(found.range.finish)}, {source}"


def _span(covered: Range, zone: ZoneInfo, now: datetime) -> str:
    return times.span(covered.start, covered.finish, zone, now)
