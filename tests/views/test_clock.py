"""The clock of a page: moments in the zone it shows, days in the merchant's."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from dashboard.insight.zone import zone_named
from dashboard.views.clock import PageClock

NEW_YORK, BERLIN = ZoneInfo("America/New_York"), ZoneInfo("Europe/Berlin")
NIGHT = datetime(2026, 11, 20, 2, 11, tzinfo=UTC)
CLOCK = PageClock(NIGHT, zone_named("Europe/London"), NEW_YORK, BERLIN)


def test_moments_are_shown_in_the_zone_of_the_page():
    assert CLOCK.moment(NIGHT) == "19 Nov 21:11"
    assert CLOCK.near(NIGHT) == "today 21:11"
    assert CLOCK.span(NIGHT, datetime(2026, 11, 21, 2, tzinfo=UTC)) == "19 Nov 21:11 – 20 Nov 21:00"


def test_today_is_the_merchants_day():
    assert CLOCK.today == date(2026, 11, 20)


def test_the_zone_in_which_days_count_is_named_only_if_the_page_shows_another():
    assert CLOCK.where_counted == " (London)"
    assert PageClock(NIGHT, zone_named("Europe/London"), ZoneInfo("Europe/London")).where_counted == ""


def test_a_moment_in_all_zones_names_the_viewers_only_if_it_is_known():
    assert CLOCK.in_all_zones(NIGHT) == "20 Nov 2026 02:11 London and UTC · 03:11 yours"
    unknown = PageClock(NIGHT, zone_named("Europe/London"), NEW_YORK)
    assert unknown.in_all_zones(NIGHT) == "20 Nov 2026 02:11 London and UTC"
