"""The checks before a start: when each applies, its kind, and what refuses a start."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from codat_client import NoAnswer, NotFound, SyncList
from codat_client.mapping import CommerceConfiguration, ConfigurationOption, SalesConfiguration, SalesCustomer
from dashboard.insight.causes.catalogue import cause_of
from dashboard.insight.gap import Range
from dashboard.insight.reading import Reading
from dashboard.insight.setup.mapping import SettingKind
from dashboard.insight.snapshot import Snapshot
from dashboard.insight.start.attempt import StartEvent, StartEventType
from dashboard.insight.start.basis import PlannedSync, basis_of, beginning_of
from dashboard.insight.start.check import Check, Kind, RecordedAnswer, answer_in, days_entered_by_hand
from dashboard.insight.start.checks import checks_of, refused_by
from dashboard.insight.start.collision import tonight_covers
from dashboard.insight.start.preview import preview_of
from dashboard.insight.start.prospect import Prospect, prospect_of
from dashboard.insight.verdict.facts import VerdictLimits
from dashboard.services.assessment import assess
from tests.insight.verdict_makers import LONDON, NOW, at, connection, linked, nights, settings, sync
from tests.support.merchants import cases, reads

HEALTHY = nights([2000] * 30)
FAILING = nights([2000] * 20 + [4000] * 9)
UNREAD: Reading[Any] = Reading(error=NoAnswer("No answer."))
NOT_FOUND: Reading[Any] = Reading(error=NotFound("None."))


def company(runs=HEALTHY, *, now=NOW, ranges=None, **known):
    """Assess a linked merchant in London whose syncs are due at 02:00; a `Reading` is taken as it is."""
    ok = [each for each in runs if each.sync_status_code in {2000, 2040}]
    made = {
        "latest": runs[-1] if runs else None,
        "last_successful": ok[-1] if ok else None,
        "connections": linked(),
        "configuration": settings(),
        "syncs": SyncList(runs),
        **known,
    }
    readings: dict[str, Any] = {
        name: each if isinstance(each, Reading) else Reading(each, now) for name, each in made.items()
    }
    snapshot = replace(Snapshot("", known_ranges=ranges or {}), **readings)
    return assess(snapshot, now, VerdictLimits())


def planned(found, start=None, finish=None):
    """Plan a sync from `start` to `finish`, as the form does; without both, up to now."""
    now = found.facts.now
    made = PlannedSync(now, start, start or beginning_of(found.facts), finish)
    return replace(made, preview=preview_of(found.facts, LONDON, made.range))


def found_in(found, start=None, finish=None, entered=()):
    return checks_of(basis_of(found), planned(found, start, finish), entered)


def kinds(*arguments, **more):
    """Return the checks that apply."""
    return [each.check for each in found_in(company(*arguments, **more))]


def test_for_a_merchant_whose_syncs_succeed_nothing_applies():
    assert kinds() == []


@pytest.mark.parametrize(
    ("check", "known"),
    [
        (Check.GONE, {"configuration": NOT_FOUND, "connections": NOT_FOUND}),
        (Check.NO_SET_UP, {"configuration": NOT_FOUND}),
        (Check.UNFINISHED, {"configuration": settings(configured=False)}),
        (Check.SWITCHED_OFF, {"configuration": settings(enable=False)}),
        (Check.SYNCS_NOT_READ, {"latest": UNREAD}),
        (Check.SYNCS_NOT_READ, {"last_successful": UNREAD}),
        (Check.RUNNING, {"latest": sync(NOW - timedelta(minutes=5), 1000)}),
    ],
)
def test_it_blocks(check, known):
    found = next(each for each in found_in(company(**known)) if each.check is check)
    assert found.kind is Kind.BLOCKS
    assert refused_by([found], [RecordedAnswer(found.key, "Start anyway.")]) == found


def test_what_would_end_before_it_begins_blocks_and_nothing_else_is_said():
    assert [each.check for each in found_in(company(), finish=at(15))] == [Check.NOTHING_LEFT]


@pytest.mark.parametrize(
    ("check", "subject", "known"),
    [
        (Check.NOT_LINKED, "shop", {"connections": [connection("Accounting")]}),
        (Check.NOT_LINKED, "books", {"connections": [linked()[0], connection("Accounting", "Unlinked")]}),
        (Check.NOT_LINKED, "books", {"connections": [linked()[0], connection("Accounting", "Paused")]}),
        (Check.NOT_READ, "connections", {"connections": UNREAD}),
        (Check.NOT_READ, "configuration", {"configuration": UNREAD}),
        (Check.NOT_READ, "syncs", {"syncs": UNREAD}),
        (Check.MAY_RUN, "a1", {"latest": sync(None, 1000, sync_id="A1")}),
        (Check.STUCK, "b2", {"latest": sync(NOW - timedelta(hours=5), 1000, sync_id="B2")}),
    ],
)
def test_it_asks_about_this_very_one(check, subject, known):
    found = next(
        each for each in found_in(company(**known)) if (each.check, each.subject) == (check, subject)
    )
    assert found.kind is Kind.ASKS
    assert refused_by([found], []) == found
    assert refused_by([found], [RecordedAnswer(f"{check}: another", "Start anyway.")]) == found
    assert refused_by([found], [RecordedAnswer(found.key, "Dismissed.", warning=True)]) == found
    assert refused_by([found], [RecordedAnswer(found.key, "Start anyway.")]) is None


def test_a_stuck_sync_is_asked_about_though_a_side_is_not_linked_either():
    stuck = sync(NOW - timedelta(hours=5), 1000)
    assert Check.STUCK in kinds([*HEALTHY, stuck], latest=stuck, connections=[linked()[0]])


@pytest.mark.parametrize(("days", "enable", "asks"), [(30, True, False), (31, True, True), (31, None, True)])
def test_31_failing_days_are_asked_about_unless_codat_says_that_sync_is_off(days, enable, asks):
    runs = nights([2000] * 3 + [4000] * days)
    assert (Check.PROBABLY_OFF in kinds(runs, configuration=settings(enable=enable))) is asks
    assert Check.PROBABLY_OFF not in kinds(runs, configuration=settings(enable=False))


@pytest.mark.parametrize(("day", "asks"), [(9, True), (10, False), (11, False)])
def test_a_range_before_the_first_day_of_the_set_up_is_asked_about(day, asks):
    found = company(configuration=settings(schedule={"start_date_text": "2026-11-10T00:00:00Z"}))
    checks = [each.check for each in found_in(found, at(day, 0, 0), at(12, 0, 0))]
    assert (Check.BEFORE_START_DATE in checks) is asks


def by_hand(found, first=None, end=None, entered=()):
    """Return the ranges that are asked about for these days; None if there is no question."""
    start, finish = (at(day, 0, 0) if day else None for day in (first, end))
    checks = found_in(found, start, finish, entered)
    return next((each.ranges for each in checks if each.check is Check.BY_HAND), None)


def test_a_gap_older_than_two_days_is_asked_about_with_its_missing_days():
    assert by_hand(company(FAILING)) == (Range(at(11, 2, 0), at(20, 2, 0)),)
    assert by_hand(company(FAILING), 8, 13) == (Range(at(11, 2, 0), at(13, 0, 0)),)
    assert by_hand(company(FAILING), 5, 8) is None
    assert by_hand(company(nights([2000] * 20 + [4000]))) is None


def test_days_that_the_record_says_were_entered_by_hand_are_warned_of_and_not_asked_about_again():
    entered = [(date(2026, 11, 11), date(2026, 11, 18))]
    found = found_in(company(FAILING), entered=entered)
    assert next(each for each in found if each.check is Check.BY_HAND_ON_RECORD).kind is Kind.ASKS
    assert by_hand(company(FAILING), 19, 20, entered=entered) is None
    assert by_hand(company(FAILING), 12, 18, entered=entered) is None
    entered = [(date(2026, 11, 11), date(2026, 11, 14))]
    assert by_hand(company(FAILING), 12, 18, entered=entered) == (Range(at(15, 0, 0), at(18, 0, 0)),)


@pytest.mark.parametrize(
    ("check", "runs"),
    [
        (Check.PARTLY_WRITTEN, [*FAILING, sync(NOW - timedelta(hours=3), 5130, data_pushed=True)]),
        (Check.SKIPPED_BEFORE, [*HEALTHY, sync(NOW - timedelta(hours=3), 5080)]),
        (Check.OUTCOME_UNKNOWN, [*HEALTHY, sync(NOW - timedelta(hours=3), 3000)]),
        (Check.LAST_FAILING_DAY, nights([2000] * 3 + [4000] * 30)),
        (Check.LAST_FAILING_DAY, nights([2000] * 3 + [4000] * 30, NOW - timedelta(days=1))),
        (Check.FAILS_AGAIN, FAILING),
    ],
)
def test_it_warns(check, runs):
    found = next(each for each in found_in(company(runs)) if each.check is check)
    assert found.kind is Kind.WARNS
    assert refused_by([found], []) is None


@pytest.mark.parametrize("wrote", [False, None])
def test_a_sync_that_failed_and_wrote_nothing_is_not_partly_written(wrote):
    assert Check.PARTLY_WRITTEN not in kinds(
        [*HEALTHY, sync(NOW - timedelta(hours=3), 5130, data_pushed=wrote)]
    )


@pytest.mark.parametrize("failing", [28, 31])
def test_only_the_31st_failing_day_is_the_last_one(failing):
    assert Check.LAST_FAILING_DAY not in kinds(nights([2000] * 3 + [4000] * failing))


@pytest.mark.parametrize(("days", "warns"), [(31, False), (32, True)])
def test_ranges_over_31_days_are_warned_of(days, warns):
    start = at(18, 0, 0)
    found = found_in(company(), start - timedelta(days=days), start)
    assert (Check.LONG_RANGE in [each.check for each in found]) is warns


def covered(found, *days):
    checks = found_in(found, *(at(day, 0, 0) for day in days))
    return next((each for each in checks if each.check is Check.COVERED), None)


def test_a_range_of_covered_days_collides_by_the_schedule():
    found = covered(company(FAILING), 8, 13)
    assert (found.ranges, found.estimated) == ((Range(at(8, 0, 0), at(11, 2, 0)),), True)
    assert covered(company(FAILING), 12, 13) is None


def test_a_sync_up_to_now_collides_with_days_that_codat_reported_as_covered_since():
    ours = sync(at(19, 12), 2000)
    reported = {ours.sync_id: Range(at(15, 0, 0), at(18, 0, 0), historic=True)}
    nightly = FAILING[19]
    found = covered(company([*FAILING, ours], ranges=reported, last_successful=nightly))
    assert (found.ranges, found.estimated) == ((Range(at(15, 0, 0), at(18, 0, 0)),), False)


@pytest.mark.parametrize(
    ("minutes", "warns"), [(61, False), (60, True), (1, True), (-10, True), (-60 * 13, False)]
)
def test_a_scheduled_run_that_may_begin_within_the_hour_is_warned_of(minutes, warns):
    now = at(20, 2, 0) - timedelta(minutes=minutes)
    runs = nights([2000] * 20, at(19)) if minutes > -60 * 13 else nights([2000] * 20, at(20))
    found = [each for each in found_in(company(runs, now=now)) if each.check is Check.DUE_SOON]
    assert [each.at for each in found] == ([at(20, 2, 0)] if warns else [])


@pytest.mark.parametrize("finish", [at(11, 0, 0), at(19, 2, 0)])
def test_days_that_the_scheduled_run_does_not_cover_do_not_collide_with_it(finish):
    now = at(20, 1, 30)
    found = company(nights([2000] * 20, at(19)), now=now)
    checks = [each.check for each in found_in(found, at(10, 0, 0), finish)]
    assert Check.DUE_SOON not in checks
    assert Check.COVERED in checks


@pytest.mark.parametrize(("start", "warned"), [(at(17, 0, 0), True), (at(18, 2, 0), False)])
def test_a_range_that_begins_in_what_a_sync_of_unknown_outcome_may_have_covered_is_warned_of(start, warned):
    found = company(nights([2000] * 20 + [4000, 3000, 4000, 4000]))
    assert found.verdict.gap.compare_until == at(18, 2, 0)
    checks = [each.check for each in found_in(found, start, NOW)]
    assert (Check.MAY_BE_COVERED in checks) is warned


def with_customer(selected, options):
    """Create a set-up with these options for the sales customer; None: the options aren't reported."""
    offered = tuple(ConfigurationOption(id=each, name=each) for each in options) if options else None
    customer = SalesCustomer(selected_customer_id=selected, customer_options=offered)
    sales = SalesConfiguration(sync_sales=True, sales_customer=customer)
    return settings(configuration=CommerceConfiguration(sales=sales))


@pytest.mark.parametrize(
    ("selected", "options", "prospect"),
    [
        ("Till sales", ["Other"], Prospect.STILL_BROKEN),
        ("Till sales", ["Till sales", "Other"], Prospect.LOOKS_FIXED),
        ("Till sales", None, Prospect.UNLESS_FIXED),
    ],
)
def test_a_failure_of_a_setting_is_checked_against_today_s_options(selected, options, prospect):
    failed = sync(NOW - timedelta(hours=3), 4000, "Selected customer is not present in the customer options.")
    found = company([*HEALTHY, failed], configuration=with_customer(selected, options))
    assert cause_of(failed).cause.kinds == (SettingKind.CUSTOMER,)
    assert prospect_of(basis_of(found)) is prospect


@pytest.mark.parametrize(
    ("statuses", "prospect"),
    [
        (("Linked", "Unlinked"), Prospect.STILL_BROKEN),
        (("Linked", "Linked"), Prospect.LOOKS_FIXED),
        (("Linked", "Paused"), Prospect.UNLESS_FIXED),
    ],
)
def test_a_failure_of_the_links_is_checked_against_today_s_connections(statuses, prospect):
    failed = sync(NOW - timedelta(hours=3), 4000, "Company needs two valid data connections.")
    both = [
        connection(kind, status) for kind, status in zip(("Commerce", "Accounting"), statuses, strict=True)
    ]
    found = company([*HEALTHY, failed], connections=both)
    assert prospect_of(basis_of(found)) is prospect


def test_connections_that_were_not_read_leave_it_open():
    failed = sync(NOW - timedelta(hours=3), 4000, "Company needs two valid data connections.")
    found = company([*HEALTHY, failed], connections=UNREAD)
    assert prospect_of(basis_of(found)) is Prospect.UNLESS_FIXED


@pytest.mark.parametrize(
    ("code", "prospect"),
    [(2000, None), (5000, Prospect.CODATS_SIDE), (5120, Prospect.UNKNOWN), (4260, Prospect.UNLESS_FIXED)],
)
def test_what_no_setting_shows_is_judged_by_its_cause(code, prospect):
    assert prospect_of(basis_of(company([*HEALTHY, sync(NOW - timedelta(hours=3), code)]))) is prospect


def test_bluebird_fails_again_while_its_tax_rate_is_not_among_the_options():
    known = reads("archived-tax-rate")
    found = assess(known.snapshot, known.now, VerdictLimits())
    assert prospect_of(basis_of(found)) is Prospect.STILL_BROKEN


@pytest.mark.parametrize(
    ("days", "due"), [((), at(21, 2, 0)), ((20, 2), at(21, 2, 0)), ((19, 0), None), ((18, 0), None)]
)
def test_what_tonight_s_run_covers_can_wait_for_it(days, due):
    found = company()
    start = at(days[0], days[1], 0) if days else None
    assert tonight_covers(found.verdict, planned(found, start, NOW if start else None)) == due


def test_what_ends_after_tonight_s_run_cannot_wait_for_it():
    found = company(nights([2000] * 5, at(19)), now=at(20, 1, 0))
    assert tonight_covers(found.verdict, planned(found, at(19, 2, 0), at(20, 3, 0))) is None
    assert tonight_covers(found.verdict, planned(found, at(19, 2, 0), at(20, 2, 0))) == at(20, 2, 0)


@pytest.mark.parametrize("case", cases())
def test_for_every_merchant_the_forms_checks_are_also_those_at_the_start(case):
    known = reads(case)
    found = assess(known.snapshot, known.now, VerdictLimits())
    findings = checks_of(basis_of(found), planned(found))
    asked = [each for each in findings if each.kind is Kind.ASKS]
    answers = [RecordedAnswer(each.key, "Start anyway.") for each in asked]
    refusing = refused_by(findings, answers)
    assert refusing is None or refusing.kind is Kind.BLOCKS
    assert len({each.key for each in findings}) == len(findings)


@given(
    some.sampled_from(list(Check)),
    some.sampled_from(["", "shop", "b2c3-d4"]),
    some.text(),
    some.booleans(),
    some.none() | some.tuples(some.dates(), some.dates()),
)
def test_an_answer_reads_back_from_the_record_as_it_was_given(check, subject, said, warning, days):
    key = f"{check}: {subject}" if subject else check.value
    given_days = {"first": days[0], "last": days[1]} if days and not warning else {}
    answer = RecordedAnswer(key, said, warning, **given_days)
    event = StartEvent(datetime(2026, 11, 20, tzinfo=UTC), answer.event, answer.detail)
    assert answer_in(event) == answer
    assert days_entered_by_hand([event]) == ((days,) if given_days else ())


@pytest.mark.parametrize("kind", [StartEventType.CONFIRMED, StartEventType.ANSWERED])
def test_text_that_is_not_an_answer_is_none(kind):
    assert answer_in(StartEvent(NOW, kind, "Ada")) is None
