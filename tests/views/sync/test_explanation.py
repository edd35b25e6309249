"""Why a sync ended as it did, beside its company's answer: one cause, the same steps."""

from datetime import timedelta

import pytest

from codat_client import SyncSummary
from dashboard.insight.gap import Range
from dashboard.views.cause_words import NO_ACTION, Names, why
from dashboard.views.sync.explanation import why_ended, why_of
from dashboard.views.verdict.texts import texts_for_verdict
from tests.insight.verdict_makers import LONDON, NOW, at, connection, judged, nights, settings, sync
from tests.support.merchants import reads

NAMES = Names("Xero", "Square", "Bluebird Coffee")
WELL = [2000] * 5
LOST = [connection("Commerce", name="Square"), connection("Accounting", "Deauthorized")]


def answer(syncs, **more):
    verdict = judged(syncs, **more)
    return verdict, texts_for_verdict(verdict, NAMES, LONDON, NOW)


def beside(record, made):
    verdict, texts = made
    return why_of(record, verdict, texts, NAMES)


@pytest.mark.parametrize("code", [4000, 4260, 5000, 5130, 1010, 3000])
def test_the_latest_sync_has_the_reason_and_steps_of_its_company(code):
    syncs = nights([*WELL, code])
    verdict, texts = answer(syncs)
    found = why_of(syncs[-1], verdict, texts, NAMES)
    assert (found.reason, found.steps) == (texts.reason, texts.steps)


@pytest.mark.parametrize(("code", "stuck"), [(1000, True), (1010, True), (4000, False), (2000, False)])
def test_only_a_run_that_company_calls_stuck_is_stuck(code, stuck):
    syncs = nights([*WELL, code])
    assert beside(syncs[-1], answer(syncs)).stuck is stuck
    assert not beside(syncs[0], answer(syncs)).stuck


def test_an_older_sync_has_the_steps_of_its_own_cause():
    syncs = nights([*WELL, 4260, 4000])
    assert beside(syncs[-2], answer(syncs)) == why(syncs[-2], NAMES)


def test_an_older_failure_of_the_same_kind_has_the_companys_steps():
    syncs = nights([*WELL, 4260, 4260, 4260])
    verdict, texts = answer(syncs)
    assert verdict.ask_by_hand
    found = why_of(syncs[-3], verdict, texts, NAMES)
    assert (found.reason, found.steps) == (texts.cause, texts.steps)


def test_an_older_failure_whose_side_is_lost_since_names_the_side_as_its_company_does():
    syncs = nights([*WELL, 4220, 4220])
    made = answer(syncs, connections=LOST)
    assert beside(syncs[-2], made).reason == "Access to Xero was withdrawn."
    assert beside(syncs[-2], made).steps == made[1].steps


def test_while_sync_is_off_an_older_sync_says_to_start_none_up_to_now():
    syncs = nights([*WELL, *[4260] * 31])
    made = answer(syncs, configuration=settings(enable=False))
    assert beside(syncs[-5], made).steps == made[1].steps
    assert "up to now" not in str(beside(syncs[-5], made).steps)


@pytest.mark.parametrize("code", [4000, 4260, 5000, 5120, 5130, 5080])
def test_a_failure_that_a_later_night_made_good_needs_no_action(code):
    syncs = nights([*WELL, code, 2000, 2000])
    found = beside(syncs[-3], answer(syncs))
    step = "by Codat’s schedule, a later sync covered these days."
    assert (found.steps, found.may_be_covered) == (((NO_ACTION, step),), False)
    assert found.said == why(syncs[-3], NAMES).said


def test_a_failure_that_was_made_good_needs_no_action_while_another_goes_on():
    syncs = nights([*WELL, 4260, 2000, 4000])
    found = beside(syncs[-3], answer(syncs))
    assert [who for who, _ in found.steps] == [NO_ACTION]
    assert found.reason == why(syncs[-3], NAMES).reason


def test_a_failure_before_a_success_of_unknown_range_has_the_steps_that_fill_the_gap():
    by_hand = sync(NOW - timedelta(hours=3), 2000)
    syncs = nights([*WELL, 5000, 5000])
    verdict, texts = answer([*syncs, by_hand])
    found = why_of(syncs[-1], verdict, texts, NAMES)
    assert (found.may_be_covered, found.steps) == (True, texts.steps)
    assert ("You", "start a sync up to now.") not in found.steps


def test_a_side_that_is_lost_is_the_cause_of_the_latest_failure():
    syncs = nights([*WELL, 4040])
    found = beside(syncs[-1], answer(syncs, connections=LOST))
    assert found.reason == "Access to Xero was withdrawn."
    assert found.steps[0] == ("Merchant", "link Xero again and allow access.")


def test_a_sync_that_went_well_keeps_its_own_reason():
    syncs = nights(WELL)
    assert beside(syncs[-1], answer(syncs)).reason == "It wrote data to Xero."


def test_what_is_the_case_now_is_said_under_a_sync_that_went_well():
    syncs = nights(WELL)
    found = beside(syncs[-1], answer(syncs, connections=LOST))
    assert found.reason == "It wrote data to Xero. Now: Xero is no longer linked."
    assert found.steps[0][0] == "Merchant"


def test_what_codat_said_of_a_sync_stays_with_it():
    syncs = nights([*WELL, 4000])
    syncs[-1] = sync(NOW.replace(hour=2), 4000, "Something odd")
    assert "Something odd" in beside(syncs[-1], answer(syncs)).said


def test_an_answer_to_a_start_that_failed_for_the_same_cause_has_the_companys_steps():
    verdict, texts = answer(nights([*WELL, 4260]))
    found = why_ended(SyncSummary(sync_status_code=4260), verdict, texts, NAMES)
    assert (found.reason, found.steps) == (texts.cause, texts.steps)


def test_one_that_failed_for_another_cause_has_its_own():
    verdict, texts = answer(nights([*WELL, 4260]))
    summary = SyncSummary(sync_status_code=4000, error_message="No sales customer has been configured.")
    assert why_ended(summary, verdict, texts, NAMES) == why(summary, NAMES)


def test_one_that_is_newer_than_what_was_read_has_its_own():
    verdict, texts = answer(nights(WELL, NOW - timedelta(days=1)))
    summary = SyncSummary(sync_status_code=4260)
    assert why_ended(summary, verdict, texts, NAMES) == why(summary, NAMES)


# ── Skipped as a duplicate ───────────────────────────────────────────────────────────────────────

NOTHING, THESE_DAYS = "By Codat’s schedule, no sales are missing.", "no earlier sync covers these days."


def test_the_latest_sync_that_codat_skipped_has_the_reading_and_steps_of_its_company():
    syncs = nights([*WELL, 5080])
    verdict, texts = answer(syncs)
    found = why_of(syncs[-1], verdict, texts, NAMES)
    assert found.reason.endswith(THESE_DAYS)
    assert (found.reason, found.steps) == (texts.reason, texts.steps)
    assert why_ended(syncs[-1], verdict, texts, NAMES).steps == texts.steps


def test_an_older_skipped_sync_says_nothing_of_sales_that_are_missing_since():
    syncs = nights([*WELL, 5080, 2000, 4260])
    found = beside(syncs[-3], answer(syncs))
    assert found.reason == why(syncs[-3], NAMES).reason
    assert [who for who, _ in found.steps] == [NO_ACTION]


def test_a_skipped_sync_before_failures_that_go_on_left_its_day_missing_as_well():
    syncs = nights([*WELL, 5080, 4000])
    verdict, texts = answer(syncs)
    found = why_of(syncs[-2], verdict, texts, NAMES)
    assert found.reason.endswith(THESE_DAYS)
    assert found.steps == texts.steps


def test_a_skipped_sync_after_a_failure_says_what_is_the_case_now():
    syncs = nights([*WELL, 4260, 5080])
    verdict, texts = answer(syncs)
    found = why_of(syncs[-1], verdict, texts, NAMES)
    assert found.reason.endswith(f"{THESE_DAYS} Now: {texts.headline}.")
    assert found.steps == texts.steps


@pytest.mark.parametrize(("first", "last", "reading"), [(1, 3, NOTHING), (19, 20, THESE_DAYS)])
def test_a_start_for_days_that_codat_skipped_is_read_by_its_own_days(first, last, reading):
    verdict, texts = answer(nights([*WELL, 4260]))
    covers = Range(at(first, 2, 0), at(last, 2, 0), historic=True)
    found = why_ended(SyncSummary(sync_status_code=5080), verdict, texts, NAMES, covers)
    assert found.reason.endswith(reading)


def test_a_started_sync_that_succeeded_is_not_said_to_be_the_night_that_codat_skipped():
    by_hand = sync(NOW - timedelta(hours=1), 2000)
    reported = {by_hand.sync_id: Range(at(18, 0, 0), at(20, 0, 0), historic=True)}
    made = answer([*nights([*WELL, 5080]), by_hand], reported=reported)
    found = beside(by_hand, made)
    assert found.reason == f"It wrote data to Xero. Now: {made[1].headline}."
    assert found.steps == made[1].steps


def test_an_overlapping_start_after_a_good_night_needs_nobody_on_any_page():
    started = sync(NOW - timedelta(minutes=5), 5080)
    verdict, texts = answer(nights(WELL))
    of_start, after = why_ended(started, verdict, texts, NAMES), answer([*nights(WELL), started])[1]
    assert (of_start.reason.endswith(NOTHING), after.reason.endswith(NOTHING)) == (True, True)
    assert [each.steps[0][0] for each in (of_start, after)] == [NO_ACTION, NO_ACTION]


def test_an_unusual_silence_is_said_under_the_sync_that_found_nothing():
    found = reads("silent-emptiness")
    assert found.latest is not None
    verdict = found.judged()
    texts = texts_for_verdict(verdict, NAMES, LONDON, found.now)
    reason = why_of(found.latest, verdict, texts, NAMES).reason
    assert reason == f"It found nothing to write. Now: {texts.headline}."


def test_an_unusual_silence_is_said_under_an_older_sync_of_it_as_well():
    found = reads("silent-emptiness")
    verdict = found.judged()
    texts = texts_for_verdict(verdict, NAMES, LONDON, found.now)
    assert found.syncs
    empty, wrote = found.syncs[5], next(each for each in found.syncs if each.data_pushed)
    assert why_of(empty, verdict, texts, NAMES).steps == texts.steps
    assert why_of(wrote, verdict, texts, NAMES) == why(wrote, NAMES)
