"""When it broke: the last successful and the first failed sync, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dashboard.foreign_text import one_line
from dashboard.insight.causes.catalogue import cause_of, message_of
from dashboard.insight.history.turning_point import ErrorAtTurn, turn_of
from dashboard.insight.outcome import Outcome, outcome_of
from dashboard.insight.share.content import ShareDetail, SharePart
from dashboard.views import words
from dashboard.views.cause_words import capital
from dashboard.views.history.sections import turn_in_words
from dashboard.views.share.context import LIST_NOT_READ, MOST_CELL, MOST_ID, MOST_PLATFORM
from dashboard.views.share.status_view import ComparedRow, TurnPart
from dashboard.views.theme import look_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from codat_client import CompanySyncStatus
    from dashboard.insight.history.turning_point import Turn
    from dashboard.views.share.context import ShareContext

NEVER_FAILED: Final = "No sync has failed."
NEVER_RAN: Final = "No sync has run yet."
_NOTHING: Final = "–"
_NONE: Final = "none"
_MOST_ERRORS: Final = 10


def turn_part(context: ShareContext) -> TurnPart:
    """Return when it broke; a sentence alone if no sync failed, or the list hasn't been read."""
    if context.syncs is None:
        return TurnPart(LIST_NOT_READ)
    connections = context.assessment.snapshot.connections.value
    turn = turn_of(context.assessment.facts.runs, connections)
    if turn is None:
        return TurnPart(NEVER_FAILED if context.syncs else NEVER_RAN)
    finding = turn_in_words(turn, lambda when: f"on {context.at(when)}")
    return TurnPart(finding, tuple(_rows(turn, context)), _errors(turn, context))


def _rows(turn: Turn, context: ShareContext) -> Iterator[ComparedRow]:
    good, bad = turn.good.record if turn.good else None, turn.bad.record

    def row(label: str, cell: Callable[[CompanySyncStatus], str]) -> ComparedRow:
        return ComparedRow(label, cell(good) if good else "", cell(bad))

    yield ComparedRow(
        "Outcome", *_outcomes(good, bad), words.status_of(good) if good else "", words.status_of(bad)
    )
    yield row("Ran", lambda sync: context.moment(sync.sync_utc))
    if context.content.has(SharePart.CAUSES):
        yield row("Cause", _cause)
    yield row("Wrote data", words.wrote)
    if context.content.adds(ShareDetail.MESSAGES):
        yield row("Message", lambda sync: one_line(message_of(sync), MOST_CELL) or _NONE)
    if context.content.adds(ShareDetail.IDS):
        yield row("Code", lambda sync: words.code_label(sync.sync_status_code))
        yield row("Sync ID", lambda sync: one_line(sync.sync_id, MOST_ID) or _NONE)


def _outcomes(good: CompanySyncStatus | None, bad: CompanySyncStatus) -> tuple[str, str]:
    word = look_of(words.status_of(good)).word if good else ""
    return word, look_of(words.status_of(bad)).word


def _cause(sync: CompanySyncStatus) -> str:
    return capital(cause_of(sync).cause.short) if outcome_of(sync) is Outcome.FAILED else _NOTHING


def _errors(turn: Turn, context: ShareContext) -> tuple[str, ...]:
    """Return the connections' errors of that time, only where the connections are shared."""
    if not context.content.has(SharePart.CONNECTIONS):
        return ()
    return tuple(_error(each, context) for each in turn.errors[-_MOST_ERRORS:])


def _error(found: ErrorAtTurn, context: ShareContext) -> str:
    """Return an error of a connection: when, where, and its message only if messages are shared."""
    where = one_line(found.platform, MOST_PLATFORM) or "a connection"
    said = f"{context.moment(found.at)}: {where} reported an error"
    if not context.content.adds(ShareDetail.MESSAGES):
        return f"{said}."
    return f"{said}: {one_line(words.connection_error(found.error), MOST_CELL)}"
