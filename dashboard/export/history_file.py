"""What a file of History says of itself, and the ranges in it: the same from the page and from the route."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from codat_client import CompanySyncStatus
from dashboard.export.about import About
from dashboard.export.rows import Basis, Ranges
from dashboard.insight.history.filters import Filters, Order
from dashboard.insight.sync_range import RangeBasis, range_in
from dashboard.insight.verdict.facts import CompanyFacts
from dashboard.views.clock import PageClock
from dashboard.views.history import filter_labels


@dataclass(frozen=True)
class HistorySource:
    """The syncs that a file is taken from: of which company, how filtered and ordered, when they were read.

    `of`: how many there are without filters; `damaged`: how many more couldn't be read.
    """

    company_id: str
    company_name: str
    filters: Filters
    order: Order
    clock: PageClock
    read_at: datetime
    of: int
    damaged: int

    def about(self, shown: int, *, by_hand: bool = False) -> About:
        """Return the metadata of a file with so many of them. `by_hand`: a person selected each."""
        filters, clock = self.filters, self.clock
        chips = [
            filter_labels.in_full(kind, filters, clock.today, clock.where_counted) for kind in filters.kinds
        ]
        return About(
            company_name=self.company_name,
            company_id=self.company_id,
            filters=[*chips, *(["Selected by hand"] if by_hand else [])],
            order=filter_labels.order_words(self.order),
            zone=clock.shown_zone,
            zone_label=clock.zone_name,
            as_of=self.read_at,
            shown=shown,
            of=self.of,
            damaged=self.damaged,
        )


def ranges_of(records: Iterable[CompanySyncStatus], known: CompanyFacts) -> Ranges:
    """Return the range of sales of each sync that has one, by its id."""
    ranges: dict[str, tuple[datetime, datetime, Basis]] = {}
    for record in records:
        found = range_in(record, known)
        if (sales := found.range) and record.sync_id:
            basis: Basis = "reported" if found.basis is RangeBasis.REPORTED else "estimated"
            ranges[record.sync_id] = (sales.start, sales.finish, basis)
    return ranges
