"""A company's runs in the order of time, walked by several at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest

from codat_client import CompanySyncStatus
from dashboard.insight.runs import _says_something, deduplicate, runs_of
from dashboard.insight.verdict.facts import CompanyFacts
from dashboard.insight.verdict.judge import judge

NOW = datetime(2026, 11, 20, 13, 42, tzinfo=UTC)
NUMBER, WALKERS = 3_000, 8


def test_several_threads_may_walk_the_same_runs():
    times = [NOW - timedelta(hours=each) for each in range(NUMBER)]
    runs = runs_of(
        [
            CompanySyncStatus(sync_id=str(at), sync_status_code=2000, sync_utc_text=at.isoformat())
            for at in times
        ],
        NOW,
    )
    together = Barrier(WALKERS)

    def walk(_: int) -> list[datetime]:
        together.wait()
        return [run.at for run in runs.newest_first()]

    with ThreadPoolExecutor(WALKERS) as pool:
        assert list(pool.map(walk, range(WALKERS))) == [times] * WALKERS


def sync(name: str | None, code: int | None = 2000, hours: int = 1) -> CompanySyncStatus:
    at = (NOW - timedelta(hours=hours)).isoformat() if code else None
    return CompanySyncStatus(sync_id=name, sync_status_code=code, sync_utc_text=at)


def codes(*records: CompanySyncStatus, latest: CompanySyncStatus | None = None) -> list[int | None]:
    return [run.record.sync_status_code for run in runs_of(records, NOW, latest=latest).newest_first()]


def test_of_two_records_of_one_id_the_one_that_shows_more_counts():
    assert codes(sync("a", None), sync("b", 2040, hours=2), sync("a", 4010)) == [4010, 2040]
    assert codes(sync("a", 4010), sync("b", 2040, hours=2), sync("a", None)) == [4010, 2040]


def test_the_latest_one_that_is_in_the_list_as_well_counts_once():
    listed = [sync(str(hours), hours=hours) for hours in range(1, 4)]
    assert codes(*listed, latest=listed[0]) == [2000, 2000, 2000]


@pytest.mark.parametrize(
    "latest",
    [
        CompanySyncStatus(sync_id="a"),
        CompanySyncStatus(sync_status_code=1000),
        CompanySyncStatus(sync_utc_text="soon"),
    ],
    ids=["its id", "its code", "its time"],
)
def test_one_word_of_a_latest_sync_is_enough_for_it_to_be_there(latest):
    assert _says_something(latest)
    assert not _says_something(CompanySyncStatus())


def test_a_list_of_syncs_with_ids_of_their_own_is_taken_as_it_is():
    listed = [sync(str(hours), hours=hours) for hours in range(1, 4)]
    assert deduplicate(listed) is listed
    assert deduplicate([*listed, listed[0], CompanySyncStatus()]) == listed


def test_records_without_an_id_are_each_one_of_their_own_unless_they_say_nothing():
    assert codes(sync(None, 2000), sync(None, 2040, hours=2), CompanySyncStatus()) == [2000, 2040]


def test_thirty_syncs_without_an_id_are_thirty():
    listed = [sync(None, 2000 if hours % 3 else 4010, hours=hours) for hours in range(1, 31)]
    assert len(codes(*listed)) == 30
    assert deduplicate(listed) == listed


def test_the_latest_one_counts_once_though_it_has_no_id_either():
    listed = [sync(None, hours=hours) for hours in range(1, 31)]
    assert len(codes(*listed, latest=sync(None, hours=1))) == 30


def test_a_latest_one_without_an_id_that_the_list_lacks_counts_too():
    listed = [sync(None, hours=hours) for hours in range(2, 31)]
    assert len(codes(*listed, latest=sync(None, 4010, hours=1))) == 30


def test_no_id_is_not_the_latest_ones_id():
    ahead = [sync(None, hours=-hours) for hours in (5, 6)]
    runs = runs_of([sync("a"), *ahead], NOW, latest=sync(None, hours=-5))
    assert (len(runs.timed), runs.ahead) == (2, 1)


def test_runs_that_were_put_in_order_before_are_taken_as_they_are():
    once = CompanyFacts([sync("a")], None, None, NOW).runs
    assert CompanyFacts([sync("a")], None, None, NOW, in_order=once).runs is once
    assert judge([sync("a")], None, None, NOW, runs=once) == judge([sync("a")], None, None, NOW)


def at_noon(*days: int) -> list[CompanySyncStatus]:
    return [sync(f"{day}", hours=24 * day) for day in days]


def day(number: int) -> datetime:
    return NOW - timedelta(days=number)


@pytest.mark.parametrize(
    ("start", "finish", "any_"),
    [(5, 3, True), (4, 3, True), (5, 4, False), (3, 2, False), (2, 1, False), (1, 0, True), (9, 8, False)],
)
def test_a_run_lies_in_a_span_from_its_beginning_up_to_but_not_at_its_end(start, finish, any_):
    runs = runs_of(at_noon(1, 4, 7), NOW)
    assert runs.any_between(day(start), day(finish)) is any_
    assert bool(runs.between(day(start), day(finish))) is any_


@pytest.mark.parametrize("text", ["9999-01-01T00:00:00Z", "0001-06-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_a_year_that_only_means_nothing_is_no_time(text):
    runs = runs_of([CompanySyncStatus(sync_id="a", sync_status_code=2000, sync_utc_text=text)], NOW)
    assert (len(runs.timed), runs.untimed, runs.ahead) == (0, 1, 0)


def test_the_first_success_is_the_one_at_or_after_an_instant():
    runs = runs_of([*at_noon(1, 4), sync("failed", 4000, hours=24 * 3)], NOW)
    assert [runs.first_success(day(each)) for each in (5, 4, 3, 1, 0)] == [
        day(4),
        day(4),
        day(1),
        day(1),
        None,
    ]


AHEAD = CompanySyncStatus(sync_id="c", sync_status_code=2000, sync_utc_text="2026-11-20T15:42:00Z")
TIMELESS = CompanySyncStatus(sync_id="d", sync_status_code=2000)


@pytest.mark.parametrize(
    ("records", "latest", "counts"),
    [
        ([sync("a")], None, False),
        ([TIMELESS], None, False),
        ([AHEAD], None, True),
        ([AHEAD], AHEAD, True),
        ([TIMELESS], TIMELESS, True),
    ],
)
def test_the_clock_counts_where_a_time_lies_ahead_of_it_or_the_latest_has_none(records, latest, counts):
    assert runs_of(records, NOW, latest=latest).clock_counts is counts


@pytest.mark.parametrize(("beyond", "ahead"), [(timedelta(0), 0), (timedelta(microseconds=1), 1)])
def test_ten_minutes_ahead_is_still_taken_for_now(beyond, ahead):
    at = (NOW + timedelta(minutes=10) + beyond).isoformat()
    runs = runs_of([CompanySyncStatus(sync_id="e", sync_status_code=2000, sync_utc_text=at)], NOW)
    assert (runs.ahead, len(runs.timed)) == (ahead, 1 - ahead)
