"""Stored responses, as Codat documents them for all its POST endpoints (Codat's docs: idempotency).

The first response is stored for 90 minutes and returned to each request with the same `Idempotency-Key`,
errors too. A 429 isn't stored and frees the key; 409 while the first is in progress; 422 if the request
differs. That a 401, 403 and 409 aren't stored either is our guess.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.errors import Refusal

STORED_FOR = timedelta(minutes=90)
NOT_STORED = frozenset({401, 403, 409, 429})


@dataclass(frozen=True, slots=True)
class Answer:
    """A response of the API: status, JSON, further headers. `raw` is sent instead of JSON if set.

    broken: how it is broken in transit (one of faults.BROKEN); "" for not at all.
    """

    status: int
    body: object
    headers: tuple[tuple[str, str], ...] = ()
    raw: bytes | None = None
    broken: str = ""


@dataclass(slots=True)
class _Entry:
    request: tuple[str, bytes]
    since: datetime
    answer: Answer | None = None


class StoredAnswers:
    """The responses stored under the keys of the last 90 minutes."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._entries: dict[str, _Entry] = {}

    def claim(self, key: str, path: str, body: bytes) -> Answer | None:
        """Claim a key for new work, or return the response stored under it. Raises Refusal 409 or 422."""
        now = self._clock()
        entry = self._entries.get(key)
        if entry is None or now - entry.since >= STORED_FOR:
            self._entries[key] = _Entry((path, body), now)
            return None
        if entry.request != (path, body):
            raise Refusal(422)
        if entry.answer is None:
            raise Refusal(409)
        return entry.answer

    def store(self, key: str, answer: Answer) -> None:
        """Store the response, or free the key if its kind isn't stored."""
        if answer.status in NOT_STORED:
            self.free(key)
        elif key in self._entries:
            self._entries[key].answer = answer

    def free(self, key: str) -> None:
        """Free a key whose request never arrived."""
        self._entries.pop(key, None)
