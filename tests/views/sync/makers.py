"""Records for the tests of the Sync page's texts, and the clock that they are worded with."""

import re
from datetime import UTC, datetime
from html import unescape
from zoneinfo import ZoneInfo

from codat_client import CompanySyncStatus
from dashboard.insight.zone import zone_named
from dashboard.views.clock import PageClock

NOW = datetime(2026, 11, 20, 13, 42, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
CLOCK = PageClock(NOW, zone_named("Europe/London"), ZoneInfo("Europe/London"), BERLIN)
ID = "c41b09e2-77aa-4f10-a2b4-0c9d1e5f7788"
FAILED = CompanySyncStatus(
    sync_id=ID,
    sync_status_code=4000,
    sync_status="ValidateError",
    error_message="Tax rate does not exist or is invalid",
    sync_utc_text="2026-11-20T02:11:00Z",
    data_pushed=False,
)


def sync(code=2000, utc="2026-11-11T02:14:00Z", sync_id="a", **more):
    """A sync's record, by default a success on 11 November."""
    return CompanySyncStatus(sync_id=sync_id, sync_status_code=code, sync_utc_text=utc, **more)


def text(html):
    """What a person reads of some HTML."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())
