"""Outcomes, codes, connections and schedules in a few plain words.

Why a sync failed and what fixes it is in `cause_words.py`. Texts returned here may hold foreign text: escape
them on output.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dashboard.foreign_text import one_line, seen
from dashboard.insight.causes import catalogue
from dashboard.insight.causes.catalogue import cause_of
from dashboard.insight.outcome import HasSyncOutcome, Outcome, outcome_of
from dashboard.views.theme import LATE, OFF, PARTLY, look_of

if TYPE_CHECKING:
    from codat_client import Connection, DataConnectionError

NOT_REPORTED: Final = "not reported"
NO_NAME: Final = "no name given"
_MOST_NAME: Final = 60
_CONNECTIONS: Final = {
    "linked": (Outcome.SUCCEEDED, "linked"),
    "pendingauth": (LATE, "not linked yet"),
    "unlinked": (OFF, "not linked"),
    "deauthorized": (OFF, "access withdrawn"),
}


def person(name: str, *, verified: bool = False, beside: str = "") -> str:
    """Return a recorded name with its mark: "Ada (unverified)"; foreign text, on one line.

    `beside`: what distinguishes the person from another of this name (views.access.namesakes).
    """
    if not seen(name):
        return NO_NAME
    shown = one_line(name, _MOST_NAME) + (f" ({beside})" if beside else "")
    return shown if verified else f"{shown} (unverified)"


def started_here(who: str) -> str:
    """Return "started here by Ada (unverified)". `who`: as `person` has it, "" without a name."""
    return f"started here by {who}" if who else "started here"


def code_label(code: int | None) -> str:
    """Return "4000 configuration error"."""
    name = catalogue.by_code(code).codats_name
    return name if code is None else f"{code} {name}"


def status_of(record: HasSyncOutcome | None) -> str:
    """Return the key of a record's look: its outcome, or PARTLY for a failed sync that wrote something."""
    outcome = outcome_of(record)
    partly = record is not None and outcome is Outcome.FAILED and record.data_pushed is True
    return PARTLY if partly else outcome


def outcome_line(record: HasSyncOutcome) -> str:
    """Return mark, word and cause on one line, for a table: "✕ failed: tax rate invalid"."""
    look = look_of(status_of(record))
    cause = f": {cause_of(record).cause.short}" if outcome_of(record) is Outcome.FAILED else ""
    return f"{look.mark} {look.word}{cause}"


def wrote(record: HasSyncOutcome) -> str:
    """Return "yes", "no" or "not reported": whether the sync wrote data."""
    if record.data_pushed is None:
        return NOT_REPORTED
    return "yes" if record.data_pushed else "no"


def connection_status(connection: Connection) -> tuple[str, str]:
    """Return (status key, word) of a connection; an undocumented status is shown as it is."""
    reported = connection.status or ""
    known = _CONNECTIONS.get(reported.strip().casefold())
    return known or (Outcome.UNKNOWN, one_line(reported, 40) or NOT_REPORTED)


def connection_error(error: DataConnectionError) -> str:
    """Return an error of a connection in its platform's words; foreign text."""
    return error.error_message or error.status_text or error.status_code or "an error without a message"
