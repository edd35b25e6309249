"""Kept answers, as Codat documents them for all its POST endpoints (Codat's docs: idempotency).

The first answer is kept 90 minutes and given again to each request with the same `Idempotency-Key`, errors
too; a 429 is not kept and frees the key; 409 while the first is being worked on; 422 if the request differs.
That the answers of a 401, 403 and 409 are not kept either is our guess.
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
    """An answer of the API: status, JSON, further headers. `raw` goes out in place of JSON if set.

    broken: how it is spoiled on its way (one of faults.BROKEN); "" for not at all.
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
        """Take a key for a new piece of work, or give the answer kept under it. Raises Refusal 409 or 422."""
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
        """Keep the answer, or free the key if it is one that is not kept."""
        if answer.status in NOT_KEPT:
            self.free(key)
        elif key in self._kept:
            self._kept[key].answer = answer

    def free(self, key: str) -> None:
        """Forget a key: its request never arrived."""
        self._kept.pop(key, None)
