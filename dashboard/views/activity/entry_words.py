"""An entry of the record as plain text: what happened, who did it, from where."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from dashboard.access.request_origin import OriginKind
from dashboard.insight.activity.entry import NOTE, ActivityEntry, ActivityOutcome
from dashboard.insight.fleet.work import WorkEventType
from dashboard.insight.share.event import ShareEventType
from dashboard.insight.start.attempt import StartEvent, StartEventType
from dashboard.insight.start.check import answer_in
from dashboard.views import theme, words
from dashboard.views.access.namesakes import NOBODY, Namesakes
from dashboard.views.activity import share_words, work_event_words
from dashboard.views.cause_words import capital
from dashboard.views.start import event_log
from dashboard.views.start.context import StartContext

NOT_VERIFIED: Final = "Names aren’t verified: there is no sign-in."
VERIFIED: Final = "Names come from sign-in unless marked “unverified”."
OUTCOMES: Final[dict[ActivityOutcome, tuple[str, str]]] = {
    ActivityOutcome.NOT_STARTED: (theme.LATE, "not started"),
    ActivityOutcome.REFUSED: (theme.LATE, "refused"),
    ActivityOutcome.UNKNOWN: (ActivityOutcome.UNKNOWN.value, "outcome unknown"),
}
"""The status key and the word for outcomes that aren't a sync's own."""
_MARKS: Final[dict[str, str]] = {
    StartEventType.UNCLEAR: theme.UNSETTLED,
    StartEventType.STILL_UNKNOWN: theme.UNSETTLED,
    StartEventType.NO_END_SEEN: theme.UNSETTLED,
    StartEventType.INTERNAL_ERROR: theme.UNSETTLED,
}
_WHAT: Final[dict[str, str]] = {
    NOTE: "Note",
    StartEventType.ANSWERED: "Question answered",
    StartEventType.PASSED_OVER: "Warning dismissed",
    StartEventType.REFUSED: "Refused",
    StartEventType.STILL_UNKNOWN: "No new sync appeared",
    StartEventType.ASKED_AGAIN: "Asked Codat again with the same key",
    StartEventType.ASKED_BY_ITSELF: "Asked Codat again automatically, with the same key",
    StartEventType.RELEASED: "Allowed another start",
    StartEventType.LATE_ANSWER: "Codat’s answer came too late to count",
}
_ANSWERS: Final = frozenset({StartEventType.ANSWERED, StartEventType.PASSED_OVER})
_UNQUOTED: Final = frozenset({
    StartEventType.ASKED_AGAIN, StartEventType.RELEASED, StartEventType.STILL_UNKNOWN,
    StartEventType.INTERNAL_ERROR, StartEventType.NO_END_SEEN,
})  # fmt: skip
"""Their detail is empty, or only repeats who it was."""
_ORIGINS: Final[dict[str, str]] = {
    OriginKind.HERE: "the server’s computer",
    OriginKind.PEER: "another computer",
    OriginKind.HOST: "another address",
    OriginKind.HEADER: "a proxy",
    OriginKind.COMMAND: "a command on the server",
    OriginKind.UNKNOWN: "unknown",
}


def outcome_look(outcome: ActivityOutcome) -> tuple[str, str]:
    """Return the status key and the word of an outcome."""
    return OUTCOMES.get(outcome) or (outcome.value, theme.look_of(outcome.value).word)


def mark(entry: ActivityEntry) -> str:
    """Return the status whose mark an entry has; "" for none."""
    if entry.outcome is not None:
        return outcome_look(entry.outcome)[0]
    return _MARKS.get(entry.kind, "")


def headline(entry: ActivityEntry, zone: ZoneInfo, now: datetime) -> str:
    """Return what happened in a few words. `now`: aware."""
    if entry.kind == StartEventType.CONFIRMED and entry.requested is not None:
        return f"Start confirmed, {event_log.asked(entry.requested, StartContext(zone, now, ''))}"
    if entry.kind == StartEventType.ENDED and entry.outcome is not None:
        code = f" (code {entry.code})" if entry.code is not None else ""
        return f"Sync ended: {outcome_look(entry.outcome)[1]}{code}"
    known = _WHAT.get(entry.kind) or event_log.plain_words(entry.kind)
    known = known or share_words.headline(entry, zone, now) or work_event_words.headline(entry, zone, now)
    return known or capital(entry.kind)


def detail(entry: ActivityEntry) -> str:
    """Return what was said: a note, a reason; "" if the headline says everything."""
    if entry.kind in tuple(ShareEventType):
        return share_words.detail(entry)
    if entry.kind in tuple(WorkEventType):
        return work_event_words.detail(entry)
    if entry.kind in _ANSWERS:
        answer = answer_in(StartEvent(entry.at, StartEventType(entry.kind), entry.detail))
        return answer.said if answer is not None else entry.detail
    repeats = entry.kind in _UNQUOTED or entry.kind in {StartEventType.CONFIRMED, StartEventType.ENDED}
    return "" if repeats else entry.detail


def who(entry: ActivityEntry, *, marked: bool, people: Namesakes = NOBODY) -> str:
    """Return who did it, or on whose behalf it happened, on one line.

    `marked`: a name that no sign-in verified is marked as unverified.
    """
    if entry.kind == ShareEventType.OPENED:
        return share_words.VISITOR
    if entry.kind in work_event_words.BY_NO_ONE:
        return work_event_words.AUTOMATIC
    beside = people.beside(entry.person, entry.identity)
    return words.person(entry.person, verified=entry.verified or not marked, beside=beside)


def origin(text: str) -> str:
    """Return where the page was opened, from the text of a `RequestOrigin`; "" for automatic events."""
    kind, _, header = text.partition(" ")
    known = _ORIGINS.get(kind, kind)
    return f"{known} ({header})" if header else known
