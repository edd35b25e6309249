"""When a company's trouble began: one rule for a row of Home, its episode and its incident."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from dashboard.insight.history.turning_point import turn_of
from dashboard.insight.outcome import Outcome
from dashboard.insight.verdict.state import Ground, State

if TYPE_CHECKING:
    from dashboard.insight.verdict.assessment import Assessment


def began_of(assessment: Assessment) -> datetime | None:
    """Return when the trouble began (UTC); None without one, or if it isn't known.

    Failing: the first failed sync since the last success, as "When it broke" on History has it. Late: the
    first due date that no sync followed. Stuck, or of unknown outcome: that sync. Disconnected without a
    failed sync: when the connection was lost. While a sync runs, the trouble before it goes on.
    """
    rule = _RULES.get(assessment.verdict.state)
    return rule(assessment) if rule is not None else None


def _first_failure(assessment: Assessment) -> datetime | None:
    known, bearing = assessment.facts, assessment.verdict.bearing
    turn = turn_of(known.runs, None)
    if turn is not None and turn.going_on:
        return turn.bad.at if turn.bad.timed and not turn.cut else None
    # A success for a range of days ended the row, but says nothing about tonight's sync.
    failed = bearing is not None and bearing.outcome is Outcome.FAILED and bearing.timed
    return bearing.at if bearing is not None and failed else None


def _first_missed(assessment: Assessment) -> datetime | None:
    verdict = assessment.verdict
    if verdict.late is None or verdict.dues is None:
        return None
    return verdict.dues.on(verdict.dues.day(verdict.late) - timedelta(days=max(0, verdict.missed - 1)))


def _subject(assessment: Assessment) -> datetime | None:
    subject = assessment.verdict.subject
    return subject.at if subject is not None and subject.timed else None


def _unknown(assessment: Assessment) -> datetime | None:
    return _subject(assessment) if assessment.verdict.ground is Ground.UNKNOWN_CODE else None


def _lost(assessment: Assessment) -> datetime | None:
    broken = assessment.verdict.broken
    return _first_failure(assessment) or (broken[0].lost_at if broken else None)


_RULES: Final[dict[State, Callable[[Assessment], datetime | None]]] = {
    State.RUNNING: _first_failure,
    State.NEVER_SYNCED: _first_missed,
    State.STUCK: _subject,
    State.LATE: _first_missed,
    State.NOT_KNOWN: _unknown,
    State.FAILING: _first_failure,
    State.DISCONNECTED: _lost,
    State.WILL_BE_SWITCHED_OFF: _first_failure,
    State.PROBABLY_SWITCHED_OFF: _first_failure,
    State.SWITCHED_OFF: _first_failure,
}
