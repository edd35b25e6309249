"""The mark beside an answer's headline."""

from __future__ import annotations

from dashboard.insight.outcome import Outcome
from dashboard.insight.verdict.state import State
from dashboard.insight.verdict.verdict import Verdict
from dashboard.views import theme

MARKS: dict[State, str] = {
    State.ARRIVING: Outcome.SUCCEEDED,
    State.NOTHING_TO_SEND: Outcome.NOTHING_TO_WRITE,
    State.RUNNING: Outcome.RUNNING,
    State.NEVER_SYNCED: Outcome.NEVER,
    State.STUCK: theme.LATE,
    State.LATE: theme.LATE,
    State.NOT_KNOWN: Outcome.UNKNOWN,
    State.FAILING: Outcome.FAILED,
    State.DISCONNECTED: theme.OFF,
    State.WILL_BE_SWITCHED_OFF: Outcome.FAILED,
    State.PROBABLY_SWITCHED_OFF: theme.PERHAPS_OFF,
    State.SWITCHED_OFF: theme.OFF,
}


def mark_of(verdict: Verdict) -> str:
    """Return the key of the mark beside the headline."""
    mark = MARKS[verdict.state]
    return theme.PARTLY if mark == Outcome.FAILED and verdict.partly_written else mark
