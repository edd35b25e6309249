"""The outcome of a sync: one of seven, from its code if possible, otherwise from its text.

Codes and their meaning: Codat's docs, Sync for Commerce, status codes. Unlisted codes occur (Codat's own
example has 4200): 1xxx running, 2xxx succeeded, 4xxx and 5xxx failed. Anything else is judged by the text,
whose wording varies between Codat's releases.

A sync is skipped as a duplicate (neither succeeded nor failed) under code 5080, and under any failing code
whose message says that its dates overlap those of an earlier sync, unless it wrote something.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import Protocol


class Outcome(StrEnum):
    """The outcome of a sync; the value is the key of its look in `dashboard.views.theme`."""

    SUCCEEDED = "succeeded"
    NOTHING_TO_WRITE = "nothing_to_write"
    SKIPPED = "skipped"
    FAILED = "failed"
    RUNNING = "running"
    UNKNOWN = "unknown"
    NEVER = "never"


class HasSyncOutcome(Protocol):
    """The fields an outcome is judged by; every sync record of `codat_client` has them."""

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


SUCCESSES = frozenset({Outcome.SUCCEEDED, Outcome.NOTHING_TO_WRITE})
GRAVEST_LAST = (
    Outcome.NEVER,
    Outcome.SUCCEEDED,
    Outcome.NOTHING_TO_WRITE,
    Outcome.SKIPPED,
    Outcome.RUNNING,
    Outcome.UNKNOWN,
    Outcome.FAILED,
)
"""The order in which a table lists outcomes."""
LAST_IN_ONE_INSTANT = (
    Outcome.NEVER,
    Outcome.SKIPPED,
    Outcome.FAILED,
    Outcome.NOTHING_TO_WRITE,
    Outcome.SUCCEEDED,
    Outcome.UNKNOWN,
    Outcome.RUNNING,
)
"""The order of syncs at the same instant, last one last: a success follows the failure it repeats, and a
failure counts more than a skipped sync."""
DUPLICATE = 5080
_BY_CODE: dict[int | None, Outcome] = {2040: Outcome.NOTHING_TO_WRITE, DUPLICATE: Outcome.SKIPPED}
_BY_FAMILY = {
    1: Outcome.RUNNING,
    2: Outcome.SUCCEEDED,
    4: Outcome.FAILED,
    5: Outcome.FAILED,
}
_RUNNING_TEXTS = {"pending", "started", "notstarted", "pushing", "inprogress", "running", "queued"}
_SUCCESS_TEXTS = {"complete", "completed", "success", "succeeded"}
_FAILURE_ENDS = ("error", "failed", "failure")
_OVER = SUCCESSES | {Outcome.SKIPPED, Outcome.FAILED}
_MOST_READ = 2000
_OVERLAPS = re.compile(
    r"overlap\w*[\W_]+(?:with[\W_]+)?(?:an?[\W_]+)?(?:previous|earlier)[\W_]+sync", re.IGNORECASE
)


def outcome_of(record: HasSyncOutcome | None) -> Outcome:
    """Return the outcome of a sync record; None (no sync at all) is NEVER."""
    if record is None:
        return Outcome.NEVER
    outcome = outcome_of_code(record.sync_status_code, record.sync_status)
    return Outcome.SKIPPED if outcome is Outcome.FAILED and says_it_overlaps(record) else outcome


def says_it_overlaps(record: HasSyncOutcome) -> bool:
    """Return whether a failing record says that its dates overlap an earlier sync's, and wrote nothing."""
    if record.data_pushed:
        return False
    texts = (record.error_message, record.sync_exception_message)
    return any(_overlaps(text[:_MOST_READ]) for text in texts if text)


@lru_cache(maxsize=512)
def _overlaps(message: str) -> bool:
    return _OVERLAPS.search(message) is not None


def outcome_of_code(code: int | None, text: str | None = None) -> Outcome:
    """Return the outcome of a status code; for an unknown family of codes, that of the text."""
    if code in _BY_CODE:
        return _BY_CODE[code]
    return _BY_FAMILY.get((code or 0) // 1000) or _outcome_of_text(text)


def in_one_instant(
    outcome: Outcome, sync_id: str | None, latest_id: str | None
) -> tuple[bool, int, bool, tuple[int, ...]]:
    """Return the sort key of syncs at the same instant, last one greatest.

    The sync that Codat calls the latest comes last; then the outcome decides, then the lowest id.
    """
    named = latest_id is not None and sync_id == latest_id
    backwards = (*(-ord(char) for char in sync_id or ""), 1)  # the 1: "a" is lower than "ab"
    return named, LAST_IN_ONE_INSTANT.index(outcome), sync_id is not None, backwards


def is_over(outcome: Outcome | None) -> bool:
    """Return whether a sync with this outcome has ended; False for an unknown one."""
    return outcome in _OVER


def _outcome_of_text(text: str | None) -> Outcome:
    word = "".join(char for char in (text or "").casefold() if char.isalnum())
    if word in _SUCCESS_TEXTS:
        return Outcome.SUCCEEDED
    if word in _RUNNING_TEXTS:
        return Outcome.RUNNING
    return Outcome.FAILED if word.endswith(_FAILURE_ENDS) else Outcome.UNKNOWN
