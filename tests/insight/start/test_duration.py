"""How long a merchant's syncs usually take, once five runs were watched; slow isn't stuck yet."""

from datetime import timedelta

import pytest

from dashboard.insight.start.duration import UsualDuration, usual_of

MINUTE = timedelta(minutes=1)


def test_four_runs_are_too_few_to_call_anything_usual():
    assert usual_of([MINUTE] * 4) is None


def test_from_five_runs_on_the_middle_one_is_usual():
    runs = [5 * MINUTE, MINUTE, 2 * MINUTE, 3 * MINUTE, 4 * MINUTE]
    assert usual_of(runs) == UsualDuration(3 * MINUTE, 5 * MINUTE, 5)


@pytest.mark.parametrize(("minutes", "slow"), [(4, False), (5, False), (6, False), (7, True)])
def test_slow_is_longer_than_any_and_than_twice_the_usual(minutes, slow):
    usual = UsualDuration(3 * MINUTE, 5 * MINUTE, 8)
    assert usual.is_slow(minutes * MINUTE) is slow


def test_a_single_slow_run_long_ago_does_not_make_the_usual_time_slow():
    usual = UsualDuration(MINUTE, 30 * MINUTE, 8)
    assert not usual.is_slow(20 * MINUTE)
