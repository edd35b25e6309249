"""A row's strip shows the same days as Company's."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dashboard.insight.days import last_days
from dashboard.insight.fleet.company_state import StripDay
from dashboard.insight.fleet.strip import strip_of
from dashboard.insight.outcome import Outcome
from dashboard.insight.runs import runs_of
from dashboard.insight.zone import merchant_zone
from tests.insight.verdict_makers import LONDON, at, nights, sync
from tests.support.fleet_rows import state_at
from tests.support.merchants import NOW, cases, reads

SAME = {
    Outcome.SUCCEEDED: "o",
    Outcome.NOTHING_TO_WRITE: "o",
    Outcome.FAILED: "x",
    Outcome.SKIPPED: "s",
    None: ".",
}


@pytest.mark.parametrize("case", [case for case in cases() if case != "ten-thousand"])
def test_it_has_the_days_of_company(case: str):
    known = reads(case)
    latest_id = known.latest.sync_id if known.latest else None
    days = last_days(known.syncs or (), merchant_zone(known.configuration).zone, NOW, 30, latest_id)
    shown = state_at(case, NOW).strip.replace(StripDay.UNKNOWN, StripDay.NONE)
    assert shown == "".join(SAME[day.ended] for day in days)


def test_it_ends_today_with_one_letter_for_each_outcome():
    strip, ends = strip_of(runs_of(nights([2000, 2040, 4000, 5080, 3000]), NOW), LONDON, NOW)
    assert (strip, ends) == ("." * 25 + "ooxsu", date(2026, 11, 20))


def test_a_running_sync_is_no_outcome_yet():
    runs = runs_of([sync(at(20), 1000), sync(at(19), 2000)], NOW)
    assert strip_of(runs, LONDON, NOW)[0].endswith("o.")


def test_a_day_is_the_merchants():
    before_midnight = NOW.replace(hour=23, minute=30)
    tokyo = merchant_zone(None).zone
    assert strip_of(runs_of([], NOW), tokyo, before_midnight + timedelta(hours=1))[1] == date(2026, 11, 21)
