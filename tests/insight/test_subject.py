"""Which sync the answer is about, and of which others its cause and steps hold."""

from datetime import timedelta

import pytest

from dashboard.insight.gap import Range
from dashboard.insight.subject import holds_for, speaks_for
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
    told = {by_hand.sync_id: Range(at(12), at(13), historic=True)}
    assert subject([*syncs, by_hand], told=told) is syncs[-1]


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
    told = {by_hand.sync_id: Range(at(12), at(13), historic=True)}
    verdict = judged([*syncs, by_hand], told=told)
    assert speaks_for(verdict, syncs[-1])
    assert not speaks_for(verdict, by_hand)


@pytest.mark.parametrize(("code", "speaks"), [(4260, True), (2000, True), (5000, False)])
def test_a_later_sync_for_a_range_of_days_has_the_answers_steps_unless_another_cause_failed_it(code, speaks):
    syncs = nights([*WELL, 4260])
    by_hand = sync(NOW - timedelta(hours=1), code)
    told = {by_hand.sync_id: Range(at(12), at(13), historic=True)}
    verdict = judged([*syncs, by_hand], told=told)
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
