"""What all clients of one process share, per base URL and key: request slots, and the quota.

At most ten requests run at once for one company: ten sessions with the same key must not be a hundred
calls at once (Codat's docs: rate limits).
"""

import hashlib
import os
import re
import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from weakref import WeakValueDictionary

import msgspec

from codat_client.records import Quota
from codat_client.retrying import read_http_date
from codat_client.times import read_utc

AT_ONCE = 10
_SALT = os.urandom(16)
_NUMBER = re.compile(r"\d{1,15}", re.ASCII)
_MILLISECONDS_FROM = 100_000_000_000
_SECONDS_FROM = 1_000_000_000
"""A smaller number is no time of these days: it may count seconds from now, so it is not guessed at."""


class RequestLimits:
    """The request slots, by company, and the last quota seen."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._running: dict[str, int] = {}
        self._quota: Quota | None = None

    def enter(self, company: str, until: float) -> bool:
        """Take a slot for `company`; False if none was free by `until` (time.monotonic)."""
        with self._changed:
            while self._running.get(company, 0) >= AT_ONCE:
                left = until - time.monotonic()
                if left <= 0 or not self._changed.wait(left):
                    return False
            self._running[company] = self._running.get(company, 0) + 1
            return True

    def leave(self, company: str) -> None:
        """Release the slot."""
        with self._changed:
            left = self._running.pop(company) - 1
            if left:
                self._running[company] = left
            self._changed.notify_all()

    @property
    def quota(self) -> Quota | None:
        """Return the last quota seen, or None before the first response."""
        return self._quota

    def note(self, headers: Mapping[str, str]) -> None:
        """Remember the quota in `headers` (names in lower case), if there is one."""
        quota = read_quota(headers)
        if quota is not None:
            self._quota = msgspec.structs.replace(quota, seen_at=datetime.now(UTC))


_all: WeakValueDictionary[tuple[str, str], RequestLimits] = WeakValueDictionary()
"""It keeps none alive, the clients do: one goes with the last client of its key, never while in use."""
_all_lock = threading.Lock()


def limits_for(base_url: str, authorization: str) -> RequestLimits:
    """Return this process's `RequestLimits` for an address and a key; the key itself isn't stored."""
    fingerprint = hashlib.blake2b(authorization.encode(), key=_SALT).hexdigest()
    with _all_lock:
        return _all.setdefault((base_url, fingerprint), RequestLimits())  # who gets it holds it


def read_quota(headers: Mapping[str, str]) -> Quota | None:
    """Read X-Rate-Limit-*: a missing or unreadable value is None; None if all three are missing."""
    texts = [headers.get(f"x-rate-limit-{name}") for name in ("limit", "remaining", "reset")]
    if texts == [None, None, None]:
        return None
    return Quota(limit=_number(texts[0]), remaining=_number(texts[1]), reset=_reset(texts[2]))


def _number(text: str | None) -> int | None:
    text = (text or "").strip()
    return int(text) if _NUMBER.fullmatch(text) else None


def _reset(text: str | None) -> datetime | None:
    """Read the reset: ISO, HTTP date, or seconds or milliseconds since 1970: Codat doesn't say which."""
    number = _number(text)
    if number is not None and number < _SECONDS_FROM:
        return None
    if number is not None:
        return _since_1970(number / 1000 if number >= _MILLISECONDS_FROM else number)
    return read_utc(text) or read_http_date(text)


def _since_1970(seconds: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None
