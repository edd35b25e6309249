"""What Activity shows in this run: one page of the entries that match the filters in the address."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from dashboard.insight.activity.filters import (
    NAMES,
    UNNAMED,
    ActivityFilters,
    from_address,
    instants,
    to_address,
)
from dashboard.record.activity import ActivityPage, ActivityQuery
from dashboard.record.registry import AccountRecord
from dashboard.ui import browser, directory, links
from dashboard.ui.access import companies
from dashboard.ui.activity import names, on_record
from dashboard.views.activity.table import ActivityContext

PER_PAGE = 100
ROWS = "rows"
"""The parameter for the page of the list."""
_NAMES_TICK_S = 1.0


@dataclass(frozen=True)
class ActivityView:
    """The entries shown, and what filters can be set to. `error`: why the record can't be read, or ""."""

    filters: ActivityFilters
    query: ActivityQuery
    number: int
    context: ActivityContext
    shown: ActivityPage = field(default_factory=lambda: ActivityPage([], 0))
    people: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    error: str = ""

    @property
    def today(self) -> date:
        """Today, in the zone of the page."""
        return self.context.now.astimezone(self.context.zone).date()

    def address(self, filters: ActivityFilters | None = None, number: int = 1) -> str:
        """Return the address of this view with other filters, or another page of the list."""
        query = to_address(self.filters if filters is None else filters)
        return links.href("activity", {**query, ROWS: str(number) if number > 1 else None})


def asked_for() -> ActivityFilters:
    """Return the filters in the address."""
    return from_address({name: links.param(name) for name in NAMES})


def of_address() -> ActivityView:
    """Return the view that the address asks for."""
    if directory.look().reading:
        browser.poll(_NAMES_TICK_S)  # names of companies may still be loading
    filters, number, context = asked_for(), max(1, links.number(ROWS) or 1), names.context()
    query = _query(filters, context)

    def read(record: AccountRecord) -> ActivityView:
        log = record.activity
        shown, people, of = log.page(query, number, PER_PAGE), log.people(query.only), query.only
        last = max(1, -(-shown.of // PER_PAGE))
        return ActivityView(
            filters, query, min(number, last), context, shown, tuple(people), tuple(log.company_ids(of))
        )

    view, error = on_record.read(read)
    return view or ActivityView(filters, query, number, context, error=error)


def _query(filters: ActivityFilters, context: ActivityContext) -> ActivityQuery:
    after, before = instants(filters, context.now, context.zone)
    person, only = {"": None, UNNAMED: ""}.get(filters.person, filters.person), companies.visible_ids()
    company_id, outcomes = filters.company_id or None, filters.outcomes
    return ActivityQuery(person, company_id, outcomes, filters.about, after, before, only=only)
