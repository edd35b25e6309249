"""The last 90 days as a row of small cells, in plain HTML: readable without loading the chart library."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from dashboard.foreign_text import attribute, html
from dashboard.insight.days import Day
from dashboard.insight.outcome import Outcome
from dashboard.views import components, times
from dashboard.views.figures.day_marks import days_alt, title_of
from dashboard.views.theme import look_of

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

DAYS: Final = 90
NARROW_DAYS: Final = 30
_FILLED: Final = {Outcome.SUCCEEDED: "ok", Outcome.FAILED: "failed"}
"""Cells filled with a colour; every other outcome shows its mark alone."""


def daily_results(
    days: Sequence[Day], address: Callable[[Day], str | None], now: dt.datetime, zone: ZoneInfo, where: str
) -> str:
    """Return the last `DAYS` of the merchant's `days` under their title, as HTML.

    A click on a cell opens what `address` gives for its day. The keyboard reaches the same days with the
    filter "Days". `where`: the zone in which days count, if the page shows another one.
    """
    shown = days[-DAYS:]
    cells = "".join(_cell(day, address(day), now, zone) for day in shown)
    spoken = attribute(f"Days{where}: {days_alt(shown, now)}" if where else days_alt(shown, now))
    return (
        f"{_title(where)}"
        f'<div class="d d-cells" role="group" aria-label="{spoken}">{cells}</div>'
        f'<div class="d d-small d-cells-ends" aria-hidden="true">{_ends(shown, now)}</div>'
    )


def nothing(why: tuple[str, str]) -> str:
    """Return the title with the reason why no day has a result, as (what, why)."""
    return components.title(title_of(DAYS)) + components.empty(*why)


def _title(where: str) -> str:
    legend = components.legend(filled=True)
    wide = components.title(title_of(DAYS), f"all syncs{where}", legend)
    narrow = components.title(title_of(NARROW_DAYS), f"all syncs{where}", legend)
    return f'<div class="d-at-width">{wide}</div><div class="d-at-narrow">{narrow}</div>'


def _cell(day: Day, target: str | None, now: dt.datetime, zone: ZoneInfo) -> str:
    kind = _FILLED.get(day.outcome, "mark") if day.outcome else "none"
    css = f"d-cell d-cell-{kind}" + (" d-cell-corner" if _recovered(day) else "")
    glyph = _glyph(day.outcome)
    title = attribute(_title_of(day, now, zone))
    if target is None:
        return f'<span class="{css}" title="{title}" aria-hidden="true">{glyph}</span>'
    return (
        f'<a class="{css}" href="{attribute(target)}" title="{title}" aria-hidden="true" tabindex="-1">'
        f"{glyph}</a>"
    )


def _recovered(day: Day) -> bool:
    """Whether an earlier sync of the day failed and the last one did not."""
    return day.earlier_failure and day.outcome is not Outcome.FAILED


def _glyph(outcome: Outcome | None) -> str:
    if outcome is None:
        return "·"
    if outcome is Outcome.SUCCEEDED:
        return ""
    return html(look_of(outcome).mark) if outcome is Outcome.FAILED else components.mark(outcome)


def _title_of(day: Day, now: dt.datetime, zone: ZoneInfo) -> str:
    date = times.weekday(day.date, now)
    if day.outcome is None or day.ran_utc is None:
        return f"{date}: no sync ran"
    ran = f"{day.ran_utc.astimezone(zone):%H:%M} {times.zone_name(zone)}"
    several = f", the last of {day.count} that day" if day.count > 1 else ""
    failed = ", an earlier one failed" if day.earlier_failure else ""
    return f"{date} {ran}: {look_of(day.outcome).word}{several}{failed}"


def _ends(shown: Sequence[Day], now: dt.datetime) -> str:
    """Return the first and the last date; a phone shows fewer days and so has another first date."""
    first, last = shown[0].date, shown[-1].date
    narrow = shown[-NARROW_DAYS:][0].date
    return (
        f'<span class="d-at-width">{html(times.day(first, now))}</span>'
        f'<span class="d-at-narrow">{html(times.day(narrow, now))}</span>'
        f"<span>{html(times.day(last, now))}</span>"
    )
