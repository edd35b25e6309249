"""By what a started sync is recognised, and what counts as running."""

from datetime import UTC, datetime, timedelta

import pytest

from codat_client import CompanySyncStatus
from dashboard.starting.attempt import Evidence
from dashboard.starting.evidence import Sight, recognise, running_now

NOW = datetime(2026, 11, 20, 13, 42, tzinfo=UTC)
ONE, TWO = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"


def sync(sync_id=ONE, code=1000, ago=timedelta(minutes=1)):
    text = f"{NOW - ago:%Y-%m-%dT%H:%M:%SZ}"
    return CompanySyncStatus(sync_id=sync_id, sync_status_code=code, sync_utc_text=text)


def nothing_paired():
    return ""


def test_nothing_new_is_no_evidence():
    assert recognise((), ONE, nothing_paired).evidence is Evidence.NOTHING


def test_the_answered_id_tells_which_of_several_it_is():
    sight = recognise((sync(ONE), sync(TWO)), TWO, nothing_paired)
    assert (sight.sync.sync_id, sight.evidence) == (TWO, Evidence.SAME_ID)


def test_codat_s_pairing_of_ids_tells_it_where_they_differ():
    sight = recognise((sync(ONE), sync(TWO)), "another", lambda: TWO)
    assert (sight.sync.sync_id, sight.evidence) == (TWO, Evidence.PAIRED)


def test_one_new_sync_is_taken_with_that_as_the_only_evidence():
    sight = recognise((sync(ONE),), "another", nothing_paired)
    assert (sight.sync.sync_id, sight.evidence) == (ONE, Evidence.ONLY_NEW)


def test_of_several_new_ones_none_is_guessed():
    sight = recognise((sync(ONE), sync(TWO)), "another", nothing_paired)
    assert (sight.sync, sight.evidence, len(sight.new)) == (None, Evidence.SEVERAL, 2)


def test_several_are_over_when_the_last_one_is():
    assert not Sight((sync(ONE, 2000), sync(TWO, 1000)), None, Evidence.SEVERAL).over
    assert Sight((sync(ONE, 2000), sync(TWO, 4000)), None, Evidence.SEVERAL).over


def test_codat_is_not_asked_for_a_pairing_without_an_answered_id():
    with_no_answer = recognise((sync(ONE),), "", lambda: pytest.fail("asked"))
    assert with_no_answer.evidence is Evidence.ONLY_NEW


def test_a_young_running_sync_counts_as_running():
    assert running_now([sync(TWO, 2000), sync(ONE, 1000)], NOW).sync_id == ONE


def test_a_sync_running_for_two_hours_is_taken_for_stuck():
    assert running_now([sync(ago=timedelta(hours=1, minutes=59))], NOW) is not None
    assert running_now([sync(ago=timedelta(hours=2))], NOW) is None


def test_a_clock_ahead_of_ours_still_counts_as_running():
    assert running_now([sync(ago=-timedelta(minutes=5))], NOW) is not None


def test_a_running_sync_without_a_readable_time_holds_nobody_up():
    assert running_now([CompanySyncStatus(sync_id=ONE, sync_status_code=1000)], NOW) is None
