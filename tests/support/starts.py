"""Waiting for what becomes of a start: pages only look at it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from time import monotonic

from dashboard.insight.start.attempt import Attempt
from dashboard.starting.service import StartService

_PAUSE_S = 0.005


def wait_for(
    start_service: StartService, attempt_id: str, test: Callable[[Attempt], object], seconds: float
) -> Attempt:
    """Wait until an attempt passes the test. Raises TimeoutError with its last state."""
    pause, end = Event(), monotonic() + seconds
    while True:
        attempt = start_service._records.get(attempt_id)
        assert attempt is not None, f"no start {attempt_id}"
        if test(attempt):
            return attempt
        if monotonic() > end:
            raise TimeoutError(f"Still {attempt}")
        pause.wait(_PAUSE_S)
