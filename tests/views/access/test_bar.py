"""What the top of each page says of sign-in."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from dashboard.views.access import bar


def test_while_the_provider_is_down_every_page_says_how_long_one_stays_in():
    until = datetime(2026, 7, 1, 13, 5, tzinfo=UTC)
    shown = bar.unconfirmed(until, ZoneInfo("Europe/London"))
    assert "doesn’t answer" in shown
    assert "until 14:05 BST at most" in shown
