"""History's filters, order and paging in words, with their chips and links as HTML."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from dashboard.foreign_text import attribute, html, one_line
from dashboard.insight.causes.catalogue import causes
from dashboard.insight.history.filters import STATUSES, Filters, Kind, Order, SortColumn, next_order
from dashboard.views import times
from dashboard.views.theme import look_of

SORTED: Final[dict[SortColumn, tuple[str, str, str]]] = {
    SortColumn.RAN: ("Ran", "oldest first", "newest first"),
    SortColumn.OUTCOME: ("Outcome", "succeeded first", "failed first"),
    SortColumn.CODE: ("Code", "lowest first", "highest first"),
    SortColumn.CAUSE: ("Cause", "A to Z", "Z to A"),
    SortColumn.WROTE: ("Wrote data", "no first", "yes first"),
    SortColumn.MESSAGE: ("Message", "A to Z", "Z to A"),
}
"""The name of each column, and of its ascending and its descending order."""
_MOST_NAMED: Final = 4
_MOST_TEXT: Final = 40


def chip(kind: Kind, filters: Filters, now: dt.date, where: str = "") -> str:
    """Return one filter in words: "Last 90 days", "Code: 4000 or 5080".

    `now`: a date of the merchant's this year, whose dates get no year. `where`: the zone in which days count,
    " (London)", if times are shown in another one.
    """
    words: dict[Kind, Callable[[], str]] = {
        "status": lambda: f"Status: {_either(_statuses(filters))}",
        "code": lambda: f"Code: {_either(str(code) for code in sorted(filters.codes))}",
        "cause": lambda: f"Cause: {_either(sorted(cause_name(key) for key in filters.causes))}",
        "wrote": lambda: f"Wrote data: {'yes' if filters.wrote else 'no'}",
        "days": lambda: times.days_chosen(filters, now) + where,
        "text": lambda: f"Text: “{one_line(filters.text, _MOST_TEXT)}”",
    }
    return words[kind]()


def in_full(kind: Kind, filters: Filters, today: dt.date, where: str = "") -> str:
    """Return the same for a file, which outlives the page: complete, and every date with its year.

    `today`: the merchant's, on which "last 90 days" end. `where`: as in `chip`. The text is as typed.
    """
    years = dt.date.min  # a year that no day here has, so that each date shows its own
    first, last = filters.between(today)
    last_days = f": {times.days(first, last, years)}" if filters.days and first and last else ""
    words: dict[Kind, Callable[[], str]] = {
        "code": lambda: f"Code: {_either(map(str, sorted(filters.codes)), len(filters.codes))}",
        "cause": lambda: f"Cause: {_either(sorted(map(cause_name, filters.causes)), len(filters.causes))}",
        "status": lambda: f"Status: {_either(_statuses(filters), len(filters.statuses))}",
        "days": lambda: times.days_chosen(filters, years) + last_days + where,
        "text": lambda: f"Text: “{filters.text}”",
    }
    return words[kind]() if kind in words else chip(kind, filters, today)


def days_shown(filters: Filters, first: dt.date, last: dt.date, today: dt.date) -> str:
    """Return which days a chart shows, in words: those of the filter, or "last 90 days"."""
    if "days" in filters.kinds:
        words = times.days_chosen(filters, today)
        return words[:1].lower() + words[1:]
    return f"last {(last - first).days + 1} days" if last == today else times.days(first, last, today)


def cause_name(key: str) -> str:
    """Return the short name of a cause; an unknown key is its own name."""
    known = causes().get(key)
    return known.short if known else key


def chips(filters: Filters, now: dt.date, address: Callable[[Filters], str], where: str = "") -> str:
    """Return a link for each filter that removes it, and one that clears all; "" without filters.

    `address`: the address of the same view with other filters. `where`: as in `chip`.
    """
    rows = [(chip(kind, filters, now, where), address(filters.without(kind))) for kind in filters.kinds]
    return chip_list(rows, address(Filters()))


def chip_list(shown: Sequence[tuple[str, str]], clear_address: str) -> str:
    """Return chips, each (text, address without it), and a link that clears them all; "" without any."""
    if not shown:
        return ""
    rows = [_chip(words, target) for words, target in shown]
    if len(rows) > 1:
        both = "Clear both" if len(rows) == len(("one", "other")) else "Clear all"
        rows.append(f'<li><a href="{attribute(clear_address)}">{both}</a></li>')
    return f'<ul class="d d-chips" aria-label="Filters that are set">{"".join(rows)}</ul>'


def _chip(words: str, target: str) -> str:
    spoken = attribute(f"Remove filter: {words}")
    return (
        f'<li><a class="d-chip" href="{attribute(target)}" aria-label="{spoken}">{html(words)}'
        '<span aria-hidden="true">×</span></a></li>'
    )


def count(shown: int, of: int, filters: Filters, order: Order = Order()) -> str:  # noqa: B008 - it is frozen
    """Return how many syncs match the filters, and how many are hidden, as HTML."""
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


def pager(page: int, per_page: int, of: int, address: Callable[[int], str]) -> str:
    """Return which rows the table shows, with links to the rows before and after, as HTML.

    `address`: the address of another page of the table.
    """
    first, last = (page - 1) * per_page + 1, min(page * per_page, of)
    links = []
    if page > 1:
        links.append(f'<a href="{attribute(address(page - 1))}">Previous {per_page}</a>')
    if last < of:
        links.append(f'<a href="{attribute(address(page + 1))}">Next {min(per_page, of - last)}</a>')
    which = f"{first:,}–{last:,}" if first < last else f"{last:,}"
    return f'<p class="d d-pager"><span><b>{which}</b> of {of:,}</span> {" ".join(links)}</p>'


def sort_links(order: Order, address: Callable[[Order], str]) -> str:
    """Return a link for each column to sort by; that of the current one reverses the order.

    `address`: the address of the same view in another order.
    """
    rows = [_sort_link(column, order, address) for column in SortColumn]
    return f'<p class="d d-sort" role="group" aria-label="Sort by">Sort by {" ".join(rows)}</p>'


def _sort_link(column: SortColumn, order: Order, address: Callable[[Order], str]) -> str:
    name, up, down = SORTED[column]
    target = attribute(address(next_order(order, column)))
    if column is not order.column:
        return f'<a href="{target}">{html(name)}</a>'
    now, then, arrow = (down, up, "↓") if order.descending else (up, down, "↑")
    spoken = attribute(f"{name}, {now}; reverse: {then}")
    shown = f"{html(name)}, {now} {arrow}"
    return f'<a href="{target}" aria-current="true" aria-label="{spoken}">{shown}</a>'


def _statuses(filters: Filters) -> list[str]:
    return [look_of(each).word for each in STATUSES if each in filters.statuses]


def _either(words: Iterable[str], most: int = _MOST_NAMED) -> str:
    """Join words with "or"; beyond `most`, the rest are only counted."""
    named = list(dict.fromkeys(words))
    if len(named) > most:
        named = [*named[: most - 1], f"{len(named) - most + 1} more"]
    return " or ".join((", ".join(named[:-1]), named[-1])) if len(named) > 1 else "".join(named)


def _syncs(number: int) -> str:
    return "sync" if number == 1 else "syncs"
