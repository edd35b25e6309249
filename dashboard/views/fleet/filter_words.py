"""Home's filters and orders in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from dashboard.foreign_text import one_line
from dashboard.insight.causes.catalogue import Actor, causes
from dashboard.insight.fleet.filters import (
    MINE,
    NAMED,
    NOBODY,
    SOON_DAYS,
    WEEK_DAYS,
    Filter,
    Since,
    StateGroup,
)
from dashboard.insight.fleet.row_order import Sort
from dashboard.insight.verdict.state import State
from dashboard.views.history.filter_labels import cause_name
from dashboard.views.verdict.state_words import WORDS

LABELS: Final = {
    Filter.STATE: "State",
    Filter.CAUSE: "Cause",
    Filter.ACTS: "Who acts",
    Filter.PLATFORM: "Platform",
    Filter.TAG: "Tag",
    Filter.INCIDENT: "Incident",
    Filter.OWNER: "Owner",
    Filter.NEW: "New",
    Filter.SNOOZED: "Snoozed",
}
"""The name of each filter."""
_GROUPS: Final = {
    StateGroup.ATTENTION: "need attention",
    StateGroup.SOON: f"off within {SOON_DAYS} days",
    StateGroup.WEEK: f"off within {WEEK_DAYS} days",
    StateGroup.BROKEN: "failing",
    StateGroup.OFF: "switched off",
    StateGroup.OVERDUE: "late, stuck or never synced",
    StateGroup.ASKING: "worth a look",
    StateGroup.SETTLING: "running again",
    StateGroup.FINE: "no action needed",
    StateGroup.UNREAD: "not checked yet",
}
_ACTS: Final = {
    Actor.MERCHANT: "Merchant",
    Actor.US: "You",
    Actor.PROVIDER: "Provider",
    Actor.CODAT: "Codat",
}
_NEW: Final = {
    Since.YESTERDAY: "new since yesterday",
    Since.WEEK: "new this week",
    Since.LOOKED: "new since you looked",
}
_MOST_SHOWN: Final = 60
_OWNERS: Final = {MINE: "mine", NOBODY: "without an owner"}
SORTS: Final = {
    Sort.URGENCY: "Most urgent first",
    Sort.LEFT: "Switched off soonest",
    Sort.MISSING: "Most days missing",
    Sort.SINCE: "Newest problems first",
    Sort.READ: "Oldest check first",
    Sort.NAME: "Name",
}
"""The name of each order, in the order of the menu."""


def value_words(which: Filter, value: str) -> str:
    """Return a value of a filter in words; foreign text for platforms, tags and names."""
    words: dict[Filter, Callable[[], str]] = {
        Filter.STATE: lambda: _state(value),
        Filter.CAUSE: lambda: cause_name(value),
        Filter.ACTS: lambda: acts(value),
        Filter.NEW: lambda: _NEW[Since(value)],
        Filter.OWNER: lambda: _OWNERS.get(value, value.removeprefix(NAMED)),
        Filter.SNOOZED: lambda: "snoozed",
        Filter.TAG: lambda: value.replace("=", ": ", 1),
    }
    return words[which]() if which in words else value


def chip(which: Filter, value: str) -> str:
    """Return a filter that is set, in words: "State: failing"."""
    words = value_words(which, value)
    if which in {Filter.NEW, Filter.SNOOZED}:
        return words.capitalize()
    return f"{LABELS[which]}: {words}"


def not_known(which: Filter, value: str) -> str:
    """Return that a filter has no such value, so that it doesn't count."""
    return f"The filter “{LABELS[which]}: {one_line(value, _MOST_SHOWN)}” isn’t known, so it’s ignored."


def no_match(which: Filter, value: str) -> str:
    """Return that no merchant has a value of a filter: "No merchant matches “Platform: Zoho”."."""
    if which is Filter.CAUSE and value not in causes():
        return f"The cause “{one_line(value, _MOST_SHOWN)}” isn’t known, so no merchant matches it."
    return f"No merchant matches “{one_line(chip(which, value), _MOST_SHOWN)}”."


def acts(value: str) -> str:
    """Return who acts first: "Merchant"; "" for no one."""
    return _ACTS.get(Actor(value), "")


def _state(value: str) -> str:
    return _GROUPS[StateGroup(value)] if value in set(StateGroup) else WORDS[State(value)]
