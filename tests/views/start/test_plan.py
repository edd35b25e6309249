"""The words before a start: what it would cover, what is asked, what to know."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from codat_client import (
    CompanySyncStatus,
    Configuration,
    Connection,
    NoAnswer,
    Schedule,
    SyncList,
)
from dashboard.insight.gap import Range
from dashboard.insight.reading import Reading
from dashboard.insight.start.basis import PlannedSync
from dashboard.insight.start.check import Kind
from dashboard.insight.start.checks import checks_of
from dashboard.insight.sync_range import range_in
from dashboard.insight.verdict.facts import CompanyFacts
from dashboard.insight.verdict.judge import judge
from dashboard.insight.zone import zone_named
from dashboard.ui.start.days import DAY, RANGE, DaysChoice, plan_of, requested_range
from dashboard.views.clock import PageClock
from dashboard.views.start import checks
from dashboard.views.start import plan as start_plan
from dashboard.views.start.plan import Beginning, Situation

LONDON, NEW_YORK, UTC_ZONE = ZoneInfo("Europe/London"), ZoneInfo("America/New_York"), ZoneInfo("Etc/UTC")
MERCHANT = zone_named("Europe/London")
NOW = datetime(2026, 11, 20, 13, 42, tzinfo=UTC)
END = datetime(2026, 11, 11, 2, tzinfo=UTC)
BOOKS_END = Beginning(END, "11 Nov 02:00", "Derived.", "By the schedule", estimated=True)
UNKNOWN = Beginning(None, "the start date in the set-up", "Not told.")
DAILY = Configuration(schedule=Schedule(selected_frequency="Daily", sync_hour=2))
LINKED = [
    Connection(source_type="Commerce", platform_name="Square", status="Linked"),
    Connection(source_type="Accounting", platform_name="Xero", status="Linked"),
]


def sync(code=2000, ran="2026-11-11T02:14:00Z", sync_id="1", **more):
    return CompanySyncStatus(sync_id=sync_id, sync_status_code=code, sync_utc_text=ran, **more)


def running(ran):
    return sync(1010, ran, sync_id="2B")


READ = {
    "latest": None,
    "last_successful": sync(),
    "connections": LINKED,
    "configuration": Configuration(),
    "syncs": SyncList(),
}
UNREAD: Reading[Any] = Reading(error=NoAnswer("No answer."))


def situation(merchant=MERCHANT, **known):
    """Create a situation in which everything was read just now; a `Reading` is used unchanged."""
    readings: dict[str, Any] = {
        name: value if isinstance(value, Reading) else Reading(value, NOW)
        for name, value in (READ | known).items()
    }
    return Situation(PageClock(NOW, merchant, merchant.zone), "Xero", verdict=judged(readings), **readings)


def judged(readings):
    """Judge as Company does, from these readings alone."""
    known = {name: reading.value for name, reading in readings.items()}
    listed = [each for each in (known["latest"], known["last_successful"]) if each is not None]
    more = {name: known[name] for name in ("latest", "last_successful")}
    return judge(listed, known["connections"], known["configuration"], NOW, **more)


def remarks(plan_, situation_, entered=()):
    """Return the remarks on a plan, as in the form."""
    findings = checks_of(situation_, plan_.sync(situation_.now), entered)
    return checks.remarks(findings, plan_, situation_)


def may_go_on(situation_):
    """Return whether no check blocks a start up to now."""
    found = checks_of(situation_, PlannedSync(NOW))
    return all(each.kind is not Kind.BLOCKS for each in found)


def headlines(plan_, situation_):
    return [headline for _, headline, _ in remarks(plan_, situation_)]


def body_of(headline, plan_, situation_):
    """Return the body after a headline."""
    return next(body for _, said, body in remarks(plan_, situation_) if said == headline)


def plan(cover="", first=None, last=None, beginning=BOOKS_END, **known):
    return plan_of(DaysChoice(cover, first, last), beginning, situation(**known))


@pytest.mark.parametrize(
    ("first", "last", "label"),
    [
        (None, None, "up to now"),
        (None, date(2026, 11, 15), "up to 15 Nov"),
        (date(2026, 11, 8), date(2026, 11, 15), "for 8–15 Nov"),
        (date(2025, 12, 30), date(2026, 1, 2), "for 30 Dec 2025 – 2 Jan 2026"),
    ],
)
def test_buttons_and_headlines_say_what_is_wanted(first, last, label):
    assert start_plan.label(first, last, NOW.date()) == label


def test_up_to_now_says_where_it_would_begin():
    said = start_plan.covers(plan(beginning=replace(BOOKS_END, estimated=False)), situation())
    assert said == "It covers sales from 11 Nov 02:00 to now (9 days 11 h) and writes them into Xero."


def test_an_estimated_beginning_is_marked_in_the_sentence_itself():
    said = start_plan.covers(plan(), situation())
    assert said.startswith(
        "By Codat’s schedule, it covers sales from about 11 Nov 02:00 to now (about 9 days"
    )
    rows = dict(start_plan.asked(plan(), situation(), "x"))
    assert ">about 11 Nov 02:00" in rows["From"]


def test_typed_days_are_no_estimated_beginning():
    wanted = plan(RANGE, date(2026, 11, 8), date(2026, 11, 15))
    assert "about" not in start_plan.covers(wanted, situation())


def test_a_range_is_said_in_the_merchant_s_time():
    wanted = plan(RANGE, date(2026, 11, 8), date(2026, 11, 15))
    said = start_plan.covers(wanted, situation())
    assert said == "It covers sales from 8 Nov 00:00 to 16 Nov 00:00 (8 days) and writes them into Xero."


def test_where_the_beginning_is_not_known_no_time_is_invented():
    said = start_plan.covers(plan(beginning=UNKNOWN), situation())
    assert said == "It covers sales from the start date in the set-up to now and writes them into Xero."


def test_days_mean_from_midnight_to_midnight_of_the_merchant():
    wanted = plan(RANGE, date(2026, 11, 8), date(2026, 11, 15), merchant=zone_named(NEW_YORK.key))
    assert wanted.start == datetime(2026, 11, 8, 5, tzinfo=UTC)
    assert wanted.finish == datetime(2026, 11, 16, 5, tzinfo=UTC)


def test_a_finish_beyond_now_is_cut_to_now_and_said():
    wanted = plan(DAY, None, date(2026, 11, 20))
    assert (wanted.finish, wanted.cut) == (NOW, True)
    assert "20 Nov isn’t over yet," in headlines(wanted, situation())


def test_a_range_turned_round_is_refused_with_a_sentence():
    with pytest.raises(ValueError, match="after the last one"):
        plan(RANGE, date(2026, 11, 15), date(2026, 11, 8))


def test_the_service_is_asked_for_just_what_the_form_says():
    wanted = plan(RANGE, date(2026, 11, 8), date(2026, 11, 15))
    assert (requested_range(wanted).start, requested_range(wanted).finish) == (wanted.start, wanted.finish)
    up_to = requested_range(plan(DAY, None, date(2026, 11, 15)))
    assert (up_to.start, up_to.finish) == (None, datetime(2026, 11, 16, tzinfo=UTC))
    assert requested_range(plan()).finish is None


def test_what_codat_will_be_asked_is_in_both_clocks():
    wanted = plan(RANGE, date(2026, 11, 8), date(2026, 11, 15), merchant=zone_named(NEW_YORK.key))
    rows = dict(start_plan.asked(wanted, situation(zone_named(NEW_YORK.key)), "Bluebird <Coffee>"))
    assert rows["From"] == "8 Nov 00:00 New York · 05:00 UTC"
    assert rows["Company"] == "Bluebird &lt;Coffee&gt;"


def test_in_utc_one_clock_is_enough():
    assert start_plan.both_clocks(NOW, UTC_ZONE, NOW) == "20 Nov 13:42 UTC"


def test_another_day_in_utc_is_named():
    late = datetime(2026, 11, 9, 3, tzinfo=UTC)
    assert start_plan.both_clocks(late, NEW_YORK, NOW) == "8 Nov 22:00 New York · 9 Nov 03:00 UTC"


def test_an_estimated_beginning_explains_itself():
    rows = dict(start_plan.asked(plan(), situation(), "x"))
    assert 'title="Derived.' in rows["From"]
    assert rows["To"].startswith("now, ")


def begin(success, told=None, configuration=DAILY, syncs=None):
    """Say where a sync begins; `told`: what Codat told of the last success, `syncs`: the list, if read."""
    here = situation(last_successful=success, configuration=configuration)
    record = here.last_successful.value
    ranges = {"1": told} if told else {}
    known = CompanyFacts(syncs, None, here.configuration.value, NOW, reported=ranges, last_successful=record)
    return start_plan.beginning_of(here, range_in(record, known) if record else None)


def test_it_begins_at_the_due_date_of_the_last_success_not_at_its_run():
    assert begin(sync()).at == datetime(2026, 11, 11, 2, tzinfo=UTC)
    assert begin(sync()).why.startswith("Our estimate")
    assert begin(sync()).estimated


def test_a_success_hours_late_is_its_night_s_own_if_it_is_the_first_as_company_has_it():
    late = sync(ran="2026-11-11T09:30:00Z")
    assert begin(late, syncs=[late]).at == END
    assert begin(late, syncs=[late, sync(4000, sync_id="2")]).at is None


def test_how_far_the_books_reach_is_what_company_says_and_not_what_the_last_success_covered():
    hole = Range(datetime(2026, 11, 17, tzinfo=UTC), datetime(2026, 11, 19, tzinfo=UTC))
    nightly = CompanySyncStatus(sync_id="0", sync_status_code=2000, sync_utc_text="2026-11-10T02:14:00Z")
    ours = sync(ran="2026-11-19T10:00:00Z")
    found = begin(ours, hole, syncs=[nightly, ours])
    verdict = judge([nightly, ours], LINKED, DAILY, NOW, reported={"1": hole}, last_successful=ours)
    assert (found.at, verdict.gap.covered_to) == (hole.finish, datetime(2026, 11, 10, 2, tzinfo=UTC))
    seen = replace(situation(configuration=DAILY), verdict=verdict)
    missing = plan(RANGE, date(2026, 11, 12), date(2026, 11, 14), beginning=found)
    assert not [each for each in headlines(missing, seen) if "in the books already" in each]
    covered = plan(RANGE, date(2026, 11, 8), date(2026, 11, 14), beginning=found)
    assert "Some of these days are probably in the books already." in headlines(covered, seen)


def test_of_a_success_hours_off_its_due_date_nothing_is_estimated():
    by_hand = begin(sync(ran="2026-11-11T15:30:00Z"))
    assert (by_hand.at, by_hand.estimated) == (None, False)
    said = start_plan.covers(plan(beginning=by_hand), situation())
    assert "from the end of the last successful sync (Codat decides where that is) to now" in said


def test_a_last_success_that_was_not_read_is_not_called_none():
    unread = begin(UNREAD)
    assert (unread.at, unread.why) == (None, "The last successful sync couldn’t be loaded.")


def test_a_start_date_that_was_not_read_is_said_so():
    assert begin(None, configuration=UNREAD).words.endswith("which couldn’t be loaded,")


def test_a_reported_end_of_the_last_success_is_taken_before_the_schedule():
    told = Range(datetime(2026, 11, 8, tzinfo=UTC), datetime(2026, 11, 11, 9, 30, tzinfo=UTC))
    assert begin(sync(), told).at == told.finish
    assert begin(sync(), told).why.startswith("Reported by Codat")


def test_without_a_schedule_the_beginning_stays_open():
    assert begin(sync(), configuration=Configuration()).at is None


def test_before_any_success_it_begins_at_the_start_date():
    started = Configuration(schedule=Schedule(start_date_text="2026-10-01T00:00:00Z"))
    assert begin(None, configuration=started).at == datetime(2026, 10, 1, tzinfo=UTC)
    assert begin(None, configuration=None).words == "the start date in the set-up"


def test_of_a_well_merchant_nothing_is_remarked():
    fresh = Beginning(NOW - timedelta(hours=11), "today 02:00", "")
    last = sync(ran="2026-11-20T02:14:00Z")
    well = situation(latest=last, last_successful=last, configuration=DAILY)
    assert headlines(plan(beginning=fresh), well) == []


def test_days_that_are_in_the_books_by_the_schedule_are_said_to_be_so_most_likely():
    wanted = plan(RANGE, date(2026, 11, 8), date(2026, 11, 15))
    seen = situation(configuration=DAILY)
    assert "Some of these days are probably in the books already." in headlines(wanted, seen)


def test_days_that_are_all_in_the_books_are_said_so():
    told = replace(BOOKS_END, estimated=False)
    wanted = plan(RANGE, date(2026, 11, 8), date(2026, 11, 9), beginning=told)
    seen = situation(configuration=DAILY)
    reported = replace(seen.verdict, gap=replace(seen.verdict.gap, reported=True))
    assert "These days are in the books already." in headlines(wanted, replace(seen, verdict=reported))


def test_before_any_success_nothing_is_said_to_be_in_the_books():
    start_date = Beginning(datetime(2026, 11, 11, tzinfo=UTC), "11 Nov 00:00", "The start date.")
    wanted = plan(RANGE, date(2026, 11, 8), date(2026, 11, 9), beginning=start_date)
    assert not [each for each in headlines(wanted, situation()) if "books" in each]


def test_a_day_is_a_day_though_the_clock_changed_in_it():
    autumn = plan(RANGE, date(2026, 10, 25), date(2026, 10, 25))
    assert " (1 day) and" in start_plan.covers(autumn, situation())


def test_days_in_an_unknown_zone_are_called_utc_days():
    wanted = plan(DAY, None, date(2026, 11, 15))
    assert "Days are counted in UTC." in headlines(wanted, situation(zone_named("")))


def test_a_last_day_to_come_is_cut_to_now_and_named():
    asked = DaysChoice(DAY, None, date(2026, 11, 20), date(2026, 12, 5))
    wanted = plan_of(asked, BOOKS_END, situation())
    assert (wanted.finish, wanted.beyond) == (NOW, date(2026, 12, 5))
    assert "5 Dec is in the future," in headlines(wanted, situation())


def test_days_that_cannot_be_meant_are_refused_with_their_sentence():
    with pytest.raises(ValueError, match="is no day"):
        plan_of(DaysChoice(DAY, wrong="That is no day."), BOOKS_END, situation())
