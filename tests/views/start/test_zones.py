"""Start's form in another zone than the merchant's: moments by the page's clock, typed days name theirs."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from dashboard.insight.start.day_range import clock_changes
from dashboard.insight.zone import zone_named
from dashboard.ui.start.days import DAY, RANGE, DaysChoice, plan_of
from dashboard.views import times
from dashboard.views.start import blockers
from dashboard.views.start import plan as start_plan
from dashboard.views.start.plan import Beginning, Plan, Situation
from tests.views.start.test_plan import DAILY, LONDON, NEW_YORK, NOW, remarks, situation, sync
from tests.views.test_one_day import COUNTED, ZONES, named, wrong_days

END = datetime(2026, 11, 11, 2, tzinfo=UTC)
FIRST, LAST = date(2026, 11, 8), date(2026, 11, 15)


def seen_from(zone: ZoneInfo, merchant: ZoneInfo = LONDON, **known: object) -> Situation:
    here: Situation = situation(zone_named(merchant.key), **known)
    return replace(here, clock=replace(here.clock, shown_zone=zone))


def beginning(here: Situation) -> Beginning:
    words = here.moment(END)
    return Beginning(END, words, "Derived.", "By Codat’s schedule", estimated=True)


def texts(plan: Plan, here: Situation) -> str:
    """Return what the form says of a plan, without what names both clocks of each moment."""
    told = [f"{headline} {body}" for _, headline, body in remarks(plan, here)]
    nothing = blockers.nothing_left(plan, here)
    said = [
        start_plan.label(plan.first, plan.last, here.today, here.where),
        start_plan.covers(plan, here),
        f"{nothing.headline} {nothing.reason}" if nothing else "",
        *told,
    ]
    return re.sub(r"the sync ends now, .*? UTC\.", "", "\n".join(said))


def test_a_range_of_london_s_days_is_shown_by_new_york_s_clock():
    here = seen_from(NEW_YORK)
    plan = plan_of(DaysChoice(RANGE, FIRST, LAST), beginning(here), here)
    assert start_plan.label(FIRST, LAST, here.today, here.where) == "for 8–15 Nov (London)"
    assert start_plan.covers(plan, here).startswith(
        "It covers sales from 7 Nov 19:00 to 15 Nov 19:00 (8 days)"
    )


def test_a_range_that_is_one_day_by_the_clock_of_the_page_names_the_day_once():
    here = seen_from(LONDON, merchant=ZoneInfo("Asia/Tokyo"))
    plan = plan_of(DaysChoice(DAY, None, date(2026, 11, 11)), beginning(here), here)
    assert "from about 11 Nov 02:00 to 15:00 (about 13 h)" in start_plan.covers(plan, here)


def test_a_day_that_is_not_over_yet_names_where():
    here = seen_from(NEW_YORK)
    plan = plan_of(DaysChoice(DAY, None, NOW.date()), beginning(here), here)
    assert "20 Nov (London) isn’t over yet," in texts(plan, here)


def test_what_failed_last_is_shown_by_the_page_s_clock():
    here = seen_from(NEW_YORK, latest=sync(4000, "2026-11-20T02:11:00Z"))
    assert "The last sync failed (yesterday 21:11)" in texts(Plan(beginning(here)), here)


def test_how_far_the_books_reach_is_shown_by_the_page_s_clock():
    here = seen_from(NEW_YORK, configuration=DAILY)
    plan = plan_of(DaysChoice(RANGE, FIRST, LAST), beginning(here), here)
    assert "sales up to 10 Nov 21:00 are in the books" in texts(plan, here)


def test_in_the_merchant_s_own_zone_nothing_names_it():
    here = seen_from(LONDON)
    plan = plan_of(DaysChoice(RANGE, FIRST, LAST), beginning(here), here)
    assert here.where == ""
    assert "London" not in texts(plan, here)


@given(ZONES, ZONES, st.integers(0, 12), st.integers(0, 12), st.sampled_from([4000, 5000, 5080, 2000]))
def test_no_form_names_another_day_than_its_own_unless_it_names_the_zone(merchant, page, ago, length, code):
    ran = NOW - timedelta(hours=7 * ago + 1)
    here = seen_from(ZoneInfo(page), ZoneInfo(merchant), latest=sync(code, ran.isoformat()))
    last = here.today - timedelta(ago)
    first = last - timedelta(length)
    plan = plan_of(DaysChoice(RANGE, first, last), beginning(here), here)
    said = texts(plan, here)
    may = [END, ran, *(each for each in (plan.start, plan.finish) if each)]
    shown, counted = ZoneInfo(page), times.zone_name(ZoneInfo(merchant))
    changed = {day for day, _ in clock_changes(first, last, ZoneInfo(merchant))}
    chosen = {first, last} | changed
    own = chosen if counted == times.zone_name(shown) else set()
    assert not wrong_days(_without_spans(said), may, shown, NOW) - own, said
    for _, day, name in COUNTED.findall(_without_spans(said)):
        assert name == counted
        assert named(day, here.today) in chosen


def _without_spans(said: str) -> str:
    """Leave out the first day of a span of typed days: "30 Oct – 2 Nov (London)", "8–15 Nov (London)"."""
    return re.sub(r"\d{1,2}(?: \w{3})?(?: \d{4})? ?– ?(?=\d{1,2} \w{3}(?: \d{4})?(?! \d\d:))", "", said)
