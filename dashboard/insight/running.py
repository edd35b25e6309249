"""Judge how long a sync has been running: one rule for Company, the start form and the start itself.

Codat may report a sync as running for ever, so after `VerdictLimits.stuck` (STUCK_HOURS) it counts as stuck
and no longer blocks a start. Without a plausible time its age is unknown: it may be running, and never counts
as stuck.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum


class Running(StrEnum):
    """The state of a sync that Codat reports as running."""

    NOW = "now"
    AGE_UNKNOWN = "age_unknown"
    STUCK = "stuck"


def running_since(began: datetime | None, now: datetime, stuck: timedelta) -> Running:
    """Return the state of a running sync. Ignore a time further ahead of `now` than `stuck`."""
    if began is None or began - now >= stuck:
        return Running.AGE_UNKNOWN
    return Running.STUCK if now - began >= stuck else Running.NOW
