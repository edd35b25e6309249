"""The log of a start, line by line: plain text, with Codat's words unchanged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from dashboard.insight.outcome import Outcome, is_over, outcome_of, outcome_of_code
from dashboard.insight.start.attempt import Attempt, MatchBasis, Stage, StartEvent, StartEventType
from dashboard.insight.start.intent import RequestedRange
from dashboard.views import components, theme, times, words
from dashboard.views.start import plan
from dashboard.views.start.context import Teller


def log(attempt: Attempt, teller: Teller) -> list[components.LogRow]:
    """Say what happened, line by line, and what is still to come."""
    lines = [_line(attempt, line, teller) for line in attempt.log]
    if attempt.stage is Stage.RUNNING and lines:
        lines.append(
            components.LogRow("", "", "ends with: wrote data, nothing to write, skipped, or failed", "idle")
        )
    return lines


def _line(attempt: Attempt, line: StartEvent, teller: Teller) -> components.LogRow:
    last = line is attempt.log[-1] and not attempt.settled
    rest = _asked_last(attempt, teller) if last else ""
    status = _MARKS.get(line.step, "")
    if line.step is StartEventType.ENDED:
        status = attempt.outcome or Outcome.UNKNOWN
    if line.step is StartEventType.ANSWERED_OVER:
        status = outcome_of(attempt.summary)
    if last and attempt.stage is not Stage.UNCLEAR:
        status = Outcome.RUNNING
    return components.LogRow(times.clock(line.at, teller.zone), what(attempt, line, teller), rest, status)


_MARKS = {
    StartEventType.REFUSED: theme.LATE,
    StartEventType.NOT_STARTED: theme.LATE,
    StartEventType.UNCLEAR: theme.UNSETTLED,
    StartEventType.STILL_UNKNOWN: theme.UNSETTLED,
    StartEventType.OUT_OF_SIGHT: Outcome.UNKNOWN,
    StartEventType.RELEASED: Outcome.UNKNOWN,
    StartEventType.FAULT: theme.UNSETTLED,
}


def _asked_last(attempt: Attempt, teller: Teller) -> str:
    if attempt.trouble:
        return f"the last check got no answer: {attempt.trouble}"
    return f"last checked {times.clock(attempt.asked_at, teller.zone)}" if attempt.asked_at else ""


def what(attempt: Attempt, line: StartEvent, teller: Teller) -> str:
    """Say what a line tells."""
    tell = _TELL.get(line.step)
    return tell(attempt, line, teller) if tell is not None else _WHAT.get(line.step, line.step.value)


def _told_confirmed(attempt: Attempt, line: StartEvent, teller: Teller) -> str:
    return f"{line.detail or 'Someone'} confirmed the start, {asked(attempt.intent.ask, teller)}"


def _told_accepted(_attempt: Attempt, line: StartEvent, _teller: Teller) -> str:
    over = line.code is not None and is_over(outcome_of_code(line.code))
    return "Codat answered" if over else "Codat accepted it"


def _told_answered_over(_attempt: Attempt, line: StartEvent, _teller: Teller) -> str:
    failed = line.code is not None and outcome_of_code(line.code) is Outcome.FAILED
    return f"Codat {'rejected it right away' if failed else 'says it has ended'}: {_meaning(line)}"


def _told_found(_attempt: Attempt, line: StartEvent, _teller: Teller) -> str:
    return _FOUND.get(line.detail, "It shows in Codat’s list")


def _told_several(_attempt: Attempt, line: StartEvent, _teller: Teller) -> str:
    return f"{line.detail} new syncs show in Codat’s list; which is this one is not known"


def _told_still_unknown(attempt: Attempt, line: StartEvent, teller: Teller) -> str:
    after = times.lasted((line.at - teller.since(attempt)).total_seconds())
    return f"Nothing new has appeared {after} after the request"


def _told_released(_attempt: Attempt, line: StartEvent, _teller: Teller) -> str:
    return f"{line.detail or 'Someone'} freed the company for another start"


def _told_reported(_attempt: Attempt, line: StartEvent, _teller: Teller) -> str:
    return f"Codat reports: {_meaning(line)}"


def _told_ended(attempt: Attempt, line: StartEvent, _teller: Teller) -> str:
    word = theme.look_of(attempt.outcome or Outcome.UNKNOWN).word
    return (
        f"{word[:1].upper()}{word[1:]}: {_meaning(line)}"
        if line.code is not None
        else "All of them have ended"
    )


def _meaning(line: StartEvent) -> str:
    return words.code_label(line.code) if line.code is not None else line.detail


_TELL: dict[StartEventType, Callable[[Attempt, StartEvent, Teller], str]] = {
    StartEventType.CONFIRMED: _told_confirmed,
    StartEventType.FOUND: _told_found,
    StartEventType.FOUND_SEVERAL: _told_several,
    StartEventType.RELEASED: _told_released,
    StartEventType.STILL_UNKNOWN: _told_still_unknown,
    StartEventType.REPORTED: _told_reported,
    StartEventType.ACCEPTED: _told_accepted,
    StartEventType.ANSWERED_OVER: _told_answered_over,
    StartEventType.ENDED: _told_ended,
}
_FOUND: dict[str, str] = {
    MatchBasis.SAME_ID: "It shows in Codat’s list, under the id of the answer",
    MatchBasis.PAIRED: "It shows in Codat’s list; Codat’s status names both ids",
    MatchBasis.ONLY_NEW: "A new sync shows in Codat’s list: most likely this one",
}
_WHAT = {
    StartEventType.REFUSED: "Not let through; nothing was sent",
    StartEventType.SENT: "Codat was asked, once",
    StartEventType.NOT_STARTED: "Not started",
    StartEventType.UNCLEAR: "Codat’s answer got lost",
    StartEventType.OUT_OF_SIGHT: "No longer followed: no end was seen",
    StartEventType.FAULT: "This dashboard had an internal error and stopped checking",
}


def asked(ask: RequestedRange, teller: Teller) -> str:
    """Say what was asked for: "up to now", "up to 15 Nov", "for 8–15 Nov", or with the times of day."""
    if ask.finish is None:
        return "up to now"
    today = teller.now.astimezone(teller.zone).date()
    edges = [each.astimezone(teller.zone) for each in (ask.start, ask.finish) if each is not None]
    if all((each.hour, each.minute, each.second) == (0, 0, 0) for each in edges):
        last = (edges[-1] - timedelta(days=1)).date()
        return plan.label(edges[0].date() if ask.start else None, last, today)
    if ask.start is None:
        return f"up to {times.moment(ask.finish, teller.zone, teller.now)}"
    return f"for {times.span(ask.start, ask.finish, teller.zone, teller.now)}"
