"""What a snapshot of a start tells: whether it is settled, how it ended, which range Codat told."""

from dataclasses import replace

import pytest

from codat_client import CompanySyncStatus, SyncSummary
from codat_client.records import SyncDateRange
from dashboard.insight.outcome import Outcome
from dashboard.insight.start.attempt import Attempt, MatchBasis, Stage
from dashboard.insight.start.intent import Intent, RequestedRange, new_intent_id
from tests.insight.verdict_makers import NOW, at

ASKED = Attempt(Intent(new_intent_id(), new_intent_id(), RequestedRange.up_to_now()), Stage.RUNNING, NOW)
ENDED = replace(ASKED, stage=Stage.ENDED, basis=MatchBasis.SAME_ID)
FAILED = CompanySyncStatus(sync_status_code=4000)


def answered(start=None, finish=None, code=1000):
    told = SyncDateRange(start_text=start, finish_text=finish)
    return SyncSummary(sync_status_code=code, sync_date_range_utc=told)


@pytest.mark.parametrize("stage", Stage)
def test_a_company_is_free_for_another_start_once_this_one_came_to_an_end(stage):
    free = {Stage.NOT_STARTED, Stage.ENDED, Stage.RELEASED}
    assert replace(ASKED, stage=stage).settled is (stage in free)


def test_an_attempt_goes_by_its_intent_s_id():
    assert ASKED.id == ASKED.intent.id


def test_how_it_ended_is_what_the_sync_says_and_not_what_the_answer_said():
    ended = replace(ENDED, sync=FAILED, summary=answered())
    assert ended.outcome is Outcome.FAILED


def test_without_its_sync_the_answer_shows_how_it_ended_and_without_both_it_is_unknown():
    assert replace(ENDED, summary=answered(code=4000)).outcome is Outcome.FAILED
    assert ENDED.outcome is None


@pytest.mark.parametrize(
    "open_one",
    [
        replace(ENDED, stage=Stage.RUNNING, sync=FAILED),
        replace(ENDED, basis=MatchBasis.SEVERAL, sync=FAILED),
    ],
)
def test_while_it_runs_or_is_one_of_several_it_has_no_outcome(open_one):
    assert open_one.outcome is None


@pytest.mark.parametrize(("code", "over"), [(1000, False), (2000, True), (4000, True), (5080, True)])
def test_an_answer_can_be_an_end_already(code, over):
    assert replace(ASKED, summary=answered(code=code)).answered_over is over


def test_without_an_answer_nothing_is_over_and_no_range_is_shown():
    assert (ASKED.answered_over, ASKED.reported) == (False, None)
    assert replace(ASKED, summary=SyncSummary()).reported is None


@pytest.mark.parametrize(
    ("start", "finish"),
    [("2026-11-11T02:00:00Z", None), (None, "2026-11-12T02:00:00Z"), ("2026-11-11T02:00:00Z",) * 2],
)
def test_half_a_range_is_reported_too(start, finish):
    told = replace(ASKED, summary=answered(start, finish)).reported
    assert (told.start is None, told.finish is None) == (start is None, finish is None)
    assert told.start in {None, at(11, 2, 0)}


def test_a_range_without_either_end_is_none():
    assert replace(ASKED, summary=answered()).reported is None


@pytest.mark.parametrize("basis", MatchBasis)
def test_a_reported_range_is_certain_where_an_id_shows_the_sync(basis):
    attempt = replace(ASKED, basis=basis, summary=answered("2026-11-11T02:00:00Z"))
    assert attempt.reported.certain is (basis in {MatchBasis.SAME_ID, MatchBasis.PAIRED})
