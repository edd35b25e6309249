"""The word of each state of a company, as lists and tables show it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from dashboard.insight.verdict.state import State
from dashboard.insight.verdict.verdict import Verdict
from dashboard.views import times

WORDS: Final[Mapping[State, str]] = MappingProxyType(
    {
        State.ARRIVING: "arriving",
        State.NOTHING_TO_SEND: "nothing to send",
        State.RUNNING: "running",
        State.NEVER_SYNCED: "never synced",
        State.STUCK: "stuck",
        State.LATE: "late",
        State.NOT_KNOWN: "unknown",
        State.FAILING: "failing",
        State.DISCONNECTED: "disconnected",
        State.WILL_BE_SWITCHED_OFF: "will be switched off",
        State.PROBABLY_SWITCHED_OFF: "probably switched off",
        State.SWITCHED_OFF: "switched off",
    }
)
_COUNTS_DOWN: Final = frozenset({State.FAILING, State.WILL_BE_SWITCHED_OFF})


def with_days(verdict: Verdict) -> str:
    """Return a company's state for a list; a failing one's with its days: "failing 9 days"."""
    if verdict.state is State.FAILING and verdict.streak.days:
        return f"{WORDS[State.FAILING]} {times.count(verdict.streak.days, 'day')}"
    return WORDS[verdict.state]


def until_switch_off(verdict: Verdict) -> str:
    """Return "22 days until switch-off" of a failing company; "" where it isn't known."""
    left = verdict.streak.left
    return (
        f"{times.count(left, 'day')} until switch-off"
        if verdict.state in _COUNTS_DOWN and left is not None
        else ""
    )
