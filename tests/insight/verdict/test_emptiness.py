"""Silent emptiness: what is unusual at whom, and what isn't. Syncs run at 02:14 UTC."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_client import CompanySyncStatus
from dashboard.insight.gap import Range
from dashboard.insight.runs import SyncRuns, runs_of
from dashboard.insight.schedule import Dues
from dashboard.insight.verdict.emptiness import (
    CHANCE,
    FEWEST,
    LEAST_SEEN,
    USUAL_SHARE,
    Emptiness,
    emptiness_of,
)
from dashboard.insight.verdict.state import State
from tests.insight.verdict_makers import LONDON, NOW, at, judged, nights, sync

HOURS = {"Europe/London": 2, "America/New_York": 21, "Asia/Kolkata": 7, "Pacific/Auckland": 14}
"""When a sync that runs at 02:14 UTC is due on the merchant's clock, in summer as in winter."""
WROTE, EMPTY, FAILED, RUNNING = 2000, 2040, 4000, 1000
EVERY_DAY = [WROTE] * 84
LAST_DAY = date(2026, 11, 19)
MONDAY, SATURDAY, SUNDAY = 0, 5, 6


def runs(syncs: Sequence[CompanySyncStatus]) -> SyncRuns:
    return runs_of(syncs, NOW, Dues(LONDON, 2))


def found(codes: Sequence[int], zone: str = "Europe/London") -> Emptiness | None:
    """What is found where these nights, oldest first, end on the 20th of November."""
    there = ZoneInfo(zone)
    return emptiness_of(runs(nights(codes)), Dues(there, HOURS[zone]), there)


def weeks(sells: Callable[[date], bool], silent: int, number: int = 84) -> list[int]:
    """Codes of a merchant who sells on some days, and lately on none; the last day of sales is the 19th."""
    days = [LAST_DAY - timedelta(days=ago) for ago in range(number + silent - 1, -1, -1)]
    codes = [WROTE if sells(day) else EMPTY for day in days[:number]]
    return codes + [EMPTY] * silent


# ── What is unusual ──────────────────────────────────────────────────────────────────────────────


def test_a_week_without_sales_at_a_daily_seller_is_unusual_and_the_numbers_are_shown():
    told = found([*EVERY_DAY, *[EMPTY] * 7])
    assert (told.nights, told.expected, told.wrote, told.seen) == (7, 7, 83, 83)
    assert (told.since, told.until) == (date(2026, 11, 13), LAST_DAY)
    assert told.last_wrote == at(13)
    assert told.chance < CHANCE


@pytest.mark.parametrize(("silent", "unusual"), [(FEWEST - 1, False), (FEWEST, True)])
def test_four_days_of_easter_are_not_unusual_five_are(silent: int, unusual: bool):  # noqa: FBT001
    assert (found([*EVERY_DAY, *[EMPTY] * silent]) is not None) is unusual


def test_where_a_failure_follows_the_empty_nights_it_is_not_silent():
    silent = [*EVERY_DAY, *[EMPTY] * 7]
    assert found([*silent, FAILED]) is None
    assert found([*silent, FAILED, EMPTY]) is not None, "it went well again"
    assert found([*silent, RUNNING]) is not None, "nobody knows its end"


@pytest.mark.parametrize("year", [2, 1970])
def test_one_that_wrote_long_ago_makes_nothing_unusual(year: int):
    assert emptiness_of(runs([sync(at(1, year=year)), sync(at(20), EMPTY)]), Dues(LONDON, 2), LONDON) is None


def test_a_holiday_is_not_unusual():
    assert found([*EVERY_DAY, EMPTY]) is None


def test_a_shop_that_is_closed_on_mondays_is_not_unusual():
    closed = weeks(lambda day: day.weekday() != MONDAY, silent=0)
    assert found(closed) is None
    assert found([*closed, EMPTY]) is None


def test_days_on_which_the_shop_is_closed_anyway_do_not_count():
    told = found(weeks(lambda day: day.weekday() not in {SATURDAY, SUNDAY}, silent=9))
    assert (told.nights, told.expected, told.weekdays) == (9, 7, (0, 1, 2, 3, 4))


def test_a_shop_open_on_saturdays_alone_is_unusual_after_five_of_them():
    def saturdays(day: date) -> bool:
        return day.weekday() == SATURDAY

    assert found(weeks(saturdays, silent=30)) is None
    assert found(weeks(saturdays, silent=38)).expected == FEWEST


def test_the_weekday_is_that_of_the_sales_not_of_the_run():
    told = found(weeks(lambda day: day.weekday() < SATURDAY, silent=11))
    assert told.weekdays == (0, 1, 2, 3, 4)
    # Closed on Saturday the 7th, silent from Monday the 9th on: Friday's sales were the last.
    assert (told.since, told.last_wrote) == (date(2026, 11, 7), at(7))


def test_the_weekday_is_the_merchants():
    told = found(weeks(lambda day: day.weekday() < SATURDAY, silent=12), "Pacific/Auckland")
    assert (told.weekdays, told.until) == ((1, 2, 3, 4, 5), date(2026, 11, 20))


# ── What nobody can say, or is usual ─────────────────────────────────────────────────────────────


def test_without_a_schedule_nobody_knows_which_day_was_empty():
    assert emptiness_of(runs(nights([*EVERY_DAY, *[EMPTY] * 9])), None, LONDON) is None


def test_who_never_sold_is_not_unusually_empty():
    assert found([EMPTY] * 60) is None
    assert found([]) is None


@pytest.mark.parametrize(("known", "unusual"), [(LEAST_SEEN * 7, False), (LEAST_SEEN * 7 + 1, True)])
def test_four_weeks_have_to_be_known(known: int, unusual: bool):  # noqa: FBT001
    # The first night of all has none before it, so it does not count.
    assert (found([WROTE] * known + [EMPTY] * FEWEST) is not None) is unusual


def test_a_merchant_who_sells_now_and_then_is_not_unusually_empty():
    now_and_then = [WROTE if place % 3 else EMPTY for place in range(84)]
    assert found([*now_and_then, *[EMPTY] * 7]) is None


def test_an_emptiness_as_long_as_one_before_is_usual():
    one_before = [*[WROTE] * 60, *[EMPTY] * 7, *[WROTE] * 17]
    assert found([*one_before, *[EMPTY] * 7]) is None
    assert found([*one_before, *[EMPTY] * 8]).nights == 8


def test_what_has_been_so_for_a_year_is_usual():
    assert found([*EVERY_DAY, *[EMPTY] * 360]) is not None
    assert found([*EVERY_DAY, *[EMPTY] * 370]) is None


def test_the_night_after_a_failure_brought_several_days_and_shows_no_weekday():
    monday_fails = [
        FAILED if (LAST_DAY - timedelta(days=93 - at)).weekday() == MONDAY else WROTE for at in range(87)
    ]
    told = found([*monday_fails, *[EMPTY] * 7])
    assert told.weekdays == (2, 3, 4, 5, 6)


def test_a_sync_by_hand_that_wrote_ends_the_silence():
    by_hand = sync(at(17, 15), WROTE)
    syncs = [*nights([*EVERY_DAY, *[EMPTY] * 7]), by_hand]
    assert emptiness_of(runs(syncs), Dues(LONDON, 2), LONDON) is None


def test_empty_syncs_by_hand_are_no_nights():
    by_hand = [sync(at(20, hour), EMPTY) for hour in range(6, 13)]
    syncs = [*nights([*EVERY_DAY, *[EMPTY] * 4]), *by_hand]
    assert emptiness_of(runs(syncs), Dues(LONDON, 2), LONDON) is None


def test_a_sync_for_days_that_we_asked_for_is_no_night_even_at_the_hour_of_one():
    asked = sync(at(20, 2, 5), EMPTY)
    syncs = [*nights([*EVERY_DAY, *[EMPTY] * 4], at(19)), asked]
    reported = {asked.sync_id or "": Range(at(1), at(3), historic=True)}
    there = emptiness_of(runs(syncs), Dues(LONDON, 2), LONDON)
    assert (there.nights, emptiness_of(runs(syncs), Dues(LONDON, 2), LONDON, reported=reported)) == (5, None)


def test_a_failure_among_the_empty_nights_is_not_one_of_them():
    told = found([*EVERY_DAY, EMPTY, EMPTY, FAILED, EMPTY, EMPTY, EMPTY])
    assert (told.nights, told.expected) == (5, 5)


def test_through_a_change_of_the_clocks_each_night_is_one_day():
    codes = [*[WROTE] * 60, *[EMPTY] * 40]
    told = found(codes)
    assert (told.nights, told.since, told.until) == (40, LAST_DAY - timedelta(days=39), LAST_DAY)


def test_only_the_newest_year_and_twelve_weeks_are_looked_at():
    syncs = nights([*EVERY_DAY, *[EMPTY] * 9])
    older: list[Any] = [object()] * 1000  # no sync: whoever looks at one fails
    times = [NOW - timedelta(days=366 + 85 + at) for at in range(len(older))][::-1]
    known = runs(syncs)
    whole = SyncRuns([*zip(times, older, strict=True), *known.timed], _times=[*times, *known._times])
    assert emptiness_of(whole, Dues(LONDON, 2), LONDON).nights == 9


# ── As the verdict carries it ────────────────────────────────────────────────────────────────────


def test_the_state_stays_as_the_table_orders_and_we_ask_the_merchant():
    verdict = judged(nights([*EVERY_DAY, *[EMPTY] * 5]))
    assert (verdict.state, verdict.acts, verdict.quiet.unusual.nights) == (State.ARRIVING, "us", 5)
    assert judged(nights([*EVERY_DAY, *[EMPTY] * 7])).state is State.NOTHING_TO_SEND


def test_who_is_not_unusually_quiet_needs_nobody():
    verdict = judged(nights([*EVERY_DAY, EMPTY]))
    assert (verdict.quiet.unusual, verdict.acts) == (None, "no one")


# ── Whatever the list ────────────────────────────────────────────────────────────────────────────


@given(
    st.lists(st.sampled_from([WROTE, WROTE, WROTE, EMPTY, FAILED]), max_size=120),
    st.integers(0, 40),
    st.sampled_from(sorted(HOURS)),
)
def test_what_is_shown_fits_the_nights(before: list[int], silent: int, zone: str):
    codes = before + [EMPTY] * silent
    told = found(codes, zone)
    if told is None:
        return
    quiet = codes[::-1].index(WROTE)
    assert FEWEST <= told.expected <= told.nights <= quiet
    assert told.since <= told.until <= NOW.date()
    assert told.wrote >= USUAL_SHARE * told.seen
    assert told.seen >= LEAST_SEEN * len(told.weekdays)
    assert told.chance < CHANCE


@given(st.lists(st.sampled_from([WROTE, EMPTY, FAILED]), min_size=20, max_size=90), st.integers(0, 9))
def test_a_night_that_writes_ends_every_emptiness(before: list[int], silent: int):
    assert found([*before, *[EMPTY] * silent, WROTE]) is None


@given(st.integers(FEWEST, 60), st.randoms())
def test_the_order_of_the_list_does_not_matter(silent: int, shuffle):
    syncs = nights([*EVERY_DAY, *[EMPTY] * silent])
    expected = emptiness_of(runs(syncs), Dues(LONDON, 2), LONDON)
    shuffle.shuffle(syncs)
    assert emptiness_of(runs(syncs), Dues(LONDON, 2), LONDON) == expected


@given(
    st.lists(
        st.tuples(st.integers(0, 24 * 200), st.sampled_from([WROTE, EMPTY, FAILED, 1000, 77])), max_size=60
    )
)
def test_it_never_fails_on_odd_hours(runs_at: list[tuple[int, int]]):
    syncs = [sync(datetime(2026, 5, 1, tzinfo=UTC) + timedelta(hours=hour), code) for hour, code in runs_at]
    emptiness_of(runs(syncs), Dues(LONDON, 2), LONDON)
