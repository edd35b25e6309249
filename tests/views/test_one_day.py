"""One zone, one day: each day that a page names is that of its own zone, or the merchant's zone is named.

The oracle: a day that stands alone has to be the day, by the page's clock, of a moment that the text may
speak of; one with a zone has to be one of the days that are counted in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codat_client import CompanySyncStatus
from dashboard.insight.days import Day
from dashboard.insight.history.failures import failures_of, going_on
from dashboard.insight.history.filters import Filters
from dashboard.insight.history.trends import FailingPeriod
from dashboard.insight.history.turning_point import turn_of
from dashboard.insight.outcome import Outcome
from dashboard.insight.runs import runs_of
from dashboard.insight.verdict.judge import judge
from dashboard.insight.verdict.verdict import Verdict
from dashboard.views import times
from dashboard.views.cause_words import Names
from dashboard.views.company.day_list import day_list
from dashboard.views.history import filter_labels, sections, titles
from dashboard.views.verdict.texts import texts_for_verdict
from dashboard.views.verdict.verdict_text import VerdictText
from tests.insight.verdict_makers import NOW, linked, sync
from tests.insight.verdict_makers import settings as configuration
from tests.support.merchants import cases, reads

LONDON, NEW_YORK, KIRITIMATI = (
    ZoneInfo(key) for key in ("Europe/London", "America/New_York", "Pacific/Kiritimati")
)
ZONES = st.sampled_from(
    [
        "Europe/London",
        "America/New_York",
        "Pacific/Kiritimati",
        "Etc/GMT+12",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "Africa/Cairo",
        "UTC",
    ]
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAY = rf"\d{{1,2}} (?:{'|'.join(MONTHS)})(?: \d{{4}})?"
COUNTED = re.compile(rf"(?:({DAY}) to )?({DAY}) \(([^)]+)\)")
ALONE = re.compile(rf"({DAY})|\b(today|yesterday|tomorrow|tonight|last night)\b", re.IGNORECASE)
OFF = {"today": 0, "last night": 0, "yesterday": -1, "tomorrow": 1}
wild = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def moments(value: object) -> Iterator[datetime]:
    """Yield every moment in a verdict, but for those in the raw records."""
    if isinstance(value, datetime):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from moments(each)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            if field.name not in {"now", "record"}:
                yield from moments(getattr(value, field.name))


def counted_days(verdict: Verdict) -> set[date]:
    """Return the days that are counted by the merchant's clock."""
    quiet, streak = verdict.quiet, verdict.streak
    since = quiet.unusual.since if quiet.unusual else None
    found = (streak.first, streak.last, streak.switch_off, quiet.sales_since, since)
    return {each for each in found if each}


def named(text: str, today: date) -> date:
    """Return the day that "11 Nov" or "11 Nov 2025" names."""
    number, month, *year = text.split()
    return date(int(year[0]) if year else today.year, MONTHS.index(month) + 1, int(number))


def alone(text: str, today: date) -> Iterator[date]:
    """Yield every day that a text names without a zone, "tonight" being today's or tomorrow's."""
    for day, word in ALONE.findall(COUNTED.sub("", text)):
        if day:
            yield named(day, today)
        elif word.lower() in OFF:
            yield today + timedelta(OFF[word.lower()])


def texts(written: VerdictText) -> str:
    """Return all that the page says, without the texts that leave it."""
    steps = [f"{who} {what}" for who, what in written.steps]
    numbers = [f"{each.label} {each.value} {each.note}" for each in written.numbers]
    said = (
        written.headline,
        written.reason,
        *steps,
        *numbers,
        *written.known,
        *written.inferred,
        *written.lacks,
    )
    return "\n".join(said)


def wrong_days(text: str, may: Iterable[datetime], zone: ZoneInfo, now: datetime) -> set[date]:
    """Return the days that a text names alone and that no moment it may speak of lies in."""
    today = now.astimezone(zone).date()
    return set(alone(text, today)) - {each.astimezone(zone).date() for each in may}


def page_of(verdict: Verdict, zone: ZoneInfo) -> str:
    return texts(texts_for_verdict(verdict, Names("Xero", "Square", "Bluebird"), zone, verdict.now))


def due_dates(verdict: Verdict) -> Iterator[datetime]:
    if verdict.dues:
        yield verdict.dues.last(verdict.now)


def assert_one_day(verdict: Verdict, zone: ZoneInfo) -> None:
    said = page_of(verdict, zone)
    may = [*moments(verdict), *due_dates(verdict)]
    wrong, merchant = wrong_days(said, may, zone, verdict.now), verdict.zone.zone
    own = times.zone_name(merchant) == times.zone_name(zone)
    assert not wrong - (counted_days(verdict) if own else set()), said
    today = verdict.now.astimezone(merchant).date()
    for first, last, name in COUNTED.findall(said):
        assert name == times.zone_name(merchant) != times.zone_name(zone)
        assert {named(each, today) for each in (first, last) if each} <= counted_days(verdict)


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[CompanySyncStatus], datetime]:
    """Make a history with long gaps, so that a wrong day is no other sync's."""
    now = NOW + timedelta(minutes=draw(st.integers(0, 3 * 24 * 60)))
    at, syncs = now - timedelta(minutes=draw(st.integers(1, 3000))), []
    for code in draw(st.lists(st.sampled_from([1000, 2000, 2040, 4000, 5000, 5080, 7777]), max_size=9)):
        syncs.append(sync(at, code))
        at -= timedelta(minutes=draw(st.integers(1, 9 * 24 * 60)))
    return syncs, now


@wild
@given(histories(), ZONES, ZONES, st.integers(0, 23))
def test_no_page_names_another_day_than_its_own_unless_it_names_the_zone(history, merchant, page, hour):
    syncs, now = history
    assert_one_day(judge(syncs, linked(), configuration(merchant, hour), now), ZoneInfo(page))


# Each case in both zones before the next case: what was read of it is at hand the second time.
@pytest.mark.parametrize("zone", [NEW_YORK, KIRITIMATI], ids=["New York", "Kiritimati"])
@pytest.mark.parametrize("case", cases())
def test_no_named_merchant_has_two_days_for_one_moment(case, zone):
    for hours in (0, 11, 20):
        assert_one_day(reads(case, NOW + timedelta(hours=hours)).judged(), zone)


@wild
@given(histories(), ZONES)
def test_history_s_causes_and_turning_point_are_shown_in_the_zone_of_the_page(history, page):
    syncs, now = history
    zone, runs = ZoneInfo(page), runs_of(syncs, now)
    failing, turn = going_on(runs), turn_of(runs, None)
    if failing:
        (group,) = failures_of({failing.key: (9, failing.since, failing.since)}, failing)
        said = sections.first_and_last(group, zone, now)
        assert not wrong_days(said, [failing.since], zone, now)
    if turn:
        said = sections.turn_sentence(turn, zone, now)
        assert not wrong_days(said, [turn.bad.at, *([turn.ended.at] if turn.ended else [])], zone, now)


# ── Thistle & Timber, in London, seen from New York ──────────────────────────────────────────────

EVENING = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)


def thistle(zone: ZoneInfo) -> str:
    return page_of(reads("failing-30", EVENING).judged(), zone)


def test_seen_from_new_york_the_headline_and_the_number_name_one_day():
    said = thistle(NEW_YORK)
    assert "Sales since 20 Oct are not in" in said
    assert "from 20 Oct 21:00" in said


def test_seen_from_new_york_the_days_that_count_in_london_say_so():
    said = thistle(NEW_YORK)
    assert "Codat will switch the sync off on 21 Nov (London)." in said
    assert "1 day until Codat switches it off, on 21 Nov (London)" in said
    assert "failing day 31 if nothing changes" in said
    assert "tomorrow" not in said


def test_in_the_merchant_s_own_zone_no_zone_is_named():
    said = thistle(LONDON)
    assert "switch the sync off tomorrow" in said
    assert "Sales since 21 Oct are not in" in said
    assert "(London)" not in said


def test_what_the_merchant_is_sent_is_by_the_merchant_s_own_clock_from_wherever_it_is_sent():
    verdict = reads("failing-30", EVENING).judged()
    texts_sent = {
        texts_for_verdict(verdict, Names("Xero", "Square"), zone, EVENING).merchant_text
        for zone in (LONDON, NEW_YORK, KIRITIMATI)
    }
    assert len(texts_sent) == 1
    assert "since 21 Oct" in texts_sent.pop()


# ── What shows the merchant's days ───────────────────────────────────────────────────────────────


def test_days_that_count_elsewhere_name_where_and_those_of_the_page_don_t():
    assert times.where_counted(LONDON, NEW_YORK) == " (London)"
    assert (
        times.where_counted(LONDON, LONDON) == times.where_counted(ZoneInfo("Etc/UTC"), ZoneInfo("UTC")) == ""
    )


def test_titles_lists_and_filters_of_the_merchant_s_days_name_their_zone():
    where = times.where_counted(LONDON, NEW_YORK)
    day, filters = (
        Day(date(2026, 11, 18), Outcome.FAILED, 1),
        Filters(first=date(2026, 11, 1), last=NOW.date()),
    )
    trouble = FailingPeriod(date(2026, 11, 12), NOW.date(), 9)
    shown = [
        *titles.calendar(where),
        *titles.trend("98 % succeeded.", where),
        *titles.timeline(LONDON, "last 90 days", filtered=False, summed=False),
        day_list([day], lambda _: None, NOW, where),
        sections.failing_periods([trouble], lambda *_: "", NOW.date(), where),
        filter_labels.chips(filters, NOW.date(), lambda _: "", where),
        filter_labels.in_full("days", filters, NOW.date(), where),
    ]
    assert [each for each in shown if "London" not in each] == []


def test_a_filter_of_codes_names_no_zone():
    filters = Filters(codes=frozenset({4000}))
    assert filter_labels.chip("code", filters, NOW.date(), " (London)") == "Code: 4000"
