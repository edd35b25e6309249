"""Sending again, as a table."""

from datetime import UTC, datetime, timedelta

import pytest

from codat_client.retrying import (
    ONCE,
    RetryConfig,
    SendResult,
    counts_as_failure,
    read_retry_after,
    wait_before_again,
)

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
NOT_SENT = SendResult(sent=False)
DROPPED = SendResult()
SAID_WHEN = SendResult(status=429, retry_after=2.0)


def waits(seen, *, trigger, repeats=1, failures=1, config=RetryConfig(), luck=1.0):  # noqa: B008
    return wait_before_again(
        seen, trigger=trigger, repeats=repeats, failures=failures, config=config, luck=luck
    )


@pytest.mark.parametrize(
    ("seen", "read_again", "trigger_again"),
    [
        (NOT_SENT, True, True),
        (SAID_WHEN, True, True),
        (SendResult(status=429), True, False),
        (SendResult(status=408), True, False),
        (SendResult(status=500), True, False),
        (SendResult(status=502), True, False),
        (SendResult(status=503, retry_after=1.0), True, False),
        (SendResult(status=504), True, False),
        (DROPPED, True, False),
        (SendResult(status=400), False, False),
        (SendResult(status=401), False, False),
        (SendResult(status=404), False, False),
        (SendResult(status=409, retry_after=1.0), False, False),
        (SendResult(status=422), False, False),
        (SendResult(status=501), False, False),
        (SendResult(status=202), False, False),
        (SendResult(status=307), False, False),
        (SendResult(over=True), False, False),
        (SendResult(over=True, sent=False), False, False),
    ],
)
def test_who_is_sent_again(seen, read_again, trigger_again):
    assert (waits(seen, trigger=False) is not None) == read_again
    assert (waits(seen, trigger=True) is not None) == trigger_again


def test_no_setting_makes_a_trigger_go_out_again_after_a_502():
    config = RetryConfig(attempts=99, statuses=frozenset(range(200, 600)))
    assert waits(SendResult(status=502), trigger=True, config=config) is None


@pytest.mark.parametrize("seen", [NOT_SENT, SAID_WHEN])
def test_a_setting_may_keep_a_trigger_from_going_out_again(seen):
    assert waits(seen, trigger=True, config=ONCE) is None


@pytest.mark.parametrize(("repeats", "most"), [(1, 0.5), (2, 1.0), (3, 2.0), (4, 4.0), (5, 4.0), (500, 4.0)])
def test_waits_double_up_to_the_longest_and_luck_takes_any_part(repeats, most):
    assert waits(DROPPED, trigger=False, repeats=repeats) == most
    assert waits(DROPPED, trigger=False, repeats=repeats, luck=0.0) == 0.0
    assert waits(DROPPED, trigger=False, repeats=repeats, luck=0.5) == most / 2


def test_a_wait_stops_doubling_after_the_thirtieth_time():
    slow = RetryConfig(base_delay=2.0**-30, max_delay=1000)
    shown = [waits(DROPPED, trigger=False, repeats=repeats, config=slow) for repeats in (30, 31, 32, 5000)]
    assert shown == [0.5, 1, 1, 1]


@pytest.mark.parametrize(
    ("config", "sense"),
    [
        (RetryConfig(attempts=1, base_delay=0, max_delay=0), True),
        (RetryConfig(attempts=0), False),
        (RetryConfig(base_delay=-0.1), False),
        (RetryConfig(max_delay=-0.1), False),
        (RetryConfig(base_delay=float("inf")), False),
        (RetryConfig(max_delay=float("inf")), False),
        (RetryConfig(base_delay=float("nan")), False),
    ],
)
def test_a_setting_makes_sense_if_something_is_sent_and_each_wait_ends(config, sense):
    assert config.makes_sense is sense


def test_retry_after_is_never_cut_short():
    assert waits(SAID_WHEN, trigger=True, luck=0.0) == 2.0
    assert waits(SendResult(status=503, retry_after=60.0), trigger=False) == 60.0


def test_attempts_count_failures_and_not_a_429_that_says_when():
    assert waits(DROPPED, trigger=False, failures=3) is not None
    assert waits(DROPPED, trigger=False, failures=4) is None
    assert waits(SAID_WHEN, trigger=True, repeats=50, failures=0) is not None
    assert (counts_as_failure(SAID_WHEN), counts_as_failure(SendResult(status=429))) == (False, True)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("5", 5.0),
        (" 0 ", 0.0),
        ("Tue, 24 Nov 2026 12:00:07 GMT", 7.0),
        ("Tue, 24 Nov 2026 11:00:00 GMT", 0.0),
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("9" * 5000, None),
        ("٥", None),
        ("Tue, 99 Nov 2026 12:00:07 GMT", None),
    ],
)
def test_retry_after_is_read_in_both_forms_and_what_is_unreadable_counts_as_missing(text, seconds):
    assert read_retry_after(text, None, NOW) == seconds


def test_a_date_is_measured_by_the_servers_clock_not_ours():
    theirs = "Tue, 24 Nov 2026 12:00:00 GMT"
    assert read_retry_after("Tue, 24 Nov 2026 12:00:07 GMT", theirs, NOW + timedelta(hours=3)) == 7.0
