"""The range of one sync in words."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

import pytest

from dashboard.insight.gap import Range
from dashboard.insight.sync_range import RangeBasis, SyncRange
from dashboard.views import range_words
from tests.insight.verdict_makers import LONDON, NOW, at

SALES = Range(at(11, 2, 0), at(20, 2, 0))
UNKNOWN = sorted(set(RangeBasis) - {RangeBasis.REPORTED, RangeBasis.ESTIMATED})


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (SyncRange(RangeBasis.OUTSIDE), "unknown"),
        (SyncRange(RangeBasis.ESTIMATED, SALES), "11 Nov 02:00 – 20 Nov 02:00"),
        (SyncRange(RangeBasis.REPORTED, SALES), "11 Nov 02:00 – 20 Nov 02:00, reported"),
    ],
)
def test_in_a_table_what_codat_reported_is_marked_and_what_nobody_knows_is_not_known(found, said):
    assert range_words.in_line(found, LONDON, NOW) == said


def test_a_range_is_shown_in_the_zone_of_the_page():
    said = range_words.in_line(SyncRange(RangeBasis.ESTIMATED, SALES), ZoneInfo("America/New_York"), NOW)
    assert said == "10 Nov 21:00 – 19 Nov 21:00"


@pytest.mark.parametrize("basis", UNKNOWN)
def test_each_range_that_is_not_known_has_its_own_reason(basis):
    reasons = {range_words.as_html(SyncRange(each), LONDON, NOW) for each in UNKNOWN}
    assert len(reasons) == len(UNKNOWN)
    assert ">unknown" in range_words.as_html(SyncRange(basis), LONDON, NOW)


def test_a_estimated_range_explains_the_schedule_s_rule():
    shown = range_words.as_html(SyncRange(RangeBasis.ESTIMATED, SALES), LONDON, NOW)
    assert "from the due time of the last successful one" in shown
    assert re.sub("<[^>]+>", "", shown).startswith("11 Nov 02:00 – 20 Nov 02:00 by the schedule")


@pytest.mark.parametrize(
    ("basis", "said"), [(RangeBasis.REPORTED, "reported by Codat"), (RangeBasis.ESTIMATED, "by the schedule")]
)
def test_for_support_it_is_in_utc_and_says_what_it_rests_on(basis, said):
    seen = range_words.in_utc(SyncRange(basis, SALES))
    assert seen == f"2026-11-11T02:00:00Z – 2026-11-20T02:00:00Z, {said}"
    assert range_words.in_utc(SyncRange(RangeBasis.OUTSIDE)) == ""
