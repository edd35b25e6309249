"""What may be read of Codat's daily quota, for whom."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_client import CodatError, HeldBack, Quota
from dashboard.access.allowance import Allowance, a_minute
from dashboard.services import budget as budgets
from dashboard.services.account import CodatAccount
from dashboard.services.budget import (
    ReadBudget,
    ReadPurpose,
    held_back,
    left_for_dashboard,
    rate_of,
    share_left,
)
from dashboard.views.reads import quota_words
from dashboard.views.reads.quota_words import QuotaLeft
from tests.codat_client.servers import COMPANY, drop, reply, serve
from tests.support.still_clock import StillClock

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
MIDNIGHT = datetime(2026, 12, 1, tzinfo=UTC)
LATEST, LIST = "sync.get_latest_sync", "sync.list"
PERSON, FOLLOW, JOB, POLL, START = ReadPurpose
AUTOMATIC = (FOLLOW, JOB, POLL)
shares = st.floats(0, 1)


def of(remaining, limit=1000, reset=MIDNIGHT):
    return Quota(limit=limit, remaining=remaining, reset=reset, seen_at=NOON)


def check(purpose, quota, operation=LIST, now=NOON, allowance=None, reserve=0.5):
    """Return whether the read may be made."""
    try:
        ReadBudget(purpose, reserve, allowance, lambda: now).check(operation, quota)
    except HeldBack:
        return False
    return True


@pytest.mark.parametrize(("remaining", "allowed"), [(1000, True), (501, True), (500, False), (0, False)])
def test_people_read_until_only_the_reserve_is_left(remaining, allowed):
    assert check(PERSON, of(remaining)) is allowed


@pytest.mark.parametrize("purpose", AUTOMATIC)
@pytest.mark.parametrize(("remaining", "allowed"), [(1000, True), (601, True), (600, False), (501, False)])
def test_what_no_one_asked_for_stops_before_people_do(purpose, remaining, allowed):
    assert check(purpose, of(remaining)) is allowed


@pytest.mark.parametrize("quota", [None, of(1000), of(500), of(0)])
def test_a_start_is_never_held_back(quota):
    assert all(check(START, quota, operation) for operation in (LATEST, LIST))


@pytest.mark.parametrize("purpose", [PERSON, FOLLOW])
def test_what_a_person_looks_at_is_read_while_the_quota_is_unknown(purpose):
    assert check(purpose, None)


@pytest.mark.parametrize(("operation", "allowed"), [(LATEST, True), (LIST, False), ("companies.list", False)])
def test_a_job_makes_one_small_read_while_the_quota_is_unknown(operation, allowed):
    assert check(JOB, None, operation) is allowed


@given(left=shares, reserve=shares)
def test_whenever_a_job_may_read_a_person_may_too(left, reserve):
    for purpose in AUTOMATIC:
        if held_back(purpose, LIST, left, reserve) is None:
            assert held_back(PERSON, LIST, left, reserve) is None


@given(left=shares, reserve=shares, purpose=st.sampled_from([PERSON, FOLLOW, JOB]))
def test_the_reserve_is_never_read(left, reserve, purpose):
    if left <= reserve:
        assert held_back(purpose, LIST, left, reserve) == quota_words.SHARE_USED


@pytest.mark.parametrize("quota", [None, Quota(), Quota(limit=1000), Quota(remaining=10), of(0, limit=0)])
def test_a_quota_with_a_part_missing_is_unknown(quota):
    assert share_left(quota, NOON) is None


def test_the_share_left_is_of_the_days_limit():
    assert share_left(of(500, limit=2000), NOON) == 0.25


def test_once_the_quota_has_restarted_it_is_unknown():
    assert share_left(of(0), MIDNIGHT - timedelta(seconds=1)) == 0
    assert share_left(of(0), MIDNIGHT) is None


def test_a_spent_quota_without_a_reset_forbids_reads_until_the_next_day():
    spent = of(0, reset=None)
    assert [check(PERSON, spent, now=now) for now in (NOON, MIDNIGHT - timedelta(seconds=1))] == [
        False,
        False,
    ]
    assert check(PERSON, spent, now=MIDNIGHT)


def test_a_reset_two_days_ahead_is_believed():
    spent = of(0, reset=MIDNIGHT + timedelta(days=1))
    assert not check(PERSON, spent, now=MIDNIGHT + timedelta(hours=1))


@pytest.mark.parametrize("reset", [MIDNIGHT, None])
def test_the_error_says_why_and_when_the_quota_restarts_if_that_is_known(reset):
    with pytest.raises(HeldBack, match="QUOTA_RESERVE") as held:
        ReadBudget(PERSON, 0.5, now=lambda: NOON).check(LIST, of(500, reset=reset))
    assert held.value.until == reset


def test_a_person_reads_no_more_than_their_allowance_and_is_told_when_to_go_on():
    clock = StillClock()
    allowance = Allowance(12, 0.2, clock)
    budget = ReadBudget(PERSON, 0.5, allowance, lambda: NOON)
    for _ in range(12):
        budget.check(LIST, of(900))
    with pytest.raises(HeldBack, match=r"limit of 12 Codat requests .* again in 30 s") as held:
        budget.check(LIST, of(900))
    assert held.value.until == NOON + timedelta(seconds=30)
    clock.now += 30
    assert sum(check(PERSON, of(900), allowance=allowance) for _ in range(12)) == 6


def test_a_read_that_the_quota_forbids_costs_the_person_nothing():
    allowance = a_minute(12)
    assert not check(PERSON, of(500), allowance=allowance)
    assert allowance.left == 12


@pytest.mark.parametrize(
    ("remaining", "limit", "reserve", "left", "share"),
    [
        (1000, 1000, 0.5, 500, 500),
        (501, 1000, 0.5, 1, 500),
        (500, 1000, 0.5, 0, 500),
        (0, 1000, 0.5, 0, 500),
        (61_000, 61_000, 0.1, 54_900, 54_900),
        (3, 3, 0.5, 2, 2),
        (1000, 1000, 1, 0, 1),
    ],
)
def test_what_is_left_is_of_the_dashboards_share(remaining, limit, reserve, left, share):
    known = of(remaining, limit)
    assert left_for_dashboard(known, reserve, NOON) == QuotaLeft(left, share, MIDNIGHT)


@given(limit=st.integers(1, 10**7), percent=st.integers(1, 100), used=shares)
def test_a_person_can_make_just_as_many_reads_as_are_said_to_be_left(limit, percent, used):
    remaining, reserve = int(limit * used), percent / 100
    left = left_for_dashboard(of(remaining, limit), reserve, NOON).reads
    assert left == 0 or check(PERSON, of(remaining - left + 1, limit), reserve=reserve)
    assert not check(PERSON, of(remaining - left, limit), reserve=reserve)


@pytest.mark.parametrize("quota", [None, Quota(), Quota(remaining=10), of(900, reset=NOON)])
def test_what_is_left_is_unknown_while_the_quota_is(quota):
    assert left_for_dashboard(quota, 0.5, NOON) is None


@pytest.mark.parametrize("purpose", ReadPurpose)
def test_every_client_of_an_account_keeps_to_the_budget(fresh_sandbox, monkeypatch, purpose):
    asked = []
    monkeypatch.setattr(ReadBudget, "check", lambda _, operation, quota: asked.append((operation, quota)))
    account = CodatAccount(fresh_sandbox.url, "test-key", quota_reserve=0.9)
    with account.make_client(purpose) as client:
        client.sync.get_latest_sync(fresh_sandbox.company("healthy"))
    assert [operation for operation, _ in asked] == [LATEST]


@pytest.mark.parametrize(
    ("purpose", "answers", "number"),
    [
        (PERSON, [reply({}, 503), reply({})], 2),
        (PERSON, [reply({})], 1),
        (FOLLOW, [drop, reply({}, 503), reply({})], 3),
        (JOB, [reply({}, 503)], 1),
    ],
)
def test_each_request_that_a_client_sends_counts_once(monkeypatch, purpose, answers, number):
    monkeypatch.setattr("codat_client.wire.random.random", lambda: 0.0)
    monkeypatch.setattr(budgets, "_rates", {})
    with serve(*answers) as server, CodatAccount(server.url, "test-key").make_client(purpose) as client:
        with suppress(CodatError):
            client.sync.get_latest_sync(COMPANY)
        assert len(server.asked) == number
        assert rate_of(server.url).to_note() == (number, number)


def test_a_start_counts_as_the_reads_do(monkeypatch, fresh_sandbox):
    monkeypatch.setattr(budgets, "_rates", {})
    account = CodatAccount(fresh_sandbox.url, "test-key")
    with account.make_client(START) as client:
        client.sync.request(fresh_sandbox.company("healthy"))
        client.sync.list(fresh_sandbox.company("healthy"))
    assert rate_of(account.address).to_note() == (2, 2)
