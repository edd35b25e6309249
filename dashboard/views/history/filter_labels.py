"""History's filters and orders in words, and their chips and links as HTML."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Final

from dashboard.foreign_text import attribute, html, one_line
from dashboard.insight.causes.catalogue import causes
from dashboard.insight.history.filters import STATUSES, Filters, Kind, Order, SortColumn, next_order
from dashboard.views import times
from dashboard.views.theme import look_of

SORTED: Final[dict[SortColumn, tuple[str, str, str]]] = {
    SortColumn.RAN: ("Ran", "oldest first", "newest first"),
    SortColumn.OUTCOME: ("Outcome", "well first", "failed first"),
    SortColumn.CODE: ("Code", "lowest first", "highest first"),
    SortColumn.CAUSE: ("Cause", "A to Z", "Z to A"),
    SortColumn.WROTE: ("Wrote data", "no first", "yes first"),
    SortColumn.MESSAGE: ("Message", "A to Z", "Z to A"),
}
"""The name of each column, and what its two orders are called: from the lowest up, from the highest down."""
_MOST_NAMED: Final = 4
_MOST_TEXT: Final = 40


def chip(kind: Kind, filters: Filters, now: dt.date, where: str = "") -> str:
    """Return what one filter lets through, as text: "Last 90 days", "Code: 4000 or 5080".

    `now`: a date of the merchant's this year, for dates without a year. `where`: in which zone days count,
    " (London)", where times are shown in another one.
    """
    words: dict[Kind, Callable[[], str]] = {
        "status": lambda: f"Status: {_either(_statuses(filters))}",
        "code": lambda: f"Code: {_either(str(code) for code in sorted(filters.codes))}",
        "cause": lambda: f"Cause: {_either(sorted(cause_name(key) for key in filters.causes))}",
        "wrote": lambda: f"Wrote data: {'yes' if filters.wrote else 'no'}",
        "days": lambda: days(filters, now) + where,
        "text": lambda: f"Text: “{one_line(filters.text, _MOST_TEXT)}”",
    }
    return words[kind]()


def in_full(kind: Kind, filters: Filters, today: dt.date, where: str = "") -> str:
    """Return the same for a file, which outlives the page: nothing left out, all days with their year.

    `today`: the merchant's, to which the last days are counted. `where`: as in `chip`. The text is as it was
    typed in.
    """
    years = dt.date.min  # of another year than any day here, so that each is told with its own
    first, last = filters.between(today)
    last_days = f": {times.days(first, last, years)}" if filters.days and first and last else ""
    words: dict[Kind, Callable[[], str]] = {
        "code": lambda: f"Code: {_either(map(str, sorted(filters.codes)), len(filters.codes))}",
        "cause": lambda: f"Cause: {_either(sorted(map(cause_name, filters.causes)), len(filters.causes))}",
        "status": lambda: f"Status: {_either(_statuses(filters), len(filters.statuses))}",
        "days": lambda: days(filters, years) + last_days + where,
        "text": lambda: f"Text: “{filters.text}”",
    }
    return words[kind]() if kind in words else chip(kind, filters, today)


def days(filters: Filters, now: dt.date) -> str:
    """Return the days that are let through: "Last 90 days", "1–7 Nov", "From 1 Nov on", "Up to 7 Nov"."""
    if filters.days:
        return f"Last {filters.days} days"
    if filters.first and filters.last:
        return times.days(filters.first, filters.last, now)
    if filters.first:
        return f"From {times.day(filters.first, now)} on"
    return f"Up to {times.day(filters.last, now)}" if filters.last else "All days"


def cause_name(key: str) -> str:
    """Return the short name of a cause; a key that nobody knows keeps its own."""
    known = causes().get(key)
    return known.short if known else key


def chips(filters: Filters, now: dt.date, address: Callable[[Filters], str], where: str = "") -> str:
    """Return a link for each filter that takes it away, and one that clears all; "" without filters.

    `address`: the address of the same view with other filters. `where`: as in `chip`.
    """
    if not filters.count:
        return ""
    rows = [_chip(chip(kind, filters, now, where), address(filters.without(kind))) for kind in filters.kinds]
    if filters.count > 1:
        both = "Clear both" if len(rows) == len(("one", "other")) else "Clear all"
        rows.append(f'<li><a href="{attribute(address(Filters()))}">{both}</a></li>')
    return f'<ul class="d d-chips" aria-label="Filters that are set">{"".join(rows)}</ul>'


def _chip(words: str, target: str) -> str:
    spoken = attribute(f"Take away the filter {words}")
    return (
        f'<li><a class="d-chip" href="{attribute(target)}" aria-label="{spoken}">{html(words)}'
        '<span aria-hidden="true">×</span></a></li>'
    )


def count(shown: int, of: int, filters: Filters, order: Order = Order()) -> str:  # noqa: B008 - it is frozen
    """Return how many syncs the filters leave, and how many they hide, as HTML."""
    if not filters.count:
        return f'<p class="d d-count"><b>{of:,}</b> {_syncs(of)}, {order_words(order)}</p>'
    verb = "matches" if shown == 1 else "match"
    hidden = f" · {of - shown:,} hidden" if of > shown else ""
    return (
        f'<p class="d d-count"><b>{shown:,}</b> of {times.count(of, "sync")} {verb} '
        f'{times.count(filters.count, "filter")}<span class="d-muted">{hidden}</span></p>'
    )


def order_words(order: Order) -> str:
    """Return an order in words: "newest first", "code, highest first"."""
    name, up, down = SORTED[order.column]
    how = down if order.descending else up
    return how if order.column is SortColumn.RAN else f"{name.lower()}, {how}"


def rows_shown(page: int, per_page: int, of: int, order: Order) -> str:
    """Return which rows a page of the table shows, in which order: "101–200 of 740, newest first"."""
    first, last = (page - 1) * per_page + 1, min(page * per_page, of)
    which = f"{first:,}–{last:,} of {of:,}, " if of > per_page else ""
    return which + order_words(order)


def sort_links(order: Order, address: Callable[[Order], str]) -> str:
    """Return a link for each column to order by; that of the present one turns it round.

    `address`: the address of the same view in another order.
    """
    rows = [_sort_link(column, order, address) for column in SortColumn]
    return f'<p class="d d-sort" role="group" aria-label="Order of the table">Sort by {" ".join(rows)}</p>'


def _sort_link(column: SortColumn, order: Order, address: Callable[[Order], str]) -> str:
    name, up, down = SORTED[column]
    target = attribute(address(next_order(order, column)))
    if column is not order.column:
        return f'<a href="{target}">{html(name)}</a>'
    now, then, arrow = (down, up, "↓") if order.descending else (up, down, "↑")
    spoken = attribute(f"{name}, {now}; turn round: {then}")
    shown = f"{html(name)}, {now} {arrow}"
    return f'<a href="{target}" aria-current="true" aria-label="{spoken}">{shown}</a>'


def _statuses(filters: Filters) -> list[str]:
    return [look_of(each).word for each in STATUSES if each in filters.statuses]


def _either(words: Iterable[str], most: int = _MOST_NAMED) -> str:
    """Join words with "or"; of more than `most` only the first are named."""
    named = list(dict.fromkeys(words))
    if len(named) > most:
        named = [*named[: most - 1], f"{len(named) - most + 1} more"]
    return " or ".join((", ".join(named[:-1]), named[-1])) if len(named) > 1 else "".join(named)


def _syncs(number: int) -> str:
    return "sync" if number == 1 else "syncs"
