"""Which days are missing, as a person reads them on Company."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from codat_client import CompanySyncStatus
from dashboard.views.company.missing_days import MOST_LISTED, DayListing, listed
from tests.insight.verdict_makers import NOW, at, judged, nights, settings, sync

WELL = [2000] * 10
START = '<a href="/start">Start for these days</a>'


def html_of(syncs: Sequence[CompanySyncStatus], start: str = "", **more: Any) -> str:
    verdict = judged(syncs, **more)
    return listed(verdict, DayListing(lambda first, last: f"/history?from={first}&to={last}", start, NOW))


def visible(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_a_few_days_are_dates_that_need_no_click():
    html = html_of(nights([*WELL, 4000, 4000, 4000]))
    assert "Which days 17 Nov 18 Nov 19 Nov" in visible(html)
    assert "<details" not in html


def test_each_day_opens_the_syncs_from_its_begin_to_its_due_date_in_history():
    assert 'href="/history?from=2026-11-18&amp;to=2026-11-19"' in html_of(nights([*WELL, 4000, 4000, 4000]))


def test_many_days_are_folded_under_their_range_and_are_in_rows_by_month():
    html = html_of(nights([*WELL, *[4000] * 30]))
    assert "<summary>Which days: 21 Oct – 19 Nov</summary>" in html
    assert "Oct 21 22 23" in visible(html)
    assert "Nov 1 2 3" in visible(html)
    assert 'aria-label="1 Nov"' in html


def test_days_in_another_year_bear_it():
    january = datetime(2027, 1, 5, 13, 42, tzinfo=UTC)
    verdict = judged(nights([*WELL, *[4000] * 12], january), now=january)
    said = visible(listed(verdict, DayListing(lambda *_: "/", "", january)))
    assert "Which days: 24 Dec 2026 – 4 Jan 2027" in said
    assert "Dec 2026 24 25" in said
    assert "Jan 1 2 3 4" in said


def test_of_very_many_days_the_newest_have_links_and_the_others_are_one():
    years_ago = settings(schedule={"start_date_text": "2001-01-01T00:00:00Z"})
    html = html_of(nights([4000] * 3), configuration=years_ago)
    assert html.count("<a ") == MOST_LISTED + 1
    assert "from=2000-12-31&amp;to=2026-08-19" in html


def test_days_that_may_be_in_the_books_are_marked_and_the_mark_explained():
    html = html_of([*nights([*WELL, *[4000] * 5]), sync(at(18, 11, 0))])
    assert 'aria-label="17 Nov, may be in the books already"' in html
    assert 'aria-label="19 Nov"' in html
    assert "? may be in the books already" in visible(html)


def test_a_mark_that_no_day_bears_is_not_explained():
    assert "may be in the books" not in html_of(nights([*WELL, 4000, 4000]))


def test_when_a_day_begins_is_said_unless_that_is_midnight():
    assert "A day begins at 02:00" in html_of(nights([*WELL, 4000]))
    midnight = [sync(at(18, 0, 9)), sync(at(19, 0, 9), 4000)]
    assert "A day begins" not in html_of(midnight, configuration=settings(hour=0))


def test_while_the_cause_is_not_fixed_it_says_what_a_sync_would_do():
    assert "will probably fail the same way" in html_of(nights([*WELL, 4000]))


def test_where_a_start_helps_it_is_offered_instead():
    html = html_of(nights([*WELL, 5000]), START)
    assert START in html
    assert "fail the same way" not in html


def test_where_nothing_is_missing_nothing_is_listed():
    assert html_of(nights(WELL)) == ""


def test_the_zone_in_which_the_days_count_is_named():
    verdict = judged(nights([*WELL, 4000]))
    said = listed(verdict, DayListing(lambda *_: "/", "", NOW, " (London)"))
    assert "Which days (London)" in visible(said)


def test_the_days_are_those_of_the_merchants_calendar():
    sydney = settings("Australia/Sydney", 0)
    assert "18 Nov" in visible(
        html_of([sync(at(17, 13, 9)), sync(at(18, 13, 9), 4000)], configuration=sydney)
    )
