"""The days with missing sales as dates, each a link; those that a sync may have covered are marked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice

from dashboard.foreign_text import attribute, html
from dashboard.insight.outcome import Outcome
from dashboard.insight.schedule import Dues
from dashboard.insight.verdict.missing_days import MissingDays, missing_days, newest_first
from dashboard.insight.verdict.state import State
from dashboard.insight.verdict.verdict import Verdict
from dashboard.views import components, times

MOST_OPEN = 10
"""More days than this are folded."""
MOST_LISTED = 92
"""The newest days have a link each, at most this many; those before share one."""
_NOT_YET = "Unless the cause is fixed, a sync for these days will probably fail the same way."
_UNSURE = "may be in the books already"
_MOST_SPANS = 3
_FAILING = {State.FAILING, State.WILL_BE_SWITCHED_OFF, State.DISCONNECTED}

Dated = tuple[dt.date, bool]
"""A day, and whether it is missing for certain."""


@dataclass(frozen=True)
class DayListing:
    """What the list needs from the page.

    `address`: of History with the syncs that ran from one day to another, both included. `start_html`: the
    link that starts a sync for these days; "" if that doesn't help or isn't allowed. `now`: aware.
    `where`: the zone in which days count, if the page shows another one.
    """

    address: Callable[[dt.date, dt.date], str]
    start_html: str
    now: dt.datetime
    where: str = ""


def listed(verdict: Verdict, listing: DayListing) -> str:
    """Return the missing days as HTML; "" if there are none, or the schedule doesn't say which."""
    found = missing_days(verdict.gap, verdict.dues)
    if not found or verdict.dues is None:
        return ""
    title, below = f"Which days{listing.where}", _notes(found, verdict, verdict.dues, listing)
    days = newest_first(found)
    newest = list(islice(days, MOST_LISTED))[::-1]
    if len(newest) <= MOST_OPEN:
        dates = "".join(_date(each, listing) for each in newest)
        return f'<div class="d d-dates"><p><span>{html(title)}</span>{dates}</p>{below}</div>'
    spans = ", ".join(times.days(each.first, each.last, listing.now) for each in found[-_MOST_SPANS:])
    body = _earlier(found, next(days, None), listing) + _months(newest, listing)
    return components.folded(f"{title}: {spans}", f'<div class="d-dates">{body}{below}</div>')


def _months(dated: Iterable[Dated], listing: DayListing) -> str:
    """Return a row for each month: its name, and its days as links."""
    rows = []
    for _, days in groupby(dated, key=lambda each: (each[0].year, each[0].month)):
        first, *others = days
        name = times.day(first[0], listing.now).split(" ", 1)[1]
        links = "".join(_date(each, listing, str(each[0].day)) for each in (first, *others))
        rows.append(f"<p><span>{html(name)}</span>{links}</p>")
    return "".join(rows)


def _earlier(found: Sequence[MissingDays], last: Dated | None, listing: DayListing) -> str:
    """Return the link to the days up to `last`, before those that are listed one by one."""
    if last is None:
        return ""
    first, more = found[0].first, sum(each.count for each in found) - MOST_LISTED
    label = html(f"{times.days(first, last[0], listing.now)}: {times.count(more, 'day')}")
    return f'<p><a href="{attribute(listing.address(first, last[0]))}">{label}</a></p>'


def _date(dated: Dated, listing: DayListing, label: str = "") -> str:
    """Return a day as a link to the syncs that ran from its beginning to the due date at its end."""
    day, sure = dated
    target = attribute(listing.address(day, day + dt.timedelta(days=1)))
    name = times.day(day, listing.now)
    mark = "" if sure else components.mark(Outcome.UNKNOWN)
    spoken = attribute(name if sure else f"{name}, {_UNSURE}")
    return f'<a href="{target}" aria-label="{spoken}">{mark}{html(label or name)}</a>'


def _notes(found: Sequence[MissingDays], verdict: Verdict, dues: Dues, listing: DayListing) -> str:
    """Return notes on the days: when a day begins, what the mark means, whether a start would cover them."""
    notes = list(_said(found, dues))
    if listing.start_html:
        notes.append(listing.start_html)
    elif verdict.helps_to_start is False and verdict.state in _FAILING:
        notes.append(html(_NOT_YET))
    return f'<p class="d-legend">{"".join(f"<span>{each}</span>" for each in notes)}</p>' if notes else ""


def _said(found: Sequence[MissingDays], dues: Dues) -> Iterator[str]:
    if dues.hour:
        yield html(f"A day begins at {dues.hour:02}:00, when a sync is due.")
    if not all(each.sure for each in found):
        yield f"{components.mark(Outcome.UNKNOWN)}{_UNSURE}"
