"""Which days a merchant entered by hand, as a person reads them on Company."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import pytest

from dashboard.insight.start.by_hand import EnteredByHand
from dashboard.insight.zone import zone_named
from dashboard.views.cause_words import NIGHTLY_MAY_COVER
from dashboard.views.clock import PageClock
from dashboard.views.company import by_hand
from tests.insight.verdict_makers import LONDON, NOW, at, judged, nights

CLOCK = PageClock(NOW, zone_named("Europe/London"), LONDON)
MISSING = by_hand.SalesMissing(judged(nights([2000] * 10 + [4000] * 9)).gap, at(1, month=9))
ADA = EnteredByHand((date(2026, 11, 12), date(2026, 11, 15)), "Ada", verified=False, at=NOW)


def seen(*entered: EnteredByHand, missing: by_hand.SalesMissing = MISSING) -> str:
    """What a person reads, tags taken out."""
    shown = by_hand.shown(entered, missing, CLOCK)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", shown)).split())


def days_ago(days: int) -> EnteredByHand:
    """Days recorded so long ago; other ones for each."""
    first = ADA.days[0] - timedelta(days)
    return replace(ADA, days=(first, first), at=NOW - timedelta(days))


def test_without_any_there_is_nothing():
    assert by_hand.shown((), MISSING, CLOCK) == ""


def test_it_says_which_days_what_they_mean_who_recorded_them_and_when():
    assert seen(ADA) == (
        f"▲ The merchant entered 12–15 Nov by hand. {NIGHTLY_MAY_COVER}"
        " Recorded by Ada (unverified), today 13:42."
    )


@pytest.mark.parametrize(
    "missing",
    [
        by_hand.SalesMissing(judged(nights([2000] * 20)).gap, None),
        replace(MISSING, start_date=at(16, 0, 0)),
    ],
)
def test_it_is_a_note_once_no_scheduled_sync_will_cover_them(missing):
    assert seen(ADA, missing=missing) == (
        "The merchant entered 12–15 Nov by hand. Recorded by Ada (unverified), today 13:42."
    )


def test_of_two_answers_about_the_same_days_the_newer_one_counts():
    said = seen(replace(ADA, person="Ben", at=NOW - timedelta(days=1)), ADA)
    assert "Ada" in said
    assert "Ben" not in said


def test_the_newest_come_first_and_the_rest_are_counted():
    said = seen(*(days_ago(days) for days in (4, 3, 2, 1)))
    assert [found[0] for found in re.findall(r"entered (\d+)( Nov)", said)] == ["11", "10", "9"]
    assert said.endswith("1 more in Activity")


def test_where_another_zone_is_shown_the_days_say_whose_they_are():
    clock = replace(CLOCK, merchant=zone_named("America/New_York"))
    assert "entered 12–15 Nov (New York) by hand" in by_hand.shown([ADA], MISSING, clock)


def test_a_name_is_escaped_and_a_missing_one_said():
    assert "&lt;b&gt;" in by_hand.shown([replace(ADA, person="<b>")], MISSING, CLOCK)
    assert "Recorded today 13:42." in seen(replace(ADA, person=""))
