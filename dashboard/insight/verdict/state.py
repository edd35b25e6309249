"""The states of a company by gravity, and the special cases that need their own wording.

`judge.py` decides which applies.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class State(StrEnum):
    """The state of a company, from the least to the most serious."""

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
        """The rank by gravity, 0 for arriving."""
        return list(State).index(self)


OFF: Final = frozenset({State.PROBABLY_SWITCHED_OFF, State.SWITCHED_OFF})
"""Codat has switched the sync off, or probably has."""


class Ground(StrEnum):
    """A special case of a state, with its own wording."""

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
