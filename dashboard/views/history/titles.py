"""The titles of History's charts, each for a wide window and for a narrow one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dashboard.foreign_text import attribute
from dashboard.views import components, times

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

Titles = tuple[str, str]
_SUMMED: Final = "; pale: nothing to write, below the line: failed"


def calendar(where: str = "") -> Titles:
    """Return the calendar's titles. `where`: the zone in which days count, if the page shows another one."""
    legend = components.legend(filled=True)
    wide, narrow = "Daily results, last two years", "Daily results, last six months"
    return components.title(wide, f"all syncs{where}", legend), components.title(
        narrow, f"all syncs{where}", legend
    )


def trend(finding: str, where: str = "") -> Titles:
    """Return the trend's titles, each with the finding in a sentence below it; `where` as the calendar's."""
    note = components.note(finding)
    wide, narrow = "Monthly results, last two years", "Monthly results, last six months"
    return (
        components.title(wide, f"all syncs{where}") + note,
        components.title(narrow, f"all syncs{where}") + note,
    )


def timeline(zone: ZoneInfo, days: str, *, filtered: bool, summed: bool, all_days: str = "") -> Titles:
    """Return the timeline's titles.

    `zone`: the one whose clock it shows; `days`: the days shown, in words; `summed`: whether each bar of the
    wide one covers many syncs; `all_days`: the address that shows every day, "" if it does already.
    """
    title = "Sync timeline (filtered)" if filtered else "Sync timeline"
    clock = times.zone_name(zone)
    link = f'<a href="{attribute(all_days)}">All days</a>' if all_days else ""
    hint = '<span class="d-not-on-paper">Drag to select days</span>'
    wide = components.title(
        title, f"{days}, {clock}{_SUMMED if summed else ''}", f'<span class="d-legend">{hint}{link}</span>'
    )
    return wide, components.title(title, f"30 days, {clock}")
