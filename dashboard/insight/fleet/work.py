"""Who is on a company: its owner, that the merchant was contacted, and a snooze."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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


@dataclass(frozen=True, slots=True)
class CompanyWork:
    """What people have recorded about one company's problem. Times are aware and UTC.

    `owner`: the name on record, "" without one; `owner_identity`: "ISSUER SUBJECT" if a sign-in verified it.
    `snoozed_until`: None without a day; `until_change`: it also ends as soon as state or cause differ from
    `snoozed_state` (`CompanyState.state_and_cause`).
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

        `state_and_cause`: "" if they aren't known now, which is no change.
        """
        if self.snoozed_at is None:
            return None
        if self.until_change and state_and_cause and state_and_cause != self.snoozed_state:
            return SnoozeEnd.CHANGE
        is_due = self.snoozed_until is not None and now >= self.snoozed_until
        return SnoozeEnd.DATE if is_due else None
