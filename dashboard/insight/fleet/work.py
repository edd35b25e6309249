"""Who is on a company: its owner, that the merchant was contacted, and a snooze."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CompanyWork:
    """What people have recorded about one company's trouble. Times are aware and UTC.

    `owner`: the name on record, "" without one; `owner_identity`: "ISSUER SUBJECT" if a sign-in verified it.
    `snoozed_until`: None without a snooze; `until_change`: it ends as soon as state or cause differ from
    `snoozed_state` (`CompanyState.state` and `cause`, joined by a blank).
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
        if self.snoozed_at is None:
            return False
        if self.until_change and state_and_cause != self.snoozed_state:
            return False
        return self.until_change or (self.snoozed_until is not None and now < self.snoozed_until)
