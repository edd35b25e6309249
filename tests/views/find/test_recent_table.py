"""Recent companies show what was seen at the last check, with its age, and nothing as if it were true now."""

from __future__ import annotations

import html
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dashboard.search.recent import RecentCompany
from dashboard.views.find import recent_table

NOW = datetime(2026, 11, 20, 13, 42, tzinfo=UTC)
ID = "8b1f02c4-3c9e-4f0a-9d57-2f6f1f0f4a11"
CHECKED = NOW - timedelta(hours=2)
LONDON = ZoneInfo("Europe/London")


def table(**changes: Any) -> str:
    values: dict[str, Any] = {
        "status": "failed",
        "state": "failing 9 days",
        "left": "22 days until switch-off",
        "checked_at": CHECKED,
    }
    company = RecentCompany(ID, "Bluebird", **(values | changes))
    return recent_table.table([company], lambda each: f"/company?company={each}", NOW, LONDON)


def test_state_days_left_and_age_are_shown():
    shown = table()
    assert all(
        words in shown
        for words in ("failing 9 days", "22 days until switch-off", "State at last check", ">2 h ago<")
    )
    assert 'title="20 Nov 2026 11:42 London"' in shown
    assert f'href="/company?company={ID}"' in shown


def test_without_a_check_no_state_is_shown():
    assert "failing" not in table(checked_at=None)
    assert " ago" not in table(checked_at=None)


def test_texts_from_the_browser_are_escaped():
    shown = table(state="<img>", left="<i>", status='"><script>', platforms="<u>")
    assert not re.search("<(img|i|u|script)>", shown)


def test_the_browser_is_given_the_next_wordings_of_the_age():
    ages = json.loads(html.unescape(re.search('data-ages="([^"]*)"', table())[1]))  # type: ignore[index] # found
    assert ages[:2] == [[0, "2 h ago"], [3600, "3 h ago"]]


def test_the_place_says_what_will_appear_there():
    assert "Companies you open appear here." in recent_table.place("")
    assert "appear here" not in recent_table.place(table())
