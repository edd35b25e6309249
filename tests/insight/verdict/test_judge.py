"""The verdict on small histories: each rule on its edges. Syncs are due at 02:00 in London."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from codat_client import CompanySyncStatus, Damaged, SyncList
from dashboard.insight.causes.catalogue import Actor
from dashboard.insight.gap import Range
from dashboard.insight.skipped import Missing
from dashboard.insight.verdict.judge import judge
from dashboard.insight.verdict.state import Ground, State
from dashboard.insight.verdict.verdict import Lack
from tests.insight.verdict_makers import NOW, at, connection, judged, linked, nights, settings, sync

WELL = [2000] * 10


# ── Running, stuck, late ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("minutes", "state"), [(119, State.RUNNING), (120, State.STUCK)])
def test_a_sync_is_stuck_after_two_hours(minutes: int, state: State):
    assert judged([*nights(WELL), sync(NOW - timedelta(minutes=minutes), 1000)]).state is state


def test_a_stuck_sync_that_another_followed_holds_nobody_up():
    assert judged([sync(at(19, 9), 1010), *nights(WELL)]).state is State.ARRIVING


def test_while_a_sync_runs_a_failing_merchant_waits_for_it():
    verdict = judged([*nights([*WELL, 4000]), sync(NOW - timedelta(minutes=3), 1000)])
    assert (verdict.state, verdict.acts, verdict.helps_to_start) == (State.RUNNING, Actor.NO_ONE, False)


@pytest.mark.parametrize(("hour", "minute", "state"), [(13, 59, State.ARRIVING), (14, 0, State.LATE)])
def test_a_run_is_late_after_twelve_hours(hour: int, minute: int, state: State):
    assert judged(nights(WELL, at(19)), now=at(20, hour, minute)).state is state


def test_after_a_missed_night_it_stays_late_while_the_next_is_awaited():
    verdict = judged(nights(WELL, at(18)), now=at(20, 3))
    assert (verdict.state, verdict.late, verdict.on_time) == (State.LATE, at(19, 2, 0), False)


def test_nothing_is_late_before_the_start_date():
    later = settings(schedule={"start_date_text": "2026-12-01T00:00:00Z"})
    assert judged(nights(WELL, at(17)), configuration=later).late is None


def test_a_switched_off_merchant_is_not_late():
    assert judged(nights(WELL, at(10)), configuration=settings(enable=False)).late is None


@pytest.mark.parametrize("code", [2000, 4000, 5080])
def test_a_sync_started_for_days_takes_no_nights_place(code):
    by_hand = sync(at(20, 2, 10), code)
    reported = {by_hand.sync_id: Range(at(16, 0, 0), at(19, 0, 0), historic=True)}
    before = judged(nights(WELL, at(19)), now=at(20, 2, 15))
    verdict = judged([*nights(WELL, at(19)), by_hand], now=at(20, 2, 15), reported=reported)
    assert (verdict.state, verdict.awaited) == (State.ARRIVING, at(20, 2, 0))
    assert (verdict.gap.days, verdict.gap.covered_to) == (before.gap.days, before.gap.covered_to)


def test_a_night_that_only_a_sync_started_for_days_followed_is_late():
    by_hand = sync(at(20, 9), 2000)
    reported = {by_hand.sync_id: Range(at(16, 0, 0), at(18, 0, 0), historic=True)}
    verdict = judged([*nights(WELL, at(19)), by_hand], now=at(20, 15), reported=reported)
    assert (verdict.state, verdict.late, verdict.missed) == (State.LATE, at(20, 2, 0), 1)


# ── What bears on the present ────────────────────────────────────────────────────────────────────


def test_a_night_skipped_after_a_sync_by_hand_leaves_nothing_missing_and_nobody_acts():
    verdict = judged([*nights([*WELL, 5080]), sync(at(19, 15, 7))])
    assert (verdict.state, verdict.ground, verdict.gap.days) == (State.ARRIVING, Ground.SKIPPED, 0)
    assert (verdict.acts, verdict.missing_after_skipped) == (Actor.NO_ONE, Missing.NOTHING)


def test_an_overlapping_start_after_a_good_night_leaves_nothing_missing():
    verdict = judged([*nights(WELL), sync(at(20, 9), 5080)])
    assert (verdict.state, verdict.ground, verdict.acts) == (State.ARRIVING, Ground.SKIPPED, Actor.NO_ONE)
    assert (verdict.streak.days, verdict.streak.left, verdict.tonight.failing_day) == (0, None, None)


def test_two_overlapping_starts_after_a_good_night_leave_nothing_missing_either():
    verdict = judged([*nights(WELL), sync(at(20, 9), 5080), sync(at(20, 10), 5080)])
    assert (verdict.state, verdict.acts) == (State.ARRIVING, Actor.NO_ONE)


def test_a_night_skipped_although_nothing_covered_it_leaves_its_day_missing():
    verdict = judged(nights([*WELL, 5080]))
    assert (verdict.state, verdict.ground, verdict.gap.days) == (State.NOT_KNOWN, Ground.SKIPPED, 1)
    assert (verdict.acts, verdict.missing_after_skipped) == (Actor.NO_ONE, Missing.THESE_DAYS)


def test_a_second_night_skipped_is_codats_to_explain():
    verdict = judged([*nights([*WELL, 5080, 5080]), sync(at(18, 15, 7))])
    assert (verdict.state, verdict.ground, verdict.acts) == (State.NOT_KNOWN, Ground.SKIPPED, Actor.CODAT)


def test_two_skipped_in_a_row_say_nothing_of_sales_where_no_schedule_does():
    monthly = settings(schedule={"selected_frequency": "Monthly"})
    verdict = judged(nights([*WELL, 5080, 5080]), configuration=monthly)
    assert (verdict.state, verdict.ground) == (State.NOT_KNOWN, Ground.SKIPPED)
    assert (verdict.acts, verdict.missing_after_skipped) == (Actor.CODAT, Missing.NOT_KNOWN)


def test_behind_a_skipped_night_an_earlier_failure_still_counts():
    assert judged(nights([*WELL, 4000, 5080])).state is State.FAILING


def test_whether_a_success_outside_the_schedule_covered_a_skipped_night_is_not_known():
    by_hand, again = sync(at(20, 9)), sync(at(20, 12), 5080)
    verdict = judged([*nights([*WELL, 5080, 5080]), by_hand, again])
    assert verdict.missing_after_skipped is Missing.NOT_KNOWN


def test_the_message_of_an_overlap_counts_whatever_its_code():
    held = sync(at(20), 5000, "Date overlaps with a previous sync date range.")
    assert judged([*nights(WELL, at(19)), sync(at(19, 15, 7)), held]).state is State.ARRIVING


def test_a_historic_start_that_failed_says_nothing_of_tonight():
    by_hand = sync(at(20, 11, 0), 5000)
    reported = {by_hand.sync_id: Range(at(1), at(3), historic=True)}
    assert judged([*nights(WELL), by_hand], reported=reported).state is State.ARRIVING


def test_a_historic_start_that_succeeded_does_not_fix_the_nights():
    by_hand = sync(at(20, 11, 0))
    reported = {by_hand.sync_id: Range(at(1), at(3), historic=True)}
    assert judged([*nights([*WELL, 4000]), by_hand], reported=reported).state is State.FAILING


def test_an_unknown_code_makes_the_end_unknown_and_a_failure_before_it_failing():
    assert judged([*nights(WELL, at(19)), sync(at(20), 3000)]).ground is Ground.UNKNOWN_CODE
    assert judged([*nights([*WELL, 4000], at(19)), sync(at(20), 3000)]).state is State.FAILING


def test_seven_empty_nights_are_nothing_to_send_and_six_are_not():
    assert judged(nights([*WELL, *[2040] * 7])).state is State.NOTHING_TO_SEND
    assert judged(nights([*WELL, *[2040] * 6])).state is State.ARRIVING


def test_data_written_by_a_failed_sync_is_said_until_a_success():
    partly = sync(at(19), 5130, data_pushed=True)
    assert judged([*nights(WELL, at(18)), partly, sync(at(20), 5130)]).partly_written
    assert not judged([*nights(WELL, at(18)), partly, sync(at(20))]).partly_written


# ── Tonight ──────────────────────────────────────────────────────────────────────────────────────


def test_tonight_covers_the_whole_gap_or_is_one_more_failing_day():
    tonight = judged(nights([*WELL, *[4000] * 9])).tonight
    assert (tonight.due, tonight.start, tonight.failing_day) == (at(21, 2, 0), at(11, 2, 0), 10)


def test_the_next_due_time_follows_the_merchants_clock_through_a_change():
    before = datetime(2026, 10, 24, 12, tzinfo=UTC)
    runs = nights(WELL, before.replace(hour=1))
    assert judged(runs, now=before).next_due == datetime(2026, 10, 25, 2, 0, tzinfo=UTC)
    assert judged(runs, now=before - timedelta(days=1)).next_due == datetime(2026, 10, 24, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize("days", [1, 9])
def test_whether_starting_helps_follows_the_cause(days: int):
    assert judged(nights([*WELL, *[5000] * days])).helps_to_start is True
    assert judged(nights([*WELL, *[4000] * days])).helps_to_start is False
    assert judged(nights([*WELL, *[5120] * days])).helps_to_start is None


@pytest.mark.parametrize(
    ("days", "state"), [(27, State.WILL_BE_SWITCHED_OFF), (35, State.PROBABLY_SWITCHED_OFF)]
)
def test_failing_days_of_nothing_but_historic_starts_have_no_cause_and_no_start_is_advised(days, state):
    good = nights(WELL, NOW - timedelta(days=days))
    by_hand = [sync(at(20, 11) - timedelta(days=ago), 4000) for ago in range(days)]
    reported = {each.sync_id: Range(at(1, month=9), at(3, month=9), historic=True) for each in by_hand}
    verdict = judged([*good, *by_hand], reported=reported)
    assert (verdict.state, verdict.cause) == (state, None)
    assert (verdict.acts, verdict.helps_to_start) == (Actor.US, False)


# ── Connections and set-up ───────────────────────────────────────────────────────────────────────


def test_a_side_that_is_not_linked_disconnects_even_before_a_night_has_failed():
    lost = [
        connection("Commerce", name="Square"),
        connection("Accounting", "Deauthorized", error="2026-11-20T09:12:00Z"),
    ]
    verdict = judged(nights(WELL), connections=lost)
    assert (verdict.state, verdict.gap.days, verdict.acts) == (State.DISCONNECTED, 0, Actor.MERCHANT)
    assert verdict.broken[0].lost_at == at(20, 9, 12)


def test_one_of_several_shops_that_is_lost_disconnects_nobody():
    shops = [*linked(), connection("Commerce", "Unlinked", "Square")]
    verdict = judged(nights(WELL), connections=shops)
    assert (verdict.state, verdict.sides.shop.lost) == (State.ARRIVING, 1)


def test_a_status_that_nobody_knows_is_no_disconnection():
    odd = [connection("Commerce", "Hibernating"), connection("Accounting")]
    assert judged(nights(WELL), connections=odd).state is State.ARRIVING


def test_no_connection_at_all_is_disconnected_and_unread_ones_are_not():
    assert judged(nights(WELL), connections=[]).state is State.DISCONNECTED
    assert judged(nights(WELL), connections=None).state is State.ARRIVING


@pytest.mark.parametrize(
    ("configuration", "ground"),
    [(settings(configured=False, enable=False), Ground.NOT_CONFIGURED), (settings(), Ground.PLAIN)],
)
def test_a_company_without_syncs_never_synced_and_its_set_up_shows_why(configuration, ground: Ground):
    verdict = judged([], configuration=configuration)
    assert (verdict.state, verdict.ground) == (State.NEVER_SYNCED, ground)


def test_syncs_that_could_not_be_read_are_not_taken_for_none():
    syncs = SyncList()
    syncs.damaged = (Damaged(0, "an object is expected, a number came", b"1"),)
    verdict = judge(syncs, linked(), settings(), NOW)
    assert (verdict.state, verdict.ground) == (State.NOT_KNOWN, Ground.NO_TIMES)


def test_a_company_without_commerce_and_one_that_is_gone_have_words_of_their_own():
    assert judged([], configuration=None, configuration_missing=True).ground is Ground.NO_COMMERCE
    assert judge(None, None, None, NOW, company_missing=True).ground is Ground.GONE


def test_a_monthly_schedule_derives_nothing_and_says_so():
    verdict = judged(nights(WELL, at(1)), configuration=settings(schedule={"selected_frequency": "Monthly"}))
    assert (verdict.state, verdict.gap, verdict.next_due) == (State.ARRIVING, None, None)
    assert Lack.SCHEDULE in verdict.lacks


# ── Partial reads ────────────────────────────────────────────────────────────────────────────────


def test_the_two_small_reads_alone_show_the_gap():
    syncs = nights([*WELL, *[4000] * 9])
    verdict = judge(None, linked(), settings(), NOW, latest=syncs[-1], last_successful=syncs[9])
    assert (verdict.state, verdict.gap.days, verdict.streak.whole) == (State.FAILING, 9, False)
    assert verdict.lacks == (Lack.SYNCS,)


def test_the_last_success_alone_never_means_that_all_is_well():
    verdict = judge(None, linked(), settings(), NOW, last_successful=nights(WELL)[-1])
    assert (verdict.state, verdict.ground) == (State.NOT_KNOWN, Ground.NOT_READ)


def test_without_the_list_a_missing_success_is_not_called_never():
    verdict = judge(None, linked(), settings(), NOW, latest=sync(at(20), 4000))
    assert (verdict.state, verdict.gap) == (State.FAILING, None)


def test_without_the_configuration_no_gap_is_estimated():
    verdict = judged(nights([*WELL, 4000]), configuration=None)
    assert (verdict.state, verdict.gap, verdict.next_due) == (State.FAILING, None, None)


def test_the_latest_sync_without_a_time_still_bears_on_the_present():
    failed = sync(None, 4000)
    assert judged([*nights(WELL, at(19)), failed], latest=failed).state is State.FAILING
    assert judged([*nights(WELL, at(19)), failed]).state is State.ARRIVING


def test_a_sync_from_the_future_is_left_out_and_said():
    verdict = judged([*nights(WELL), sync(at(25), 4000)])
    assert (verdict.state, verdict.ahead) == (State.ARRIVING, 1)
    assert Lack.AHEAD in verdict.lacks


def test_a_clock_that_is_minutes_ahead_is_forgiven():
    assert judged([*nights(WELL), sync(NOW + timedelta(minutes=5), 4000)]).state is State.FAILING


def test_of_two_records_of_one_sync_the_one_that_shows_its_end_counts():
    begun = sync(at(20), 1000)
    ended = sync(at(20), 4000, sync_id=begun.sync_id)
    for both in ([begun, ended], [ended, begun]):
        assert judged([*nights(WELL, at(19)), *both]).state is State.FAILING


def twins(*codes: int) -> list[CompanySyncStatus]:
    """Return good nights, and two syncs of one instant after them, in this order of the list."""
    return [*nights(WELL, at(19)), *(sync(at(20), code, sync_id=f"sync-{code}") for code in codes)]


@pytest.mark.parametrize("codes", [(2000, 4000), (4000, 2000)])
def test_of_two_syncs_at_one_instant_a_success_counts_as_the_later(codes: tuple[int, int]):
    verdict = judged(twins(*codes))
    assert (verdict.state, verdict.latest.record.sync_status_code) == (State.ARRIVING, 2000)


@pytest.mark.parametrize("codes", [(2000, 4000), (4000, 2000)])
def test_of_two_syncs_at_one_instant_codats_latest_is_the_latest_and_the_day_does_not_fail(
    codes: tuple[int, int],
):
    syncs = twins(*codes)
    failed = next(each for each in syncs if each.sync_status_code == 4000)
    verdict = judged(syncs, latest=failed)
    assert (verdict.state, verdict.latest.record, verdict.streak.days) == (State.FAILING, failed, 0)


# ── Codat’s latest sync ahead of our clock ───────────────────────────────────────────────────────

AN_HOUR = timedelta(hours=1)


@pytest.mark.parametrize("ahead", [timedelta(minutes=11), 3 * AN_HOUR, timedelta(days=2900_000)])
@pytest.mark.parametrize(("code", "state"), [(4000, State.FAILING), (1000, State.RUNNING)])
def test_what_codat_calls_the_latest_is_so_however_far_ahead_its_time_lies(ahead, code, state):
    latest = sync(NOW + ahead, code)
    verdict = judged([*nights(WELL), latest], latest=latest)
    assert (verdict.state, verdict.latest and verdict.latest.record, verdict.lead) == (state, latest, ahead)
    assert (Lack.CLOCK in verdict.lacks, Lack.AHEAD in verdict.lacks) == (True, False)


def test_a_latest_sync_ahead_of_the_clock_is_no_missed_night():
    latest = sync(NOW + AN_HOUR)
    assert judged([*nights(WELL, at(18)), latest], latest=latest).late is None


def test_another_sync_ahead_of_the_clock_is_left_out_beside_it():
    latest = sync(NOW + AN_HOUR, 4000)
    verdict = judged([*nights(WELL), latest, sync(NOW + 2 * AN_HOUR)], latest=latest)
    assert (verdict.state, verdict.ahead) == (State.FAILING, 1)
    assert {Lack.CLOCK, Lack.AHEAD} <= set(verdict.lacks)


def test_a_success_whose_due_date_has_not_come_puts_no_sales_to_come_into_the_books():
    latest = sync(NOW + timedelta(days=400))
    verdict = judged([*nights([*WELL, 4000]), latest], latest=latest)
    assert (verdict.gap.days, verdict.gap.fewest, verdict.gap.covered_to) == (1, 0, at(19, 2, 0))
    assert verdict.state is State.NOT_KNOWN


def test_a_success_an_hour_ahead_belongs_to_the_due_date_that_has_passed():
    latest = sync(at(20, 3, 30))
    verdict = judged([*nights(WELL, at(19)), latest], now=at(20, 2, 20), latest=latest)
    assert (verdict.gap.days, verdict.gap.covered_to) == (0, at(20, 2, 0))
    assert verdict.lead == timedelta(minutes=70)


def test_a_failure_ahead_of_the_clock_counts_for_today():
    latest = sync(NOW + timedelta(days=2900_000), 4000)
    streak = judged([*nights([*WELL, 4000], at(19)), latest], latest=latest).streak
    assert (streak.days, streak.last, streak.left) == (2, NOW.date(), 29)
