"""What may be read of Codat's daily quota without a person asking for it."""

from datetime import UTC, datetime, timedelta

import pytest

from codat_client import Quota
from dashboard.services.budget import ReadBudget, may_read, share_left

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
MIDNIGHT = datetime(2026, 12, 1, tzinfo=UTC)


class Client:
    """A client that has seen a quota."""

    def __init__(self, quota: Quota | None) -> None:
        self.quota = quota


@pytest.mark.parametrize(
    ("left", "allowed"), [(1.0, True), (0.51, True), (0.5, False), (0.49, False), (0, False)]
)
@pytest.mark.parametrize("name", ["latest", "syncs"])
def test_nothing_is_read_when_the_reserve_or_less_is_left(name, left, allowed):
    assert may_read(name, left, 0.5) is allowed


@pytest.mark.parametrize(("name", "allowed"), [("latest", True), ("syncs", False), ("status", False)])
def test_while_the_quota_is_unknown_only_the_latest_sync_is_read(name, allowed):
    assert may_read(name, None, 0.5) is allowed


@pytest.mark.parametrize(
    "quota",
    [None, Quota(), Quota(limit=1000), Quota(remaining=10), Quota(limit=0, remaining=0)],
)
def test_a_quota_with_a_part_missing_is_unknown(quota):
    assert share_left(quota, NOON) is None


def test_the_share_left_is_of_the_days_limit():
    assert share_left(Quota(limit=2000, remaining=500, reset=MIDNIGHT), NOON) == 0.25


def test_once_the_quota_has_restarted_it_is_unknown():
    spent = Quota(limit=2000, remaining=0, reset=MIDNIGHT)
    assert share_left(spent, MIDNIGHT - timedelta(seconds=1)) == 0
    assert share_left(spent, MIDNIGHT) is None


def test_a_newer_quota_of_the_client_counts_at_once():
    client = Client(Quota(limit=1000, remaining=900, reset=MIDNIGHT))
    budget = ReadBudget(client, 0.5)
    before = budget.may_read("syncs", NOON)
    client.quota = Quota(limit=1000, remaining=400, reset=MIDNIGHT)
    assert (before, budget.may_read("syncs", NOON)) == (True, False)


def test_a_spent_quota_without_a_reset_forbids_reads_until_the_next_day():
    budget = ReadBudget(Client(Quota(limit=1000, remaining=0)), 0.5)
    same_day = [budget.may_read("latest", NOON), budget.may_read("latest", MIDNIGHT - timedelta(seconds=1))]
    assert same_day == [False, False]
    assert budget.may_read("latest", MIDNIGHT)


def test_a_reset_two_days_ahead_is_believed():
    budget = ReadBudget(Client(Quota(limit=1000, remaining=0, reset=MIDNIGHT + timedelta(days=1))), 0.5)
    assert not budget.may_read("latest", NOON)
    assert not budget.may_read("latest", MIDNIGHT + timedelta(hours=1))
