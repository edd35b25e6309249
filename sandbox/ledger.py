"""What was received: every request, and for each trigger its response and whether it was carried out."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import datetime

from sandbox.times import text_seven

MAX_ENTRIES = 200_000


class Ledger:
    """Two lists in order of arrival, bounded."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self.requests: deque[dict[str, object]] = deque(maxlen=MAX_ENTRIES)
        self.triggers: deque[dict[str, object]] = deque(maxlen=MAX_ENTRIES)
        self.count = 0

    def request(self, method: str, path: str, operation: str | None) -> None:
        """Record a request to the API."""
        self.count += 1
        at = text_seven(self._clock())
        self.requests.append({"at": at, "method": method, "path": path, "operation": operation})

    def trigger(self, operation: str, company_id: str, key: str | None, body: object) -> dict[str, object]:
        """Record a POST; its entry is completed later (`answered` null: no response was sent)."""
        entry: dict[str, object] = {
            "at": text_seven(self._clock()),
            "operation": operation,
            "companyId": company_id,
            "idempotencyKey": key,
            "body": body,
            "answered": None,
            "carriedOut": False,
            "syncId": None,
            "fault": None,
        }
        self.triggers.append(entry)
        return entry
