"""Decide whether a request is sent again, and when: one pure function of what is known.

| seen | a read | a trigger |
| --- | --- | --- |
| nothing was sent (no connection made) | again | again |
| 429 with a readable Retry-After | again, not before it | again, not before it |
| 429 without | again | never: Unclear |
| 408, 500, 502, 503, 504 | again (Retry-After obeyed) | never: Unclear |
| the connection dropped after sending | again | never: Unclear |
| another answer, a broken body, the total time is over | no | no |
"""

import math
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import msgspec

TOO_MANY = 429
READ_AGAIN = frozenset({408, 429, 500, 502, 503, 504})
_SECONDS = re.compile(r"\d{1,9}", re.ASCII)


class RetryConfig(msgspec.Struct, frozen=True, kw_only=True):
    """How a call is retried, within its total time.

    attempts: the most attempts, including the first. A 429 with Retry-After doesn't count, since Codat says
    when to try again; with wait_out_429=False it isn't waited for at all.
    base_delay, max_delay: seconds; before the n-th repeat a random part of min(max_delay, base_delay × 2ⁿ⁻¹).
    statuses: those after which a read is sent again. For a trigger no setting widens the table above.
    """

    attempts: int = 4
    base_delay: float = 0.5
    max_delay: float = 4.0
    wait_out_429: bool = True
    statuses: frozenset[int] = READ_AGAIN

    @property
    def makes_sense(self) -> bool:
        """Return whether there is at least one attempt, and the delays are finite."""
        return self.attempts >= 1 and 0 <= self.base_delay < math.inf and 0 <= self.max_delay < math.inf


ONCE = RetryConfig(attempts=1, wait_out_429=False)
"""What `retries=None` means: one request."""


class SendResult(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of one attempt. status: of the answer, or None. sent: the request may have gone out.

    retry_after: seconds, or None when missing or unreadable. over: the total time is up, or waiting can't
    help.
    """

    status: int | None = None
    sent: bool = True
    retry_after: float | None = None
    over: bool = False


def wait_before_again(
    seen: SendResult,
    *,
    trigger: bool,
    repeats: int,
    failures: int,
    config: RetryConfig,
    luck: float,
) -> float | None:
    """Return the seconds to wait before sending again, or None to stop.

    repeats: attempts so far. failures: those that count against `config.attempts`. luck: 0 … 1,
    random.
    """
    if seen.over or not _may_again(seen, config, trigger=trigger):
        return None
    if not _asked_to_wait(seen) and failures >= config.attempts:
        return None
    spread = luck * min(config.max_delay, config.base_delay * 2.0 ** min(repeats - 1, 30))
    return max(seen.retry_after or 0.0, spread)


def counts_as_failure(seen: SendResult) -> bool:
    """Return whether an attempt counts against `attempts`: all but a 429 that says when to try again."""
    return not _asked_to_wait(seen)


def _asked_to_wait(seen: SendResult) -> bool:
    return seen.status == TOO_MANY and seen.retry_after is not None


def _may_again(seen: SendResult, config: RetryConfig, *, trigger: bool) -> bool:
    if _asked_to_wait(seen):
        return config.wait_out_429 and TOO_MANY in config.statuses
    if not seen.sent:
        return True
    if trigger:
        return False
    return seen.status is None or seen.status in config.statuses


def read_retry_after(text: str | None, server_date: str | None, now: datetime) -> float | None:
    """Read a Retry-After header: seconds, or an HTTP date (RFC 9110, 10.2.3); None: missing, unreadable.

    A date is measured from the answer's own Date header where there is one: our clock may be wrong.
    """
    text = (text or "").strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    then = read_http_date(text)
    if then is None:
        return None
    return max(0.0, (then - (read_http_date(server_date) or now)).total_seconds())


def read_http_date(text: str | None) -> datetime | None:
    """Read an HTTP date as UTC; None when missing or unreadable."""
    try:
        then = parsedate_to_datetime(text or "")
        return then.replace(tzinfo=then.tzinfo or UTC).astimezone(UTC)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
