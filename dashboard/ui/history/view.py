"""What History shows in this run: all syncs, and those that match the filters of the address.

Each step is cached (`CompanyView.cached`): a filter costs one pass over whole columns, sorting none.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property, partial
from zoneinfo import ZoneInfo

import pandas as pd

from codat_client import CompanySyncStatus, Damaged, SyncList
from dashboard.insight.coverage import coverage_in
from dashboard.insight.days import Day
from dashboard.insight.history.charts import PARAM, Chart, charts_from_address, charts_to_address
from dashboard.insight.history.filters import (
    NAMES,
    SORT,
    Filters,
    Order,
    from_address,
    order_from_address,
    order_to_address,
    to_address,
)
from dashboard.insight.runs import deduplicate
from dashboard.insight.verdict.facts import CompanyFacts
from dashboard.ui import assessments, links, starts
from dashboard.ui.page import CompanyView
from dashboard.views.figures.timeline_scene import Marks
from dashboard.views.history import digests
from dashboard.views.history.frame import chosen, frame_days, history_frame, in_order

CALENDAR_DAYS = 2 * 365
ROWS = "rows"
"""The parameter with the page of the table."""


@dataclass(frozen=True)
class View:
    """The syncs of a company as History shows them.

    `came`: the list as received; `syncs`: its records without duplicates, as the rules count them; `frame`:
    all of them, see `history_frame`; `left`: those that match `filters`, newest first; `ordered`: the same in
    the order of the table; `charts`: those that are open. `today`: the merchant's (`zone`).
    """

    page: CompanyView
    came: SyncList
    syncs: Sequence[CompanySyncStatus]
    zone: ZoneInfo
    today: date
    filters: Filters
    order: Order
    charts: frozenset[Chart]
    frame: pd.DataFrame
    left: pd.DataFrame
    ordered: pd.DataFrame

    @property
    def damaged(self) -> Sequence[Damaged]:
        """The records that couldn't be read."""
        return self.came.damaged

    @property
    def year_shown(self) -> int:
        """This year, in the time zone of the page: dates of other years are shown with theirs."""
        return self.page.now.astimezone(self.page.clock.shown_zone).year

    @property
    def repeated(self) -> int:
        """How many entries of the list are left out as duplicates or empty."""
        return len(self.came) - len(self.syncs)

    @property
    def uncharted(self) -> tuple[int, int, int]:
        """How many syncs no chart shows: without a time, with one in the future, with one too long ago.

        Counted again each minute.
        """
        frame, now = self.frame, self.page.now
        minute = now.replace(second=0, microsecond=0)
        return self.page.cached(
            "uncharted",
            lambda: (
                digests.untimed(frame),
                digests.ahead(frame, now),
                digests.long_ago(frame, now),
            ),
            minute,
        )

    @property
    def charted(self) -> pd.DataFrame:
        """The filtered syncs that charts show."""
        made = partial(digests.charted, self.left, self.page.now)
        return self.page.cached("charted", made, self.filters, self.uncharted)

    @property
    def days(self) -> list[Day]:
        """Every day of the last two years, filtered or not."""
        first = self.today - timedelta(CALENDAR_DAYS - 1)
        return self.page.cached("days", lambda: frame_days(self.frame, first, self.today))

    @property
    def known(self) -> CompanyFacts:
        """The facts that the rules judge by: all that was read so far, and the ranges that Codat reported."""
        return self._known[0]

    @property
    def known_key(self) -> Hashable:
        """What `known` depends on, for keys of the cache."""
        return self._known[1]

    @cached_property
    def _known(self) -> tuple[CompanyFacts, Hashable]:
        """Return the facts and their key.

        They stay the same until a due date, its grace or a run's time limit passes, so their own `now` may be
        older than this run's.
        """
        known = assessments.facts_of(self.page, self.syncs)
        read = self.page.data.stamp("connections", "latest", "last_successful")
        minute = self.page.now.replace(second=0, microsecond=0) if known.runs.clock_counts else None
        passed = (known.last_due, known.up_to)
        key = (read, minute, known.limits, starts.stamp(self.page.company_id), passed)
        return self.page.cached("known", lambda: known, *key), key

    @property
    def marks(self) -> Marks:
        """What is known about the syncs besides their records: which were started here, ranges, coverage."""
        known, first = self.known, self.today - timedelta(CALENDAR_DAYS - 1)
        midnight = datetime(first.year, first.month, first.day, tzinfo=self.zone)
        coverage = self.page.cached("coverage", lambda: coverage_in(known, midnight), self.known_key)
        return Marks(starts.started_here(self.page.company_id), known, coverage, self.known_key)

    def record(self, place: int) -> CompanySyncStatus:
        """Return the record of a row. `place`: the frame's column of that name."""
        return self.syncs[place]

    def address(
        self,
        filters: Filters | None = None,
        order: Order | None = None,
        rows: str | None = None,
        charts: frozenset[Chart] | None = None,
    ) -> str:
        """Return the address of this view with other filters, order, page of rows or open charts."""
        query = to_address(self.filters if filters is None else filters)
        query |= {SORT: order_to_address(self.order if order is None else order), ROWS: rows}
        query[PARAM] = charts_to_address(self.charts if charts is None else charts)
        return links.href("history", query, company=self.page.company_id)

    def days_address(self, first: date | str, last: date | str) -> str:
        """Return the address of this view for the days from the first to the last, both included."""
        begins, ends = (date.fromisoformat(str(day)) for day in (first, last))
        return self.address(filters=replace(self.filters, days=None, first=begins, last=ends))

    def sync_address(self, sync_id: str) -> str:
        """Return the address of a sync's own page."""
        return links.href("sync", company=self.page.company_id, sync=sync_id)


def asked_for() -> Filters:
    """Return the filters in the address."""
    return from_address({name: links.param(name) for name in NAMES})


def of(page: CompanyView) -> View:
    """Return what the address asks for, from the syncs read so far."""
    came, zone = page.data.syncs.value, page.clock.merchant.zone
    if came is None:  # unlike None, an empty list may hold damaged records
        came = SyncList()
    syncs = page.cached("deduplicated", lambda: deduplicate(came))
    today = page.clock.today
    filters, order = asked_for(), order_from_address(links.param(SORT))
    frame = page.cached("history", lambda: history_frame(syncs, zone, page.data.latest_id))
    left = page.cached("left", lambda: chosen(frame, filters, today), filters)
    ordered = page.cached("ordered", lambda: in_order(left, order), filters, order)
    opened = charts_from_address(links.param(PARAM))
    return View(page, came, syncs, zone, today, filters, order, opened, frame, left, ordered)
