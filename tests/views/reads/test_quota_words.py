"""The limits on reads in words."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from codat_client import CodatError, HeldBack
from dashboard.views.reads import quota_words, read_errors
from dashboard.views.reads.quota_words import QuotaLeft

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
MIDNIGHT = datetime(2026, 12, 1, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


def test_the_line_says_the_share_left_and_the_cost_of_looking():
    line = quota_words.left_html(QuotaLeft(24_400, 30_500, MIDNIGHT), 6, "<a>More</a>")
    assert ">80 % of today’s Codat requests are left. Checking a company uses 6. <a>More</a></p>" in line


@pytest.mark.parametrize(("reads", "short"), [(101, False), (100, True), (0, True)])
def test_a_tenth_of_the_share_or_less_is_little(reads, short):
    assert QuotaLeft(reads, 1000).short is short


@pytest.mark.parametrize(
    ("reads", "restarts_at", "zone", "said"),
    [
        (2385, MIDNIGHT, BERLIN, "Only 2,385 Codat requests are left until tomorrow 01:00, your time."),
        (0, MIDNIGHT, BERLIN, "No Codat requests are left until tomorrow 01:00, your time."),
        (10, None, BERLIN, "Only 10 Codat requests are left."),
        (10, MIDNIGHT, None, "Only 10 Codat requests are left."),
    ],
)
def test_how_little_is_left_and_until_when_in_the_readers_zone(reads, restarts_at, zone, said):
    assert quota_words.low(QuotaLeft(reads, 30_500, restarts_at), zone, NOON) == said


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (HeldBack("Not now.", until=MIDNIGHT), "Possible again tomorrow 01:00."),
        (HeldBack("Not now."), ""),
        (HeldBack("Again in 2 s.", until=NOON + timedelta(seconds=2)), ""),
        (CodatError("It failed."), ""),
    ],
)
def test_an_error_says_when_the_read_is_possible_again_if_that_is_known_and_not_now(error, said):
    assert quota_words.possible_again(error, BERLIN, NOON) == said


def test_the_retry_time_follows_the_time_of_the_last_try():
    error = HeldBack(quota_words.SHARE_USED, until=MIDNIGHT)
    tried = read_errors.tried(NOON, BERLIN, NOON, error)
    assert tried == "Last tried today 13:00. Possible again tomorrow 01:00."


def test_a_person_over_their_limit_learns_when_to_go_on():
    said = quota_words.too_many_reads(300, timedelta(seconds=2))
    assert said == "You’ve reached your limit of 300 Codat requests a minute. Try again in 2 s."
