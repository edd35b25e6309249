"""Which companies a digest's time passed over follows from their reads, and from when they were listed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.fleet.history import FleetHistory
from dashboard.fleet.recording import Judgement, record, record_all
from dashboard.insight.fleet.company_state import FleetCompany
from tests.fleet.support import DAY, NOW, fleet_in, state_at
from tests.store.rows import COMPANY

SINCE = NOW.replace(day=24, hour=8, minute=0)
UNTIL = SINCE + DAY
HOUR = timedelta(hours=1)


def passed_over(repository, *reads, since=SINCE, until=UNTIL, company_id=COMPANY):
    """Record reads at these times; return whether the time between two passed the company over."""
    for at in reads:
        record(repository, company_id, state_at(at), read_at=at, now=at)
    history = FleetHistory(repository.store, repository.account_id)
    return company_id in history.passed_over(since, until)


@pytest.mark.parametrize(
    ("reads", "expected"),
    [
        ((SINCE - HOUR, UNTIL + HOUR), True),
        ((SINCE - HOUR, SINCE + HOUR, UNTIL + HOUR), False),
        ((SINCE - HOUR, UNTIL - HOUR, UNTIL + HOUR), False),
        ((SINCE - HOUR,), False),  # it says so itself: nothing is stored
        ((SINCE - 9 * DAY, UNTIL + 9 * DAY), True),
        ((UNTIL + HOUR,), True),  # it was listed the day before
    ],
)
def test_a_time_without_a_read_between_two_passes_over(store, reads, expected):
    assert passed_over(fleet_in(store), *reads) is expected


def test_a_company_that_was_first_listed_after_that_time_is_first_read_without_a_gap(store):
    repository, later = fleet_in(store), UNTIL + HOUR
    repository.put_companies([FleetCompany("new")], later, whole=False)

    assert not passed_over(repository, later + HOUR, company_id="new")
    assert repository.one("new").listed_at == later


def test_when_a_company_was_first_listed_stays(store):
    repository = fleet_in(store)
    first = repository.one(COMPANY).listed_at
    repository.put_companies([FleetCompany(COMPANY, "Another name")], NOW + DAY, whole=True)

    assert (repository.one(COMPANY).listed_at, repository.one(COMPANY).company.name) == (
        first,
        "Another name",
    )


def test_a_company_that_a_page_read_before_the_list_had_it_is_listed_from_then(store):
    repository = fleet_in(store)
    record_all(repository, [Judgement("new", state_at(NOW), NOW, company=FleetCompany("new"))], NOW)

    assert repository.one("new").listed_at == NOW


def test_the_same_reads_in_another_zone_leave_no_gap_if_its_day_has_one(store):
    """Between 09:00 and 09:00 UTC two days later there is all of a day in UTC, and in Auckland too."""
    utc, auckland = fleet_in(store), fleet_in(store, account_id="other", zone="Pacific/Auckland")
    reads = (SINCE - HOUR, UNTIL + HOUR)

    assert passed_over(utc, *reads)
    assert not passed_over(auckland, *reads)
