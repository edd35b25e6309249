"""Trends, digests and incidents at their edges: leap days, clock changes, ties, nothing at all, thousands."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.insight.fleet.episode import CompanyDay, Incident
from dashboard.insight.fleet.over_time.changes import BEHIND, FAILING, FINE
from dashboard.insight.fleet.over_time.digest_day import digest_day, digest_period
from dashboard.insight.fleet.over_time.incident_state import state_of_incident
from dashboard.insight.fleet.over_time.trends import DayReads, by_day, causes_by_month, time_to_recover
from dashboard.insight.verdict.state import OFF, State
from tests.insight.fleet.episodes import NIGHT, an_episode, began

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FIRST = date(2026, 11, 1)
INCIDENT = Incident(1, "write-refused", "Xero", NIGHT, NIGHT, NIGHT)
ZONES = st.sampled_from(
    ["Etc/UTC", "Europe/London", "Asia/Kathmandu", "Pacific/Apia", "America/St_Johns", "Australia/Lord_Howe"]
).map(ZoneInfo)
DATES = st.dates(date(2024, 1, 1), date(2028, 12, 31))
MOMENTS = st.integers(0, 60 * 24).map(lambda hours: NIGHT - hours * HOUR)
ALL = DayReads(9, 9)


@given(
    st.lists(
        st.builds(
            CompanyDay,
            st.integers(0, 9).map(lambda at: FIRST + at * DAY),
            st.sampled_from("abc"),
            st.sampled_from(State),
            days_missing=st.none() | st.integers(20, 40),
            fewest_missing=st.none() | st.integers(0, 20),
        ),
        max_size=20,
    )
)
def test_the_sums_of_all_days_are_those_of_the_records(days):
    found = by_day(days, FIRST, FIRST + 9 * DAY, {each.day: ALL for each in days})
    assert sum(each.missing for each in found) == sum(each.days_missing or 0 for each in days)
    assert all(each.least >= 0 for each in found)
    known = [each for each in days if each.days_missing is not None]
    if known == days:
        assert all(each.least <= each.missing for each in found)
    assert sum(each.unknown for each in found) == sum(each.days_missing is None for each in days)
    assert sum(each.failing for each in found) == sum(each.state in FAILING for each in days)
    assert sum(each.switched_off for each in found) == sum(each.state in OFF for each in days)
    assert sum(each.behind for each in found) == sum(each.state in BEHIND for each in days)


@pytest.mark.parametrize("state", State)
def test_each_state_counts_as_failing_as_late_as_switched_off_or_as_nothing(state):
    found = by_day([CompanyDay(FIRST, "a", state)], FIRST, FIRST, {FIRST: ALL})[0]
    counted = (found.failing, found.behind, found.switched_off)
    assert counted == (state in FAILING, state in BEHIND, state in OFF)
    assert sum(counted) <= 1
    assert state not in FINE or not sum(counted)


@pytest.mark.parametrize(
    ("first", "last", "number"),
    [
        (FIRST, FIRST, 1),
        (date(2026, 2, 27), date(2026, 3, 2), 4),
        (date(2028, 2, 27), date(2028, 3, 2), 5),
        (date(2025, 12, 31), date(2026, 1, 1), 2),
        (date(2024, 12, 1), date(2026, 11, 30), 730),
        (FIRST, FIRST - DAY, 0),
    ],
)
def test_every_day_of_the_time_has_its_place(first, last, number):
    found = by_day((), first, last, {})
    assert len(found) == number
    assert all(after.day - before.day == DAY for before, after in pairwise(found))
    assert not any(each.is_recorded for each in found)


def test_days_outside_the_time_do_not_count():
    days = [CompanyDay(FIRST + at * DAY, "a", State.FAILING, days_missing=1) for at in (-1, 0, 1)]
    found = by_day(days, FIRST, FIRST, {FIRST: ALL})
    assert [(each.failing, each.missing) for each in found] == [(1, 1)]


def test_a_recorded_day_without_rows_is_a_good_day():
    found = by_day((), FIRST, FIRST + DAY, {FIRST: ALL})
    assert [(each.is_recorded, each.failing, each.missing) for each in found] == [(True, 0, 0), (False, 0, 0)]


def test_ten_thousand_merchants_on_one_day_are_added_up():
    days = [CompanyDay(FIRST, str(at), State.FAILING, days_missing=3) for at in range(10_000)]
    found = by_day(days, FIRST, FIRST, {FIRST: ALL})[0]
    assert (found.failing, found.missing, found.unknown) == (10_000, 30_000, 0)


@pytest.mark.parametrize(
    ("hours", "median", "p90"),
    [
        ([4], 4, 4),
        ([1, 3], 2, 3),
        ([1, 2, 9], 2, 9),
        ([5, 5, 5, 5], 5, 5),
        (list(range(1, 10)), 5, 9),
        (list(range(1, 12)), 6, 10),
        ([*[1] * 9, 100], 1, 1),
        ([*[1] * 8, 100, 100], 1, 100),
        ([0], 0, 0),
    ],
)
def test_half_and_nine_of_ten_are_read_off_the_lengths(hours, median, p90):
    troubles = [an_episode(at, began=NIGHT - each * HOUR, ended=NIGHT) for at, each in enumerate(hours)]
    found = time_to_recover(troubles[::-1], date(2026, 1, 1), UTC)[0]
    assert (found.median, found.p90, found.ended) == (median * HOUR, p90 * HOUR, len(hours))


@given(st.lists(st.tuples(MOMENTS, st.integers(0, 900)), max_size=25), ZONES)
def test_every_trouble_that_ended_is_in_one_month_and_half_is_never_more_than_nine_of_ten(ended, zone):
    troubles = [an_episode(at, began=end - hours * HOUR, ended=end) for at, (end, hours) in enumerate(ended)]
    months = time_to_recover(troubles, date(2020, 1, 1), zone)
    assert sum(each.ended for each in months) == len(troubles)
    assert all(each.median <= each.p90 and each.month.day == 1 for each in months)
    assert [each.month for each in months] == sorted({each.month for each in months})


def test_a_clock_that_went_backwards_makes_no_negative_time():
    odd = an_episode(1, began=NIGHT, ended=NIGHT - HOUR)
    assert time_to_recover([odd], FIRST, UTC)[0].median == timedelta()


def test_what_still_lasts_or_ended_without_a_success_has_not_recovered():
    assert time_to_recover([an_episode(1)], FIRST, UTC) == []
    assert time_to_recover([an_episode(1, ended=NIGHT + DAY, recovered=False)], FIRST, UTC) == []


@given(st.lists(st.tuples(MOMENTS, st.sampled_from(["a", "b", ""])), max_size=25), ZONES)
def test_every_trouble_counts_for_one_cause_of_one_month(begun, zone):
    troubles = [an_episode(at, began=when, cause=cause) for at, (when, cause) in enumerate(begun)]
    found = causes_by_month(troubles, date(2020, 1, 1), zone)
    assert sum(each.begun for each in found) == len(troubles)
    assert len({(each.month, each.cause) for each in found}) == len(found)
    assert all(
        (one.month, -one.begun, one.cause) <= (two.month, -two.begun, two.cause)
        for one, two in pairwise(found)
    )


def test_causes_as_frequent_as_another_stand_by_their_key():
    troubles = [an_episode(at, cause=cause) for at, cause in enumerate(("b", "a", "c", "c"))]
    assert [each.cause for each in causes_by_month(troubles, FIRST, UTC)] == ["c", "a", "b"]


@given(DATES, ZONES)
def test_digests_follow_each_other_without_a_gap_or_an_overlap(day, zone):
    since, until = digest_period(day, zone)
    assert digest_period(day + DAY, zone)[0] == until
    assert (until.astimezone(zone).hour, until.astimezone(zone).date()) == (8, day)
    assert since < until


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [
        (date(2026, 3, 29), "Europe/London", 23),
        (date(2026, 10, 25), "Europe/London", 25),
        (date(2026, 3, 8), "America/New_York", 23),
        (date(2026, 10, 4), "Australia/Lord_Howe", 23.5),
        (date(2026, 4, 5), "Australia/Lord_Howe", 24.5),
        (date(2026, 3, 29), "Asia/Tokyo", 24),
        (date(2028, 3, 1), "Etc/UTC", 24),
    ],
)
def test_a_night_is_as_long_as_the_clock_makes_it(day, zone, hours):
    since, until = (each.astimezone(UTC) for each in digest_period(day, ZoneInfo(zone)))
    assert until - since == hours * HOUR


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("2026-11-29", date(2026, 11, 29)),
        ("2026-11-30", date(2026, 11, 29)),
        ("2026-02-28", date(2026, 2, 28)),
        ("2026-02-29", date(2026, 11, 29)),
        ("20261103", date(2026, 11, 3)),
        ("2000-01-01", date(2000, 1, 1)),
        ("1999-12-31", date(2026, 11, 29)),
        ("0001-01-01", date(2026, 11, 29)),
        (" 2026-11-03", date(2026, 11, 29)),
        ("2026-11-03T08:00", date(2026, 11, 29)),
        ("<script>", date(2026, 11, 29)),
        ("٢٠٢٦-١١-٠٣", date(2026, 11, 29)),
        ("2026-11-03\x00", date(2026, 11, 29)),
    ],
)
def test_an_odd_day_in_an_address_is_today(asked, expected):
    assert digest_day(asked, datetime(2026, 11, 29, 9, tzinfo=UTC), ZoneInfo("Etc/UTC")) == expected


@given(st.text(max_size=12), ZONES)
def test_whatever_day_is_asked_for_is_not_to_come(asked, zone):
    day = digest_day(asked, NIGHT, zone)
    assert day <= NIGHT.astimezone(zone).date()
    assert digest_period(day, zone)[0].astimezone(UTC).date() <= day


TROUBLES = st.lists(
    st.tuples(st.integers(1, 4), st.integers(0, 9), st.none() | st.integers(0, 9)), max_size=9
)


@given(TROUBLES, st.sets(st.sampled_from(["c1", "c2", "c3", "c4"])))
def test_an_incident_shows_each_company_that_its_reader_sees_once(drawn, seen):
    episodes = [
        began(
            at, start, company_id=f"c{company}", incident_id=1,
            ended=None if lasting is None else NIGHT + (start + lasting) * HOUR,
        )
        for at, (company, start, lasting) in enumerate(drawn)
    ]  # fmt: skip
    found = state_of_incident(INCIDENT, episodes, seen)
    visible = {each.company_id for each in episodes} & seen
    assert (found is None) is not bool(visible)
    if found is not None:
        assert [each.company_id for each in found.members] == list(
            dict.fromkeys(each.company_id for each in found.members)
        )
        assert {each.company_id for each in found.members} == visible
        assert found.recovered + found.lasting == len(visible)
        assert (found.ended_at is None) is bool(found.lasting)
        assert found.first_began <= found.last_began


def test_companies_that_began_at_once_stand_by_id():
    episodes = [began(number, 0, incident_id=1) for number in (3, 1, 2)]
    found = state_of_incident(INCIDENT, episodes, {"c1", "c2", "c3"})
    assert [each.company_id for each in found.members] == ["c1", "c2", "c3"]


def test_an_incident_of_one_company_ended_when_it_recovered_last():
    episodes = [
        began(1, 0, incident_id=1, company_id="a", ended=NIGHT + 9 * HOUR),
        began(2, 2, incident_id=1, company_id="a", ended=NIGHT + 3 * HOUR),
    ]
    assert state_of_incident(INCIDENT, episodes, {"a"}).ended_at == NIGHT + 9 * HOUR


def test_without_episodes_an_incident_has_nothing_to_show():
    assert state_of_incident(INCIDENT, [], {"a"}) is None
