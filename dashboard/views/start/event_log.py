"""The log of a start as plain text, line by line, with Codat's words unchanged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from dashboard.insight.causes.catalogue import by_code
from dashboard.insight.outcome import Outcome, is_over, outcome_of, outcome_of_code
from dashboard.insight.start.attempt import Attempt, MatchBasis, Stage, StartEvent, StartEventType
from dashboard.insight.start.check import answer_in
from dashboard.insight.start.intent import RequestedRange
from dashboard.views import components, theme, times, words
from dashboard.views.cause_words import capital
from dashboard.views.start import plan
from dashboard.views.start.context import StartContext


def log(attempt: Attempt, context: StartContext) -> list[components.LogRow]:
    """Return what happened, line by line, and what is still to come."""
    lines = [_line(attempt, line, context) for line in attempt.log]
    if attempt.stage is Stage.RUNNING and lines:
        lines.append(
            components.LogRow(
                "", "", "Possible results: wrote data, nothing to write, skipped, or failed", "idle"
            )
        )
    return lines


def _line(attempt: Attempt, line: StartEvent, context: StartContext) -> components.LogRow:
    last = line is attempt.log[-1] and not attempt.settled
    rest = _asked_last(attempt, context) if last else ""
    status = _MARKS.get(line.kind, "")
    if line.kind is StartEventType.ENDED:
        status = attempt.outcome or Outcome.UNKNOWN
    if line.kind is StartEventType.ANSWERED_OVER:
        status = outcome_of(attempt.summary)
    if last and attempt.stage is not Stage.UNCLEAR:
        status = Outcome.RUNNING
    return components.LogRow(
        times.clock(line.at, context.shown_zone), what(attempt, line, context), rest, status
    )


_MARKS = {
    StartEventType.REFUSED: theme.LATE,
    StartEventType.NOT_STARTED: theme.LATE,
    StartEventType.UNCLEAR: theme.UNSETTLED,
    StartEventType.STILL_UNKNOWN: theme.UNSETTLED,
    StartEventType.NO_END_SEEN: theme.UNSETTLED,
    StartEventType.RELEASED: Outcome.UNKNOWN,
    StartEventType.INTERNAL_ERROR: theme.UNSETTLED,
}


def _asked_last(attempt: Attempt, context: StartContext) -> str:
    if attempt.check_error:
        return f"the last check failed: {attempt.check_error}"
    return f"last checked {times.clock(attempt.checked_at, context.shown_zone)}" if attempt.checked_at else ""


def what(attempt: Attempt, line: StartEvent, context: StartContext) -> str:
    """Return the text of a log entry."""
    word = _WORD_BY_TYPE.get(line.kind)
    return word(attempt, line, context) if word is not None else _WHAT.get(line.kind, line.kind.value)


def plain_words(kind: str) -> str:
    """Return the text of an entry if it is the same for every start; otherwise ""."""
    return _WHAT.get(kind, "")


def _word_confirmed(attempt: Attempt, line: StartEvent, context: StartContext) -> str:
    by = f" by {line.detail}" if line.detail else ""
    return f"Start confirmed{by}, {asked(attempt.intent.requested, context)}"


def _word_answered(_attempt: Attempt, line: StartEvent, _context: StartContext) -> str:
    answer = answer_in(line)
    return f"Answered: {answer.said if answer else line.detail}"


def _word_passed_over(_attempt: Attempt, line: StartEvent, _context: StartContext) -> str:
    answer = answer_in(line)
    return f"Warning dismissed: {answer.said if answer else line.detail}"


def _word_accepted(_attempt: Attempt, line: StartEvent, _context: StartContext) -> str:
    over = line.code is not None and is_over(outcome_of_code(line.code))
    return "Codat answered" if over else "Codat accepted it"


def _word_answered_over(_attempt: Attempt, line: StartEvent, _context: StartContext) -> str:
    failed = line.code is not None and outcome_of_code(line.code) is Outcome.FAILED
    return f"Codat {'rejected it right away' if failed else 'reports that it ended'}: {_meaning(line)}"


def _word_found(_attempt: Attempt, line: StartEvent, _context: StartContext) -> str:
    return _FOUND.get(line.detail, _LISTED)


def _word_several(_attempt: Attempt, line: StartEvent, _context: StartContext) -> str:
    return f"{line.detail} new syncs are in Codat’s list; we don’t know which one is ours"


def _word_still_unknown(attempt: Attempt, line: StartEvent, _context: StartContext) -> str:
    after = times.lasted((line.at - (attempt.sent_at or attempt.confirmed_at)).total_seconds())
    return f"No new sync {after} after the request"


def _word_released(_attempt: Attempt, line: StartEvent, _context: StartContext) -> str:
    return f"{line.detail or 'Someone'} allowed another start for this company"


def _word_asked_again(_attempt: Attempt, line: StartEvent, _context: StartContext) -> str:
    return f"Asked Codat again with the same key{f', by {line.detail}' if line.detail else ''}"


def _word_late_answer(_attempt: Attempt, line: StartEvent, _context: StartContext) -> str:
    return f"Codat’s answer came too late to count: {line.detail}"


def _word_reported(_attempt: Attempt, line: StartEvent, _context: StartContext) -> str:
    if line.code is None:
        return f"Codat reports: {line.detail}"
    return f"{capital(by_code(line.code).codats_name)} (code {line.code})"


def _word_ended(attempt: Attempt, line: StartEvent, _context: StartContext) -> str:
    word = theme.look_of(attempt.outcome or Outcome.UNKNOWN).word
    return f"{word[:1].upper()}{word[1:]}: {_meaning(line)}" if line.code is not None else "All have ended"


def _meaning(line: StartEvent) -> str:
    return words.code_label(line.code) if line.code is not None else line.detail


_WORD_BY_TYPE: dict[StartEventType, Callable[[Attempt, StartEvent, StartContext], str]] = {
    StartEventType.CONFIRMED: _word_confirmed,
    StartEventType.ANSWERED: _word_answered,
    StartEventType.PASSED_OVER: _word_passed_over,
    StartEventType.FOUND: _word_found,
    StartEventType.FOUND_SEVERAL: _word_several,
    StartEventType.RELEASED: _word_released,
    StartEventType.STILL_UNKNOWN: _word_still_unknown,
    StartEventType.ASKED_AGAIN: _word_asked_again,
    StartEventType.LATE_ANSWER: _word_late_answer,
    StartEventType.REPORTED: _word_reported,
    StartEventType.ACCEPTED: _word_accepted,
    StartEventType.ANSWERED_OVER: _word_answered_over,
    StartEventType.ENDED: _word_ended,
}
_LISTED = "Codat has listed the sync"
_FOUND: dict[str, str] = {
    MatchBasis.ONLY_NEW: "Codat has listed a new sync, probably this one",
    MatchBasis.NIGHTLY_OR_OURS: "Codat has listed a new sync; it may be the scheduled one instead",
}
_WHAT: dict[str, str] = {
    StartEventType.REFUSED: "Refused; nothing was sent",
    StartEventType.SENT: "Request sent to Codat",
    StartEventType.NOT_STARTED: "Not started",
    StartEventType.UNCLEAR: "Codat’s answer got lost",
    StartEventType.ASKED_BY_ITSELF: "Asked Codat again automatically, with the same key",
    StartEventType.NO_END_SEEN: "Not seen to end yet; checking less often from now on",
    StartEventType.INTERNAL_ERROR: "This dashboard had an internal error",
}


def asked(requested: RequestedRange, context: StartContext) -> str:
    """Return what was requested: "up to now", "up to 15 Nov", "for 8–15 Nov", or with the times of day."""
    if requested.finish is None:
        return "up to now"
    today = context.now.astimezone(context.shown_zone).date()
    edges = [
        each.astimezone(context.shown_zone)
        for each in (requested.start, requested.finish)
        if each is not None
    ]
    if all((each.hour, each.minute, each.second) == (0, 0, 0) for each in edges):
        last = (edges[-1] - timedelta(days=1)).date()
        return plan.label(edges[0].date() if requested.start else None, last, today)
    if requested.start is None:
        return f"up to {times.moment(requested.finish, context.shown_zone, context.now)}"
    return f"for {times.span(requested.start, requested.finish, context.shown_zone, context.now)}"
