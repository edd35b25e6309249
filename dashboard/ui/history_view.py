"""What History shows in this run: all syncs, and those that the filters of the address leave.

Each step is kept in the session (`Screen.kept`): a filter costs a cut through whole columns, a sort no filter.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pandas as pd

from codat_client import CompanySyncStatus, SyncList
from dashboard.insight.days import Day
from dashboard.insight.filters import NAMES, SORT, Filters, Order, from_address, order_from_address
from dashboard.ui import links
from dashboard.ui.screen import Screen
from dashboard.views.history_frame import chosen, frame_days, history_frame, in_order

CALENDAR_DAYS = 2 * 365


@dataclass(frozen=True)
class View:
    """The syncs of a company as History has them.

    `syncs`: the records as they came; `frame`: all of them, see `history_frame`; `left`: what `filters` leave
    of it, newest first; `ordered`: the same in the order of the table. `today`: the merchant's (`zone`).
    """

    screen: Screen
    syncs: SyncList
    zone: ZoneInfo
    today: date
    filters: Filters
    order: Order
    frame: pd.DataFrame
    left: pd.DataFrame
    ordered: pd.DataFrame

    @property
    def days(self) -> list[Day]:
        """Every day of two years up to today, filtered or not."""
        first = self.today - timedelta(CALENDAR_DAYS - 1)
        return self.screen.kept("days", lambda: frame_days(self.frame, first, self.today))

    def record(self, place: int) -> CompanySyncStatus:
        """Return the record of a row. `place`: the frame's column of that name."""
        return self.syncs[place]


def of(screen: Screen) -> View:
    """Return what the address asks for, of the syncs read by now."""
    syncs, zone = screen.data.syncs.value or SyncList(), screen.zone.merchant.zone
    today = screen.now.astimezone(zone).date()
    filters = from_address({name: links.param(name) for name in NAMES})
    order = order_from_address(links.param(SORT))
    frame = screen.kept("history", lambda: history_frame(syncs, zone))
    left = screen.kept("left", lambda: chosen(frame, filters, today), filters)
    ordered = screen.kept("ordered", lambda: in_order(left, order), filters, order)
    return View(screen, syncs, zone, today, filters, order, frame, left, ordered)
