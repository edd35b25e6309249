"""Codat's codes and messages in plain words: what happened, who mends it, what comes next.

Meanings: Codat's docs, Sync for Commerce, status codes and errors, retold. What Codat or a platform wrote
itself is always quoted and marked as theirs. Texts returned here may hold foreign words: escape them at the
outlet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from dashboard.foreign_text import one_line
from dashboard.insight.outcome import Outcome, outcome_of, outcome_of_code
from dashboard.views.looks import LATE, OFF, PARTLY, look_of

if TYPE_CHECKING:
    from codat_client import Connection, DataConnectionError

Steps = tuple[tuple[str, str], ...]


class Told(Protocol):
    """What a sync record tells about its end: every sync record of `codat_client` has it."""

    @property
    def sync_status_code(self) -> int | None:
        """Codat's status code."""

    @property
    def sync_status(self) -> str | None:
        """Codat's status text."""

    @property
    def error_message(self) -> str | None:
        """Codat's message."""

    @property
    def sync_exception_message(self) -> str | None:
        """The technical message."""

    @property
    def data_pushed(self) -> bool | None:
        """Whether anything was written."""


@dataclass(frozen=True)
class CodeWords:
    """A status code: a short name, one sentence of meaning, the next steps as (who, what)."""

    name: str
    meaning: str
    steps: Steps = ()
    documented: bool = True


@dataclass(frozen=True)
class Why:
    """Why a sync ended as it did.

    `short` is at most 20 characters, for a table; `reason` one sentence; `said` the words as they came,
    marked as Codat's, or ""; `steps` who does what next.
    """

    short: str
    reason: str
    said: str
    steps: Steps


_AGAIN = ("You", "then start a sync up to now. Before that it would fail again.")
_CODAT = ("You", "ask Codat’s support, with the id of this sync.")
_COVERED_BEFORE = ("You", "check whether an earlier sync covered these days. If so, nothing is missing.")
_CODAT_IF_NOT = ("You", "if not, ask Codat’s support, with the id of this sync.")
_WAIT = ("You", "wait for the next run, or start a sync up to now.")
_CONFIGURE = ("Merchant", "goes through the sync settings and corrects what does not fit any more.")
_RELINK = ("Merchant", "links the accounts again in the sync settings.")

CODES: Final[dict[int, CodeWords]] = {
    1000: CodeWords("in progress", "The sync is running."),
    1010: CodeWords("in progress, slow", "The sync has been running for more than ten minutes."),
    2000: CodeWords("success", "The sync wrote data into the accounting software."),
    2040: CodeWords("nothing to write", "The sync worked; there was nothing new to write."),
    4000: CodeWords("configuration error", "The sync settings do not fit.", (_CONFIGURE, _AGAIN)),
    4040: CodeWords(
        "company deleted or de-authorised",
        "The company was deleted, or its access was withdrawn.",
        (_RELINK, _AGAIN),
    ),
    4220: CodeWords(
        "company deleted or de-authorised",
        "The company was deleted, or its access was withdrawn.",
        (_RELINK, _AGAIN),
    ),
    4260: CodeWords(
        "subscription lapsed",
        "The subscription of the accounting software has lapsed.",
        (("Merchant", "renews it with the provider of their accounting software."), _AGAIN),
    ),
    5000: CodeWords("server error", "Codat had a fault of its own.", (_WAIT, _CODAT)),
    5080: CodeWords(
        "duplication protection",
        "Codat skipped the sync as a duplicate: its range overlaps that of an earlier one.",
        (_COVERED_BEFORE, _CODAT_IF_NOT),
    ),
    5120: CodeWords("data processing error", "Codat could not work through the data.", (_WAIT, _CODAT)),
    5130: CodeWords(
        "data write error",
        "The accounting software refused what Codat wanted to write.",
        (
            (
                "Merchant",
                "finds out in the accounting software what keeps entries from being booked, and corrects it.",
            ),
            _AGAIN,
        ),
    ),
}
_FAMILIES: Final[dict[Outcome, CodeWords]] = {
    Outcome.RUNNING: CodeWords(
        "running", "Codat lists no such code; by its family it runs.", documented=False
    ),
    Outcome.SUCCEEDED: CodeWords(
        "success", "Codat lists no such code; by its family it succeeded.", documented=False
    ),
}
_MENDED_BY_PEOPLE = CodeWords(
    "failed, not documented",
    "Codat lists no such code; by its family somebody has to mend the settings.",
    (_CONFIGURE, _CODAT),
    documented=False,
)
_MENDED_BY_WAITING = CodeWords(
    "failed, not documented",
    "Codat lists no such code; by its family another try is worth it.",
    (_WAIT, _CODAT),
    documented=False,
)
_UNKNOWN = CodeWords(
    "unknown", "Codat lists no such code, and it belongs to no known family.", (_CODAT,), documented=False
)
_NO_CODE = CodeWords("no code", "Codat sent no code with this sync.", (_CODAT,), documented=False)
_FIRST_OF_SERVER_FAMILY = 5000


@dataclass(frozen=True)
class _Cause:
    pattern: re.Pattern[str]
    short: str
    reason: str
    steps: Steps


def _cause(pattern: str, short: str, reason: str, *steps: tuple[str, str]) -> _Cause:
    return _Cause(re.compile(pattern, re.IGNORECASE), short, reason, steps)


# The first that is found in a message counts. Codat's docs, Sync for Commerce, documented errors.
_CAUSES: Final = (
    _cause(
        r"tax rate",
        "tax rate invalid",
        "The chosen tax rate does not exist or is invalid.",
        ("Merchant", "picks another tax rate in the sync settings."),
        _AGAIN,
    ),
    _cause(
        r"two (valid )?(data )?connections",
        "connection missing",
        "A sync needs two linked connections, and one of them is not linked.",
        ("Merchant", "links the missing side again."),
        _AGAIN,
    ),
    _cause(
        r"subscription",
        "subscription lapsed",
        "The subscription of the accounting software has lapsed.",
        ("Merchant", "renews it with the provider of their accounting software."),
        _AGAIN,
    ),
    _cause(
        r"account.*(not active|archived|not found|deleted|not a valid option)",
        "account not usable",
        "An account that the sync posts to was not found, is not active, or is not offered.",
        ("Merchant", "picks another account in the sync settings."),
        _AGAIN,
    ),
    _cause(
        r"no company was found",
        "company deleted",
        "Codat does not find this company; it has probably been deleted.",
        ("You", "ask Codat’s support whether the company was deleted."),
    ),
)
_SHORT_NAMES: Final = {
    4000: "settings do not fit",
    4040: "access withdrawn",
    4220: "access withdrawn",
    4260: "subscription lapsed",
    5000: "Codat error",
    5080: "overlapping range",
    5120: "processing error",
    5130: "write refused",
}
_CONNECTIONS: Final = {
    "linked": (Outcome.SUCCEEDED, "linked"),
    "pendingauth": (LATE, "not linked yet"),
    "unlinked": (OFF, "not linked"),
    "deauthorized": (OFF, "access withdrawn"),
}


def code_words(code: int | None) -> CodeWords:
    """Return a status code in words; one that Codat doesn't document is judged by its family, and says so."""
    if code is None:
        return _NO_CODE
    if code in CODES:
        return CODES[code]
    outcome = outcome_of_code(code)
    if outcome is Outcome.FAILED:
        return _MENDED_BY_WAITING if code >= _FIRST_OF_SERVER_FAMILY else _MENDED_BY_PEOPLE
    return _FAMILIES.get(outcome, _UNKNOWN)


def code_label(code: int | None) -> str:
    """Return "4000 configuration error"."""
    return code_words(code).name if code is None else f"{code} {code_words(code).name}"


def message_of(record: Told) -> str:
    """Return the message that a person can use: Codat's, else the technical one; "" when there is none."""
    return (record.error_message or "").strip() or (record.sync_exception_message or "").strip()


def quoted(record: Told) -> str:
    """Return Codat’s message, marked as theirs; "" where there is none."""
    message = message_of(record)
    return f"Codat’s words: “{one_line(message, 300)}”" if message else ""


def why(record: Told) -> Why:
    """Return why a sync ended as it did: by its message where that is known, else by its code."""
    message, code = message_of(record), record.sync_status_code
    said = quoted(record)
    cause = next((known for known in _CAUSES if known.pattern.search(message)), None)
    if cause and outcome_of(record) is Outcome.FAILED:
        return Why(cause.short, cause.reason, said, cause.steps)
    words = code_words(code)
    return Why(_SHORT_NAMES.get(code or 0, words.name)[:20], words.meaning, said, words.steps)


def status_of(record: Told | None) -> str:
    """Return the key of a record's look: its outcome, or PARTLY for a failed sync that wrote something."""
    outcome = outcome_of(record)
    partly = record is not None and outcome is Outcome.FAILED and record.data_pushed is True
    return PARTLY if partly else outcome


def outcome_line(record: Told) -> str:
    """Return mark, word and cause on one line, for a table: "✕ failed: tax rate invalid"."""
    look = look_of(status_of(record))
    cause = f": {why(record).short}" if outcome_of(record) is Outcome.FAILED else ""
    return f"{look.mark} {look.word}{cause}"


def wrote(record: Told) -> str:
    """Return whether anything was written, in words; what was not told stays open."""
    if record.data_pushed is None:
        return "not told"
    return "yes" if record.data_pushed else "no"


def connection_status(connection: Connection) -> tuple[str, str]:
    """Return (status key, word) of a connection; a status nobody documented is shown as it came."""
    told = connection.status or ""
    known = _CONNECTIONS.get(told.strip().casefold())
    return known or (Outcome.UNKNOWN, one_line(told, 40) or "not told")


def connection_error(error: DataConnectionError) -> str:
    """Return an error of a connection in its platform's words; foreign text."""
    return error.error_message or error.status_text or error.status_code or "an error without words"
