"""What is on record of the fleet, as far as the person at this session may see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol, TypeVar

from dashboard.fleet.covered import covered_rows
from dashboard.fleet.registry import Fleet
from dashboard.insight.fleet.company_state import FleetRow
from dashboard.services.covered_listing import sees_every_company
from dashboard.store.errors import StoreError
from dashboard.ui import person
from dashboard.ui.fleet import of_session


class OfCompany(Protocol):
    """Something on record of a company."""

    @property
    def company_id(self) -> str:
        """The company's id, in lower case."""


R = TypeVar("R", bound=OfCompany)


@dataclass(frozen=True)
class SeenFleet:
    """The fleet, and which of its companies the person may see. `rows`: theirs, by id.

    `everything`: they may see all, those that Codat no longer lists as well.
    """

    fleet: Fleet
    rows: Mapping[str, FleetRow]
    everything: bool

    def names(self, company_ids: Iterable[str]) -> dict[str, str]:
        """Return the names of these companies by id, as far as the person may see them and they are known."""
        asked = set(company_ids)
        known = {each: self.rows[each].company.name for each in asked & self.rows.keys()}
        with suppress(StoreError):  # then they have none
            if len(known) < len(asked):
                known |= {row.company_id: row.company.name for row in self.gone() if row.company_id in asked}
        return known

    def gone(self) -> list[FleetRow]:
        """Return the companies that Codat no longer lists, if the person may see them. Raises StoreError."""
        return self.fleet.repository.gone_rows() if self.everything else []

    def only(self, records: Iterable[R]) -> list[R]:
        """Return the records of companies that the person may see."""
        return [each for each in records if self.everything or each.company_id in self.rows]


def of_session_fleet() -> tuple[SeenFleet | None, str]:
    """Return the fleet of this session, or None and a sentence that says why there is none."""
    found = of_session.fleet()
    if found.fleet is None:
        return None, found.error
    who = person.current()
    try:
        rows = covered_rows(found.fleet.picture.rows(), who)
    except StoreError as error:
        return None, str(error)
    return SeenFleet(found.fleet, rows, sees_every_company(who)), ""
