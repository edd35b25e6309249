"""The filters of Activity in words, with their chips and the count as HTML."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from dashboard.foreign_text import one_line
from dashboard.insight.activity.entry import ActivityKind, ActivityOutcome
from dashboard.insight.activity.filters import UNNAMED, ActivityFilters, Kind
from dashboard.views import times, words
from dashboard.views.access.namesakes import NOBODY, Namesakes
from dashboard.views.activity.entry_words import outcome_look
from dashboard.views.activity.table import ActivityContext
from dashboard.views.history.filter_labels import chip_list
from dashboard.views.theme import look_of

_MOST_NAME = 40
KINDS = {
    ActivityKind.START: "Starts",
    ActivityKind.NOTE: "Notes",
    ActivityKind.LINK: "Shared links",
    ActivityKind.WORK: "Who’s on it",
}
"""The kinds of entries, as the filter names them."""


def person_name(value: str, people: Namesakes = NOBODY) -> str:
    """Return a value of the filter `person` in words."""
    return words.NO_NAME if value == UNNAMED else people.words(value)


def outcome_label(outcome: ActivityOutcome) -> str:
    """Return mark and word of an outcome."""
    key, word = outcome_look(outcome)
    return f"{look_of(key).mark} {word}"


def chip(kind: Kind, filters: ActivityFilters, today: date, context: ActivityContext) -> str:
    """Return one filter in words."""
    words: dict[Kind, Callable[[], str]] = {
        "person": lambda: f"Person: {person_name(filters.person, context.people)}",
        "company": lambda: f"Company: {one_line(context.company(filters.company_id), _MOST_NAME)}",
        "kind": lambda: f"Kind: {' or '.join(KINDS[each] for each in KINDS if each in filters.about)}",
        "outcome": lambda: f"Outcome: {' or '.join(_outcomes(filters))}",
        "days": lambda: times.days_chosen(filters, today),
    }
    return words[kind]()


def chips(
    filters: ActivityFilters,
    today: date,
    context: ActivityContext,
    address: Callable[[ActivityFilters], str],
) -> str:
    """Return a link for each filter that removes it, and one that clears all; "" without filters."""
    rows = [(chip(kind, filters, today, context), address(filters.without(kind))) for kind in filters.kinds]
    return chip_list(rows, address(ActivityFilters()))


def _outcomes(filters: ActivityFilters) -> list[str]:
    return [outcome_look(each)[1] for each in ActivityOutcome if each in filters.outcomes]
