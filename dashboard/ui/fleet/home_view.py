"""What Home shows in this run: the companies that the person may see, filtered and sorted by the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final
from weakref import WeakSet

from dashboard.fleet.covered import covered_rows
from dashboard.fleet.registry import Fleet
from dashboard.insight.fleet.company_state import FleetRow
from dashboard.insight.fleet.filters import Context, Filter
from dashboard.insight.fleet.query import NAMES, FleetQuery, Selection, from_address, select, to_address
from dashboard.insight.fleet.row_order import FIRST
from dashboard.store.errors import StoreError
from dashboard.ui import links, person
from dashboard.ui.fleet import of_session
from dashboard.ui.fleet.people import looks, work_read
from dashboard.ui.run_cache import once_a_run
from dashboard.views.fleet import freshness
from dashboard.views.fleet.headline import Overview

_LISTED: Final[WeakSet[Fleet]] = WeakSet()


@dataclass(frozen=True)
class HomeView:
    """The fleet and what the address asks of it. `rows`: all that the person may see, by id."""

    fleet: Fleet
    rows: Mapping[str, FleetRow]
    query: FleetQuery
    context: Context

    @property
    def now(self) -> datetime:
        """The moment of this run."""
        return self.context.now

    def selection(self) -> Selection:
        """Return the page that the address asks for."""
        return select(self.rows.values(), self.query, self.context)

    def overview(self, shown: Selection) -> Overview:
        """Return what the headline says: of all companies, whatever the filters are."""
        return Overview(shown.overall, len(self.rows))

    def address(self, query: FleetQuery) -> str:
        """Return the address of Home with another query."""
        return links.href("", to_address(query))

    def filtered(self, which: Filter, value: str) -> str:
        """Return the address of Home with a filter set to a value; "" clears it."""
        return self.address(self.query.having(which, value))


@dataclass(frozen=True)
class NoHome:
    """Home without rows. `why`: a sentence, "" if no company has been listed yet."""

    why: str = ""
    typed_key: bool = False


@once_a_run
def of_address() -> HomeView | NoHome:
    """Return what Home shows, or why it has nothing to show."""
    found = of_session.fleet()
    if found.fleet is None:
        return NoHome(found.error, found.typed_key)
    try:
        if not _is_listed(found.fleet):
            return NoHome()
        every, works = found.fleet.picture.rows(), found.fleet.picture.works()
    except StoreError as error:
        return NoHome(str(error))
    rows = covered_rows(every, person.current())
    if not rows:
        return NoHome(freshness.NOT_COVERED if every else "")
    query = _joined(found.fleet, asked_for())
    viewer = replace(work_read.viewer(), looked_at=looks.looked_at())
    return HomeView(found.fleet, rows, query, Context(works, viewer, datetime.now(UTC)))


def _is_listed(fleet: Fleet) -> bool:
    """Return whether the store has all companies of the account, and not only those that people opened."""
    if fleet not in _LISTED and fleet.repository.account_state().listed_at is not None:
        _LISTED.add(fleet)
    return fleet in _LISTED


def _joined(fleet: Fleet, query: FleetQuery) -> FleetQuery:
    """Return the query for the incident that the one in the address became part of, if it did."""
    number = links.number_of(query.value(Filter.INCIDENT), most_digits=9)
    if number is None:
        return query
    try:
        found = fleet.history.incident(number)
    except StoreError:  # what draws the incident says it
        return query
    became = found.became if found is not None else None
    return query if became is None else query.having(Filter.INCIDENT, str(became))


def asked_for() -> FleetQuery:
    """Return the query in the address."""
    return from_address({name: links.param(name) for name in NAMES})


def write(query: FleetQuery) -> None:
    """Write a query into the address, at its first page; for a callback of a filter."""
    links.set_params(to_address(replace(query, after=FIRST)))
