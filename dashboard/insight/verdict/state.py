"""The states that a company can be in, by gravity, and what makes one need words of its own.

When each holds, `judge.py` tells.
"""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """How a company stands, from the least to the most grave."""

    ARRIVING = "arriving"
    NOTHING_TO_SEND = "nothing_to_send"
    RUNNING = "running"
    NEVER_SYNCED = "never_synced"
    STUCK = "stuck"
    LATE = "late"
    NOT_KNOWN = "not_known"
    FAILING = "failing"
    DISCONNECTED = "disconnected"
    WILL_BE_SWITCHED_OFF = "will_be_switched_off"
    PROBABLY_SWITCHED_OFF = "probably_switched_off"
    SWITCHED_OFF = "switched_off"

    @property
    def gravity(self) -> int:
        """The place in the order of gravity, 0 for arriving."""
        return list(State).index(self)


class Ground(StrEnum):
    """What makes the state need words of its own."""

    PLAIN = "plain"
    SKIPPED = "skipped"
    UNCLEAR_RANGE = "unclear_range"
    UNKNOWN_CODE = "unknown_code"
    NO_TIMES = "no_times"
    NOT_READ = "not_read"
    NOT_CONFIGURED = "not_configured"
    NO_COMMERCE = "no_commerce"
    GONE = "gone"
    AGE_UNKNOWN = "age_unknown"
