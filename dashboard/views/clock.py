"""The moment and the time zones in which a page words its times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from dashboard.insight.zone import MerchantZone
from dashboard.views import times


@dataclass(frozen=True)
class PageClock:
    """What a page of a company needs to word a time.

    `now`: aware, UTC. `shown_zone`: the one in which moments are shown, chosen by the viewer. `merchant`: the
    merchant's zone, in which days and the schedule count. `viewer_zone`: the browser's; None if unknown.
    """

    now: datetime
    merchant: MerchantZone
    shown_zone: ZoneInfo
    viewer_zone: ZoneInfo | None = None

    @property
    def today(self) -> date:
        """The merchant's day."""
        return self.now.astimezone(self.merchant.zone).date()

    @property
    def zone_name(self) -> str:
        """The short name of the zone shown: "London", "UTC"."""
        return times.zone_name(self.shown_zone)

    @property
    def where_counted(self) -> str:
        """The zone in which days count, for titles: " (London)"; "" if the page shows that zone."""
        return times.where_counted(self.merchant.zone, self.shown_zone)

    def moment(self, when: datetime | None) -> str:
        """Return a moment in the zone shown: "11 Nov 02:14"."""
        return times.moment(when, self.shown_zone, self.now)

    def near(self, when: datetime | None) -> str:
        """Return a moment in the zone shown: "today 02:14", "11 Nov 02:14"."""
        return times.near(when, self.shown_zone, self.now)

    def span(self, start: datetime | None, finish: datetime | None) -> str:
        """Return a range in the zone shown: "11 Nov 02:00 – 20 Nov 02:00"."""
        return times.span(start, finish, self.shown_zone, self.now)

    def in_all_zones(self, when: datetime | None) -> str:
        """Return a moment by every clock: "20 Nov 2026 02:11 London and UTC · 03:11 yours"."""
        return times.all_zones(when, self.merchant, self.viewer_zone)
