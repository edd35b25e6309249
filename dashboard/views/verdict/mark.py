"""The mark beside an answer's headline."""

from __future__ import annotations

from dashboard.insight.outcome import Outcome
from dashboard.insight.verdict.judge import State, Verdict
from dashboard.views import looks

MARKS: dict[State, str] = {
    State.ARRIVING: Outcome.SUCCEEDED,
    State.NOTHING_TO_SEND: Outcome.NOTHING_TO_WRITE,
    State.RUNNING: Outcome.RUNNING,
    State.NEVER_SYNCED: Outcome.NEVER,
    State.STUCK: looks.LATE,
    State.LATE: looks.LATE,
    State.NOT_KNOWN: Outcome.UNKNOWN,
    State.FAILING: Outcome.FAILED,
    State.DISCONNECTED: looks.OFF,
    State.WILL_BE_SWITCHED_OFF: Outcome.FAILED,
    State.PROBABLY_SWITCHED_OFF: looks.PERHAPS_OFF,
    State.SWITCHED_OFF: looks.OFF,
}


def mark_of(verdict: Verdict) -> str:
    """Return the key of the mark beside the headline."""
    mark = MARKS[verdict.state]
    return looks.PARTLY if mark == Outcome.FAILED and verdict.partly_written else mark
