"""What became of a sync: one of six outcomes, judged by its code first and by its text only when it must be.

Codes and their meaning: Codat's docs, Sync for Commerce, status codes. Unlisted codes occur (4200 stands in
Codat's own example): 1xxx running, 2xxx succeeded, 4xxx and 5xxx failed; anything else is judged by the text,
whose words vary between Codat's releases.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol


class Outcome(StrEnum):
    """What became of a sync; the value is the key of its look in `dashboard.views.looks`."""

    SUCCEEDED = "succeeded"
    NOTHING_TO_WRITE = "nothing_to_write"
    FAILED = "failed"
    RUNNING = "running"
    UNKNOWN = "unknown"
    NEVER = "never"


class Judged(Protocol):
    """What an outcome is judged by: every sync record of `codat_client` has both."""

    @property
    def sync_status_code(self) -> int | None:
        """Codat's status code."""

    @property
    def sync_status(self) -> str | None:
        """Codat's status text."""


GRAVEST_LAST = (
    Outcome.NEVER,
    Outcome.SUCCEEDED,
    Outcome.NOTHING_TO_WRITE,
    Outcome.RUNNING,
    Outcome.UNKNOWN,
    Outcome.FAILED,
)
"""Of syncs at one instant the gravest counts as the last, whatever order the list came in."""
NOTHING_WRITTEN = 2040
_BY_FAMILY = {
    1: Outcome.RUNNING,
    2: Outcome.SUCCEEDED,
    4: Outcome.FAILED,
    5: Outcome.FAILED,
}
_RUNNING_TEXTS = {"pending", "started", "notstarted", "pushing", "inprogress", "running", "queued"}
_SUCCESS_TEXTS = {"complete", "completed", "success", "succeeded"}
_FAILURE_ENDS = ("error", "failed", "failure")
_OVER = {Outcome.SUCCEEDED, Outcome.NOTHING_TO_WRITE, Outcome.FAILED}


def outcome_of(record: Judged | None) -> Outcome:
    """Return the outcome of a sync record; None (no sync at all) is NEVER."""
    if record is None:
        return Outcome.NEVER
    return outcome_of_code(record.sync_status_code, record.sync_status)


def outcome_of_code(code: int | None, text: str | None = None) -> Outcome:
    """Return the outcome that a status code means, or, for a code of no known family, what the text says."""
    if code == NOTHING_WRITTEN:
        return Outcome.NOTHING_TO_WRITE
    return _BY_FAMILY.get((code or 0) // 1000) or _outcome_of_text(text)


def is_over(outcome: Outcome) -> bool:
    """Return whether a sync with this outcome has ended; of an unknown one nobody can say so."""
    return outcome in _OVER


def _outcome_of_text(text: str | None) -> Outcome:
    word = "".join(char for char in (text or "").casefold() if char.isalnum())
    if word in _SUCCESS_TEXTS:
        return Outcome.SUCCEEDED
    if word in _RUNNING_TEXTS:
        return Outcome.RUNNING
    return Outcome.FAILED if word.endswith(_FAILURE_ENDS) else Outcome.UNKNOWN
