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

KEPT_FOR = timedelta(minutes=90)
NOT_KEPT = frozenset({401, 403, 409, 429})


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
class _Kept:
    asked: tuple[str, bytes]
    since: datetime
    answer: Answer | None = None


class KeptAnswers:
    """The keys seen in the last 90 minutes."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._kept: dict[str, _Kept] = {}

    def claim(self, key: str, path: str, body: bytes) -> Answer | None:
        """Claim a key for new work, or return the response stored under it. Raises Refusal 409 or 422."""
        now = self._clock()
        kept = self._kept.get(key)
        if kept is None or now - kept.since >= KEPT_FOR:
            self._kept[key] = _Kept((path, body), now)
            return None
        if kept.asked != (path, body):
            raise Refusal(422)
        if kept.answer is None:
            raise Refusal(409)
        return kept.answer

    def keep(self, key: str, answer: Answer) -> None:
        """Store the response, or free the key if its kind isn't stored."""
        if answer.status in NOT_KEPT:
            self.free(key)
        elif key in self._kept:
            self._kept[key].answer = answer

    def free(self, key: str) -> None:
        """Free a key whose request never arrived."""
        self._kept.pop(key, None)
