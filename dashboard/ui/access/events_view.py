"""What Activity shows of sign-ins and roles in this run: one page of the events that match the filters.

/activity?show=access&person=Ada&kind=signed+in,role+given&days=30&rows=2
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from dashboard.access.events import AccessEventPage, AccessEventType, AccessQuery
from dashboard.insight.activity.filters import MOST_NAME, UNNAMED, instants, recorded_days
from dashboard.insight.history.day_filter import DayFilter, days_to_address
from dashboard.services.access_records import AccessRecords
from dashboard.ui import links
from dashboard.ui.access import reading
from dashboard.ui.activity import names
from dashboard.views.activity.table import ActivityContext

PER_PAGE: Final = 100
SHOW, ACCESS, PERSON, KIND, ROWS = "show", "access", "person", "kind", "rows"
"""The parameters of the address, and the value of `show` for these events."""
_DAYS: Final = ("days", "from", "to")


@dataclass(frozen=True)
class AccessFilters(DayFilter):
    """Which events to show; a filter without a value matches all. `person`: a recorded name, or `UNNAMED`."""

    person: str = ""
    kinds: frozenset[AccessEventType] = frozenset()

    @property
    def query(self) -> dict[str, str | None]:
        """The parameters for these filters; None for an unset one."""
        kinds = ",".join(each.value for each in AccessEventType if each in self.kinds)
        return {PERSON: self.person or None, KIND: kinds or None, **days_to_address(self)}

    def without(self, name: str) -> AccessFilters:
        """Return these filters without one of them. `name`: its parameter."""
        empty: dict[str, AccessFilters] = {
            PERSON: replace(self, person=""),
            KIND: replace(self, kinds=frozenset()),
            "days": replace(self, days=None, first=None, last=None),
        }
        return empty[name]


@dataclass(frozen=True)
class AccessEventsView:
    """The events shown, and whom they can be filtered by. `error`: why they can't be read, or ""."""

    filters: AccessFilters
    query: AccessQuery
    number: int
    context: ActivityContext
    shown: AccessEventPage = field(default_factory=lambda: AccessEventPage([], 0))
    people: tuple[str, ...] = ()
    error: str = ""

    @property
    def today(self) -> date:
        """Today, in the zone of the page."""
        return self.context.now.astimezone(self.context.zone).date()

    def address(self, filters: AccessFilters | None = None, number: int = 1) -> str:
        """Return the address of this view with other filters, or another page of the list."""
        query = (self.filters if filters is None else filters).query
        return links.href("activity", {**query, SHOW: ACCESS, ROWS: str(number) if number > 1 else None})


def is_asked_for() -> bool:
    """Return whether the address asks for sign-ins and roles."""
    return links.param(SHOW) == ACCESS


def asked_for() -> AccessFilters:
    """Return the filters in the address."""
    days = recorded_days({name: links.param(name) for name in _DAYS})
    asked = set(links.param(KIND).split(","))
    return AccessFilters(
        days=days.days,
        first=days.first,
        last=days.last,
        person=links.param(PERSON).strip()[:MOST_NAME],
        kinds=frozenset(each for each in AccessEventType if each.value in asked),
    )


def of_address() -> AccessEventsView:
    """Return the view that the address asks for; decided now, it is for leads only."""
    filters, number, context = asked_for(), max(1, links.number(ROWS) or 1), names.context()
    query = _query(filters, context)

    def read(records: AccessRecords) -> AccessEventsView:
        log = records.events
        shown, people = log.page(query, number, PER_PAGE), log.people()
        last = max(1, -(-shown.of // PER_PAGE))
        return AccessEventsView(filters, query, min(number, last), context, shown, tuple(people))

    view, error = reading.for_leads(read)
    return view or AccessEventsView(filters, query, number, context, error=error)


def write(filters: AccessFilters) -> None:
    """Write filters to the address, for a callback; the list begins at its first page."""
    links.set_params({**filters.query, ROWS: None})


def _query(filters: AccessFilters, context: ActivityContext) -> AccessQuery:
    after, before = instants(filters, context.now, context.zone)
    person = {"": None, UNNAMED: ""}.get(filters.person, filters.person)
    return AccessQuery(person, filters.kinds, after, before)
