"""How far the fleet was checked in a time, and which digests passed a company over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dashboard.insight.fleet.company_state import FleetCompany, FleetRow
from dashboard.insight.fleet.over_time.checking import (
    LEAST_GAP,
    checking_between,
    passes_over_a_digest,
)
from dashboard.insight.fleet.over_time.digest_day import digest_day_of, digest_period

HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
SINCE, UNTIL = datetime(2026, 11, 28, 8, tzinfo=UTC), datetime(2026, 11, 29, 8, tzinfo=UTC)
ALL_NIGHT = [(SINCE, UNTIL)]
ZONES = ("Etc/UTC", "Europe/London", "Pacific/Auckland", "America/New_York")


def row(company_id, read_at=UNTIL, **values):
    return FleetRow(FleetCompany(company_id), None, read_at, **values)


def gaps(*watched):
    """Return the gaps of the night in hours after its beginning; `watched` in hours too."""
    spans = [(SINCE + began * HOUR, SINCE + last * HOUR) for began, last in watched]
    found = checking_between(SINCE, UNTIL, (), (), spans).gaps
    return [((since - SINCE) / HOUR, (until - SINCE) / HOUR) for since, until in found]


def test_whoever_was_read_in_that_time_was_checked():
    rows = [row("a", SINCE), row("b", UNTIL - HOUR), row("c", SINCE - MINUTE), row("d", None)]

    found = checking_between(SINCE, UNTIL, rows, (), ALL_NIGHT)

    assert (found.companies, found.checked, found.gaps) == (4, 2, ())
    assert found.is_partial


def test_whoever_was_read_later_was_checked_unless_that_time_passed_it_over():
    rows = [row("a", UNTIL + DAY), row("b", UNTIL + DAY)]

    assert checking_between(SINCE, UNTIL, rows, (), ALL_NIGHT).checked == 2
    assert checking_between(SINCE, UNTIL, rows, {"b"}, ALL_NIGHT).checked == 1


def test_a_company_that_was_listed_later_does_not_count():
    rows = [row("a", listed_at=UNTIL), row("b", None, listed_at=UNTIL + MINUTE)]

    found = checking_between(SINCE, UNTIL, rows, (), ALL_NIGHT)

    assert (found.companies, found.checked, found.is_partial) == (1, 1, False)


@pytest.mark.parametrize(
    ("read_at", "counts"),
    [
        (None, (0, 0)),
        (SINCE - MINUTE, (0, 0)),
        (SINCE, (1, 1)),
        (UNTIL - HOUR, (1, 1)),
        (UNTIL + 9 * DAY, (1, 1)),
    ],
)
def test_one_that_is_no_longer_listed_counts_up_to_its_last_read(read_at, counts):
    gone = FleetRow(FleetCompany("a", gone=True), None, read_at)

    found = checking_between(SINCE, UNTIL, [gone], (), ALL_NIGHT)

    assert (found.companies, found.checked) == counts


def test_one_that_is_no_longer_listed_may_have_been_passed_over_or_listed_later():
    gone = FleetRow(FleetCompany("a", gone=True), None, UNTIL + DAY)
    later = FleetRow(FleetCompany("b", gone=True), None, UNTIL + DAY, listed_at=UNTIL + MINUTE)

    found = checking_between(SINCE, UNTIL, [gone, later], {"a"}, ALL_NIGHT)

    assert (found.companies, found.checked) == (1, 0)


@pytest.mark.parametrize(
    ("watched", "expected"),
    [
        ([], [(0, 24)]),
        ([(0, 24)], []),
        ([(-5, 30)], []),
        ([(0, 13), (23.5, 24)], [(13, 23.5)]),
        ([(2, 24)], [(0, 2)]),
        ([(-3, 10)], [(10, 24)]),
        ([(0, 5), (5.25, 24)], []),
        ([(0, 10), (4, 6), (6, 24)], []),
        ([(1, 2), (3, 4)], [(0, 1), (2, 3), (4, 24)]),
        ([(24, 30)], [(0, 24)]),
    ],
)
def test_the_gaps_are_when_no_check_ran_for_half_an_hour(watched, expected):
    assert gaps(*watched) == expected


@pytest.mark.parametrize(("short", "number"), [(timedelta(), 1), (timedelta(seconds=1), 0)])
def test_a_gap_begins_at_its_least_length(short, number):
    until = SINCE + LEAST_GAP - short
    assert len(checking_between(SINCE, until, (), (), ()).gaps) == number


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("hours", [0, 7, 8, 9, 23])
def test_the_day_of_a_moment_is_that_of_the_digest_it_is_in(zone, hours):
    at = datetime(2026, 10, 24, hours, tzinfo=UTC)
    for days in range(3):  # over the end of summer time
        when = at + days * DAY
        since, until = digest_period(digest_day_of(when, ZoneInfo(zone)), ZoneInfo(zone))
        assert since < when <= until


@pytest.mark.parametrize(
    ("before", "read_at", "passed_over"),
    [
        (SINCE + MINUTE, UNTIL, False),
        (SINCE + MINUTE, UNTIL + MINUTE, False),
        (SINCE, UNTIL + DAY, True),
        (SINCE, UNTIL, False),
        (SINCE, UNTIL + MINUTE, True),
        (SINCE + MINUTE, UNTIL + DAY + MINUTE, True),
        (UNTIL + DAY, SINCE, False),  # of a clock that was ahead
    ],
)
def test_a_digest_passes_over_whoever_was_read_before_and_after_it(before, read_at, passed_over):
    assert passes_over_a_digest(before, None, read_at, ZoneInfo("Etc/UTC")) is passed_over


@pytest.mark.parametrize(
    ("listed_at", "passed_over"), [(None, False), (UNTIL, True), (UNTIL + MINUTE, False), (SINCE, True)]
)
def test_a_first_read_counts_from_when_the_company_was_listed(listed_at, passed_over):
    assert passes_over_a_digest(None, listed_at, UNTIL + HOUR, ZoneInfo("Etc/UTC")) is passed_over
