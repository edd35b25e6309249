"""When a person may ask again with the same key after an unclear answer, or unlock the company."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from dashboard.insight.start.attempt import Attempt, Stage

KEY_LIFETIME = timedelta(minutes=90)
"""How long Codat keeps the first answer to an `Idempotency-Key` and repeats it (Codat's docs)."""


@dataclass(frozen=True)
class AskAgainLimits:
    """When asking again is allowed: so long after the last request, and until so long after the first one.

    `until` leaves a margin before Codat forgets the key: a later request may start another sync. `by_itself`:
    whether the dashboard asks again automatically, where that is safest (`asks_by_itself`).
    """

    after: timedelta = timedelta(minutes=10)
    until: timedelta = KEY_LIFETIME - timedelta(minutes=10)
    by_itself: bool = False

    def patience(self, slowest: timedelta | None) -> timedelta:
        """Return how long nothing new must be seen. `slowest`: see `listed_within`."""
        return max(self.after, listed_within(slowest))


def listed_within(slowest: timedelta | None) -> timedelta:
    """Return how long after a request its sync must be listed: twice the longest delay seen so far.

    Zero if `slowest` is None: no delay is known.
    """
    return 2 * slowest if slowest is not None else timedelta()


def nothing_new_for(attempt: Attempt, patience: timedelta) -> bool:
    """Return whether a successful check so long after the last request showed no sync that may be ours."""
    checked, sent = attempt.checked_at, attempt.last_sent_at
    if checked is None or sent is None or attempt.new or attempt.check_error:
        return False
    return checked - sent >= patience


def may_ask_again(attempt: Attempt, now: datetime, limits: AskAgainLimits) -> bool:
    """Return whether to offer to ask again with the same key and body. `now` is UTC.

    Only after a successful check since the last request: a person may unlock a company without one, for
    example after a restore.
    """
    first = attempt.sent_at
    offered = attempt.stage is Stage.UNCLEAR and attempt.may_release and not attempt.new
    return offered and _checked_since(attempt) and first is not None and now - first <= limits.until


def _checked_since(attempt: Attempt) -> bool:
    checked, sent = attempt.checked_at, attempt.last_sent_at
    return checked is not None and sent is not None and checked >= sent


_FIRST_ERROR = 400
_NOT_STORED = frozenset({409, 429})
"""The errors that Codat doesn’t store under a key: the next answer may differ."""


def asks_by_itself(attempt: Attempt, now: datetime, limits: AskAgainLimits, patience: timedelta) -> bool:
    """Return whether to ask again automatically: only for `latest`, and if nothing new is seen.

    Not if asking again returned an error that Codat keeps: it would be repeated. Nor if the record doesn't
    show that it was sent, as after a restore: a person decides then. `now` is UTC.
    """
    first = attempt.sent_at
    if not limits.by_itself or attempt.stage is not Stage.UNCLEAR or first is None or not attempt.sent_count:
        return False
    for_latest = attempt.intent.requested.start is None
    in_time = now - first <= limits.until
    return for_latest and in_time and not _error_is_stored(attempt) and nothing_new_for(attempt, patience)


def _error_is_stored(attempt: Attempt) -> bool:
    status = attempt.error_status or 0
    return attempt.was_asked_again and status >= _FIRST_ERROR and status not in _NOT_STORED
