"""The days of the strip as a list of links, for the keyboard and for screen readers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from dashboard.foreign_text import attribute, html
from dashboard.insight.days import Day
from dashboard.views import components, times
from dashboard.views.theme import look_of


def day_list(
    days: Sequence[Day], address: Callable[[Day], str | None], now: dt.datetime, where: str = ""
) -> str:
    """Return the days on which syncs ran, newest first, as HTML that opens with a click or a key.

    Each day has its date, mark, outcome, and how many syncs ran. `address`: what a click on the day's mark
    opens. `where`: the zone in which days count, if the page shows another one.
    """
    ran = [day for day in reversed(days) if day.count]
    if not ran:
        return ""
    rows = "".join(f"<li>{_day(day, address(day), now)}</li>" for day in ran)
    return components.folded(f"These days as a list{where}", f'<ul class="d-days">{rows}</ul>')


def _day(day: Day, target: str | None, now: dt.datetime) -> str:
    label = html(times.day(day.date, now))
    link = f'<a href="{attribute(target)}">{label}</a>' if target else label
    outcome = day.outcome or ""
    several = f", the last of {day.count}" if day.count > 1 else ""
    failed = ", an earlier one failed" if day.earlier_failure else ""
    return f"{link} {components.mark(outcome)} {html(look_of(outcome).word + several + failed)}"
