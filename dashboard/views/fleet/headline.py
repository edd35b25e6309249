"""What Home answers first: how many merchants need attention, and the counts that filter the list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dashboard.foreign_text import attribute
from dashboard.insight.fleet.filters import MINE, NOBODY, SOON_DAYS, WEEK_DAYS, YES, Filter, Since, StateGroup
from dashboard.insight.fleet.query import Counts
from dashboard.insight.outcome import Outcome
from dashboard.views import components, theme, times
from dashboard.views.fleet.filter_words import value_words

_TILES: Final[Sequence[tuple[Filter, str, str]]] = (
    (Filter.STATE, StateGroup.ATTENTION, Outcome.FAILED),
    (Filter.STATE, StateGroup.SOON, theme.LATE),
    (Filter.STATE, StateGroup.WEEK, theme.LATE),
    (Filter.STATE, StateGroup.BROKEN, Outcome.FAILED),
    (Filter.STATE, StateGroup.OFF, theme.OFF),
    (Filter.STATE, StateGroup.OVERDUE, theme.LATE),
    (Filter.STATE, StateGroup.ASKING, Outcome.UNKNOWN),
    (Filter.STATE, StateGroup.UNREAD, Outcome.NEVER),
    (Filter.STATE, StateGroup.FINE, Outcome.SUCCEEDED),
    (Filter.NEW, Since.YESTERDAY, ""),
    (Filter.NEW, Since.LOOKED, ""),
    (Filter.OWNER, MINE, ""),
    (Filter.OWNER, NOBODY, ""),
    (Filter.SNOOZED, YES, ""),
)
"""The counts under the headline, each a filter: its value, and the mark beside it."""


@dataclass(frozen=True)
class Overview:
    """What the headline says. `counts`: without any filter; `total`: of the companies in the list."""

    counts: Counts
    total: int

    def count(self, which: Filter, value: str) -> int:
        """Return how many companies have a value."""
        return self.counts[which].get(value, 0)


def headline(overview: Overview) -> tuple[str, str, str]:
    """Return the mark, the headline and the reason, as text."""
    wrong, unread = (overview.count(Filter.STATE, each) for each in (StateGroup.ATTENTION, StateGroup.UNREAD))
    off = overview.count(Filter.STATE, StateGroup.OFF)
    snoozed = overview.count(Filter.SNOOZED, YES)  # they aren't in the other counts
    listed = overview.total - snoozed
    return (
        _mark(wrong, unread),
        _first(wrong, listed, unread, _ending(overview)) if listed else "Every merchant is snoozed",
        _second(off, unread, listed, snoozed),
    )


def counts_line(
    overview: Overview, current: Mapping[Filter, str], address: Callable[[Filter, str], str]
) -> str:
    """Return the counts as links that set a filter, or clear it if it is set; those of 0 are left out.

    `current`: the filters that are set. `address`: of the view with a filter set to a value, "" to clear it.
    """
    items = []
    for which, value, mark in _TILES:
        number, chosen = overview.count(which, value), current.get(which) == value
        if number or chosen:
            label_html = (
                f"{components.mark(mark) if mark else ''}<b>{number:,}</b> {value_words(which, value)}"
            )
            target, set_now = address(which, "" if chosen else value), ' aria-current="true"' * chosen
            items.append(f'<a href="{attribute(target)}"{set_now}>{label_html}</a>')
    return f'<nav class="d d-counts" aria-label="Counts">{"".join(items)}</nav>'


def _mark(wrong: int, unread: int) -> str:
    if wrong:
        return Outcome.FAILED
    return Outcome.UNKNOWN if unread else Outcome.SUCCEEDED


def _first(wrong: int, total: int, unread: int, ending: str) -> str:
    of = times.count(total, "merchant")
    if unread == total:
        return f"{of}, not checked yet" if total == 1 else f"{of}, none checked yet"
    if not wrong:
        return _none_of(total - unread, "checked " if unread else "")
    return f"{wrong:,} of {of} {'needs' if wrong == 1 else 'need'} attention{ending}"


def _ending(overview: Overview) -> str:
    """Return how many will be switched off within three days, or else within seven; "" if none."""
    for group, days in ((StateGroup.SOON, SOON_DAYS), (StateGroup.WEEK, WEEK_DAYS)):
        if number := overview.count(Filter.STATE, group):
            return f"; {number:,} will be switched off within {days} days"
    return ""


def _none_of(number: int, which: str) -> str:
    if number == 1:
        return f"The only {which}merchant needs no attention"
    return f"None of {'the ' if which else ''}{number:,} {which}merchants needs attention"


def _second(off: int, unread: int, total: int, snoozed: int) -> str:
    said = []
    if off:
        said.append(f"{off:,} {'is' if off == 1 else 'are'} switched off.")
    if 0 < unread < total:
        said.append(f"{unread:,} {'isn’t' if unread == 1 else 'aren’t'} checked yet.")
    if snoozed:
        said.append(f"{snoozed:,} {'is' if snoozed == 1 else 'are'} snoozed.")
    return " ".join(said)
