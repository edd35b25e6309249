"""Which sync the answer is about, and of which others its cause and steps hold."""

from datetime import timedelta

import pytest

from dashboard.insight.gap import Range
from dashboard.insight.outcome import Outcome
from dashboard.insight.verdict.state import State
from dashboard.insight.verdict.subject import (
    failed_for_same_cause,
    holds_for,
    in_silence,
    outlived,
    same,
    speaks_for,
)
from tests.insight.verdict_makers import NOW, at, connection, judged, nights, sync
from tests.support.merchants import cases, reads

WELL = [2000] * 5
LOST = [connection("Commerce", name="Square"), connection("Accounting", "Deauthorized")]


def subject(syncs, **more):
    run = judged(syncs, **more).subject
    return run.record if run else None


@pytest.mark.parametrize("code", [2000, 2040, 4000, 5080, 3000, None])
def test_it_is_the_newest_sync_of_the_night_however_it_ended(code):
    syncs = nights([*WELL, code])
    assert subject(syncs) is syncs[-1]


def test_a_sync_that_hangs_is_named_and_not_the_success_before_it():
    hangs = sync(NOW - timedelta(hours=10), 1010)
    assert subject([*nights(WELL, NOW - timedelta(days=1)), hangs]) is hangs


def test_a_sync_that_runs_is_named_and_not_the_failure_before_it():
    runs = sync(NOW - timedelta(minutes=3), 1000)
    assert subject([*nights([*WELL, 4000]), runs]) is runs


def test_a_sync_for_a_range_of_days_is_passed_over():
    syncs = nights([*WELL, 4000])
    by_hand = sync(NOW - timedelta(hours=1), 2000)
    reported = {by_hand.sync_id: Range(at(12), at(13), historic=True)}
    assert subject([*syncs, by_hand], reported=reported) is syncs[-1]


def test_without_any_sync_there_is_none():
    assert subject([]) is None


def test_a_lost_side_speaks_for_the_latest_sync_whatever_its_own_message():
    syncs = nights([*WELL, 4220, 4000])
    verdict = judged(syncs, connections=LOST)
    assert speaks_for(verdict, syncs[-1])
    assert not speaks_for(verdict, syncs[-2])


def test_a_later_sync_of_another_cause_has_its_own_steps():
    syncs = nights([*WELL, 4260])
    by_hand = sync(NOW - timedelta(hours=1), 4000, "Tax rate is invalid")
    reported = {by_hand.sync_id: Range(at(12), at(13), historic=True)}
    verdict = judged([*syncs, by_hand], reported=reported)
    assert speaks_for(verdict, syncs[-1])
    assert not speaks_for(verdict, by_hand)


@pytest.mark.parametrize(("code", "speaks"), [(4260, True), (2000, True), (5000, False)])
def test_a_later_sync_for_a_range_of_days_has_the_answers_steps_unless_another_cause_failed_it(code, speaks):
    syncs = nights([*WELL, 4260])
    by_hand = sync(NOW - timedelta(hours=1), code)
    reported = {by_hand.sync_id: Range(at(12), at(13), historic=True)}
    verdict = judged([*syncs, by_hand], reported=reported)
    assert verdict.subject.record is syncs[-1]
    assert speaks_for(verdict, by_hand) is speaks


def test_one_that_failed_for_the_same_cause_has_the_answers_steps():
    verdict = judged(nights([*WELL, 4260]))
    assert holds_for(verdict, sync(NOW, 4260, "The subscription has expired"))
    assert not holds_for(verdict, sync(NOW, 4000))
    assert not holds_for(judged(nights(WELL)), sync(NOW, 4260))


def test_a_record_without_an_id_is_nobodys():
    anonymous = sync(NOW, 4000, sync_id=None)
    assert not speaks_for(judged(nights([*WELL, 4000])), anonymous)


@pytest.mark.parametrize("case", cases())
def test_the_answer_for_every_merchant_speaks_for_its_latest_sync(case):
    verdict = reads(case).judged()
    assert (
        verdict.latest is None
        or speaks_for(verdict, verdict.latest.record)
        or not verdict.latest.record.sync_id
    )


def test_two_records_are_of_one_sync_only_where_an_id_says_so():
    one = sync(at(20), 2000)
    assert same(one, sync(at(20), 4000, sync_id=one.sync_id))
    assert not same(one, sync(at(20), 2000))
    assert not same(sync(at(20), sync_id=None), sync(at(20), sync_id=None))
    assert not same(sync(at(20), sync_id=""), sync(at(20), sync_id=""))
    assert not same(one, None)


def test_a_failure_is_outlived_by_a_later_success_and_by_one_at_its_instant():
    syncs = nights([*WELL, 4000, 2000])
    verdict = judged(syncs)
    assert outlived(verdict, syncs[-2])
    assert outlived(verdict, sync(at(20), 4000))
    assert not outlived(verdict, sync(at(20, 2, 15), 4000))


def test_a_success_does_not_outlive_itself_and_nothing_outlives_what_has_no_time():
    syncs = nights(WELL)
    assert not outlived(judged(syncs), syncs[-1])
    assert not outlived(judged(syncs), sync(None, 4000))


def test_without_a_success_nothing_is_outlived():
    syncs = nights([4000, 4000])
    assert not outlived(judged(syncs), syncs[0])


def test_a_success_without_a_time_outlives_nothing():
    placed = sync(None, 2000)
    syncs = [*nights([4000, 4000], at(19)), placed]
    verdict = judged(syncs, latest=placed)
    assert verdict.last_success.record is placed
    assert not outlived(verdict, syncs[0])


def test_an_older_sync_shares_the_cause_if_it_failed_for_it_since_the_last_success():
    syncs = nights([4260, 2000, 4260, 4000, 2040, 4260, 4000, 5080, 4260])
    verdict = judged(syncs)
    assert [failed_for_same_cause(verdict, each) for each in syncs] == [
        *[False] * 5,
        True,
        False,
        False,
        True,
    ]


def test_where_no_cause_is_known_no_sync_shares_it():
    assert not failed_for_same_cause(judged(nights(WELL)), sync(at(20, 9), 4000))


def silent(empty=7):
    syncs = nights([*[2000] * 84, *[2040] * empty])
    return syncs, judged(syncs)


def test_the_silence_holds_the_syncs_that_found_nothing_from_its_first_to_its_last():
    syncs, verdict = silent()
    assert verdict.state is State.NOTHING_TO_SEND
    assert [in_silence(verdict, each) for each in syncs[-9:]] == [False, False, *[True] * 7]
    assert not in_silence(verdict, sync(syncs[-7].sync_utc - timedelta(seconds=1), 2040))
    assert not in_silence(verdict, sync(syncs[-1].sync_utc + timedelta(seconds=1), 2040))
    assert not in_silence(verdict, sync(syncs[-3].sync_utc, 2000))
    assert not in_silence(verdict, sync(None, 2040))


def test_an_unusual_silence_has_its_syncs_before_it_is_called_nothing_to_send():
    syncs, verdict = silent(6)
    assert (verdict.state, verdict.quiet.unusual is not None) == (State.ARRIVING, True)
    assert in_silence(verdict, syncs[-1])


def test_what_the_answer_is_not_about_is_no_silence():
    usual = nights([*[2000, 2040] * 3, *[2040] * 7])
    assert not in_silence(judged(usual), usual[-1])
    syncs, _ = silent()
    disconnected = judged(syncs, connections=LOST)
    assert disconnected.subject.outcome is Outcome.NOTHING_TO_WRITE
    assert not in_silence(disconnected, syncs[-1])
