"""Who is on a company: its owner, that the merchant was contacted, and a snooze."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from dashboard.insight.verdict.state import State

NEAR: Final = " near"
"""Ends the state and cause of a company that is switched off within days; no cause ends so."""


class WorkEventType(StrEnum):
    """What people record about a company's problem. No value is one of another event's types."""

    TAKEN = "work taken"
    GIVEN = "work given"  # the detail names the new owner
    RELEASED = "work released"
    CONTACTED = "merchant contacted"
    SNOOZED = "work snoozed"  # the detail has until when, in ISO; "" until it changes
    SNOOZE_ENDED = "snooze ended"
    RECOVERED = "work over"  # a sync succeeded; the detail names who was on it
    PROBLEM_OVER = "problem over"  # the same, without a sync that succeeded
    REFUSED = "work refused"  # nothing was changed


class SnoozeEnd(StrEnum):
    """Why a snoozed company is back on the list."""

    DATE = "date"
    CHANGE = "change"
    WORSE = "worse"


@dataclass(frozen=True, slots=True)
class CompanyWork:
    """What people have recorded about one company's problem. Times are aware and UTC.

    `owner`: the name on record, "" without one; `owner_identity`: "ISSUER SUBJECT" if a sign-in verified it.
    `snoozed_until`: None without a day; until then it also ends if the state is graver than it was.
    `until_change`: it ends as soon as state or cause differ. Each snooze ends when the switch-off has come
    near. `snoozed_state`: what all three were, see `filters.state_for_snooze`.
    """

    company_id: str
    owner: str = ""
    owner_identity: str = ""
    owned_at: datetime | None = None
    contacted_at: datetime | None = None
    contacted_by: str = ""
    snoozed_at: datetime | None = None
    snoozed_by: str = ""
    snoozed_until: datetime | None = None
    until_change: bool = False
    snoozed_state: str = ""

    def is_snoozed(self, now: datetime, state_and_cause: str) -> bool:
        """Return whether the company is left out of the list now. `now`: aware."""
        return self.snoozed_at is not None and self.snooze_end(now, state_and_cause) is None

    def snooze_end(self, now: datetime, state_and_cause: str) -> SnoozeEnd | None:
        """Return why its snooze is over at `now` (aware); None while it lasts, or without one.

        `state_and_cause`: as `snoozed_state` has them; "" if they aren't known now, which is no change.
        """
        if self.snoozed_at is None:
            return None
        if self.snoozed_until is not None and now >= self.snoozed_until:
            return SnoozeEnd.DATE
        then, known = self.snoozed_state, state_and_cause
        if self.until_change and known and known.removesuffix(NEAR) != then.removesuffix(NEAR):
            return SnoozeEnd.CHANGE
        is_worse = self.snoozed_until is not None and _is_graver(known, then)
        return SnoozeEnd.WORSE if is_worse or _has_come_near(known, then) else None


def _has_come_near(now: str, before: str) -> bool:
    """Return whether the switch-off is near and wasn't before, as far as that is known."""
    return now.endswith(NEAR) and not before.endswith(NEAR) and _state(before) is not None


def _is_graver(now: str, before: str) -> bool:
    """Return whether a state with its cause is graver than an earlier one, as far as both are known."""
    state, earlier = _state(now), _state(before)
    if state is None or state is State.NOT_KNOWN or earlier is None:
        return False
    return state.gravity > earlier.gravity


def _state(state_and_cause: str) -> State | None:
    """Return the state; None if it isn't known, or only to another version."""
    with suppress(ValueError):
        return State(state_and_cause.partition(" ")[0])
    return None
