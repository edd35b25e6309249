"""When and what changed, to the letter: zones, years, clock changes, switches, odd values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.insight.setup.changes import ChangeAction, ChangeSubject, SeenChange
from dashboard.insight.setup.mapping import Section, SettingKind
from dashboard.views.setup import change_words
from tests.insight.verdict_makers import LONDON
from tests.views.setup.test_change_words import REMOVED, change

NOW = datetime(2026, 11, 20, 13, 42, tzinfo=UTC)
TOKYO, NEW_YORK = ZoneInfo("Asia/Tokyo"), ZoneInfo("America/New_York")
MOMENTS = st.integers(0, 800 * 24).map(lambda hours: NOW - timedelta(hours=hours))


def at(day, hour=12, *, month=11, year=2026):
    return datetime(year, month, day, hour, tzinfo=UTC)


def when(before, after, zone=LONDON):
    return change_words.when(SeenChange(REMOVED, before, after), zone, NOW)


@pytest.mark.parametrize(
    ("before", "after", "zone", "words"),
    [
        (at(14), at(15), LONDON, "between 14 and 15 Nov"),
        (at(14, 23), at(15, 1), TOKYO, "on 15 Nov"),
        (at(14, 14), at(14, 16), TOKYO, "between 14 and 15 Nov"),
        (at(15, 2), at(15, 6), NEW_YORK, "between 14 and 15 Nov"),
        (at(31, month=10), at(1), LONDON, "between 31 Oct and 1 Nov"),
        (at(31, month=12, year=2025), at(1, month=1), LONDON, "between 31 Dec 2025 and 1 Jan"),
        (at(1, year=2025), at(2, year=2025), LONDON, "between 1 and 2 Nov 2025"),
        (at(30, year=2024), at(1, month=12, year=2024), LONDON, "between 30 Nov 2024 and 1 Dec 2024"),
        (None, at(2, year=2025), LONDON, "by 2 Nov 2025"),
        (at(29, 0, month=3), at(29, 1, month=3), LONDON, "on 29 Mar"),
        (at(24, 23, month=10), at(25, 0, month=10), LONDON, "on 25 Oct"),
    ],
)
def test_the_days_are_those_of_the_page_with_the_year_where_it_differs(before, after, zone, words):
    assert when(before, after, zone) == words


@given(st.none() | MOMENTS, MOMENTS, st.sampled_from([LONDON, TOKYO, NEW_YORK]))
def test_every_time_is_said_in_one_of_three_ways(before, after, zone):
    words = when(before and min(before, after), after, zone)
    assert words.split()[0] in {"between", "on", "by"}
    assert (words.split()[0] == "by") is (before is None)
    assert len(words) < 45


@pytest.mark.parametrize("action", ChangeAction)
@pytest.mark.parametrize("subject", [*ChangeSubject, *Section, *SettingKind])
def test_whatever_is_stored_reads_as_a_sentence_of_one_line(action, subject):
    words = change_words.what(change(action, subject, "Tips", "A", "B"))
    assert words[0].islower() or words.startswith("Tips")
    assert "None" not in words
    assert not words.endswith(".")


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ("sales", "sales were turned off"),
        ("payments", "payments were turned off"),
        ("new_payments", "new payments were turned off"),
        ("fees", "fees were turned off"),
        ("sync", "sync was turned off"),
    ],
)
def test_each_section_is_turned_off_by_name(section, words):
    assert change_words.what(change("turned", section, "", "on", "off")) == words


@pytest.mark.parametrize(
    ("subject", "before", "after", "words"),
    [
        ("hour", "0", "23", "the sync hour changed from 00:00 to 23:00"),
        ("hour", None, "5", "the sync hour changed from not set to 05:00"),
        ("hour", "late", "5", "the sync hour changed from late to 05:00"),
        ("hour", "-1", "5", "the sync hour changed from -1 to 05:00"),
        ("zone", "Europe/London", None, "the time zone changed from Europe/London to not set"),
        ("start_date", "2026-01-01", "2026-02-01", "the start date changed from 2026-01-01 to 2026-02-01"),
        ("of another version", "a", "b", "the schedule changed from a to b"),
    ],
)
def test_the_schedule_is_told_field_by_field(subject, before, after, words):
    assert change_words.what(change("set", subject, "", before, after)) == words


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("Linked", "Xero was linked"),
        ("UNLINKED", "Xero was unlinked"),
        (" Deauthorized ", "access to Xero was withdrawn"),
        ("PendingAuth", "Xero has to be linked again"),
        ("", "the connection to Xero changed from “Linked” to “not set”"),
        (None, "the connection to Xero changed from “Linked” to “not set”"),
    ],
)
def test_each_status_of_a_connection_has_its_words(status, words):
    assert change_words.what(change("link", "connection", "Xero", "Linked", status)) == words


@pytest.mark.parametrize(
    ("number", "more"),
    [(1, ""), (8, ""), (9, "1 more change"), (10, "2 more changes"), (50, "42 more changes")],
)
def test_the_first_eight_are_listed_and_the_rest_counted(number, more):
    html = change_words.changes([SeenChange(REMOVED, None, NOW)] * number, LONDON, NOW)
    assert html.count("<li>") == min(number, 8) + bool(more)
    assert ("more change" in html) is bool(more)
    assert f"<li>{more}.</li>" in html or not more


@pytest.mark.parametrize(
    ("number", "others"), [(1, ""), (2, ", and 1 other change"), (3, ", and 2 other changes")]
)
def test_one_line_counts_the_others(number, others):
    shown = change_words.line([SeenChange(REMOVED, None, NOW)] * number, LONDON, NOW, "")
    assert f"Before it broke: Tax rate “Standard” was removed by 20 Nov{others}." in shown
