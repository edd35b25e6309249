"""What became of a sync."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.insight.outcome import Outcome, in_one_instant, is_over, outcome_of, outcome_of_code

OVER = [Outcome.SUCCEEDED, Outcome.NOTHING_TO_WRITE, Outcome.SKIPPED, Outcome.FAILED]


@dataclass(frozen=True)
class _Record:
    sync_status_code: int | None = None
    sync_status: str | None = None
    error_message: str | None = None
    sync_exception_message: str | None = None
    data_pushed: bool | None = None


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (1000, Outcome.RUNNING),
        (1010, Outcome.RUNNING),
        (2000, Outcome.SUCCEEDED),
        (2040, Outcome.NOTHING_TO_WRITE),
        (4000, Outcome.FAILED),
        (4040, Outcome.FAILED),
        (4220, Outcome.FAILED),
        (4260, Outcome.FAILED),
        (5000, Outcome.FAILED),
        (5080, Outcome.SKIPPED),
        (5120, Outcome.FAILED),
        (5130, Outcome.FAILED),
    ],
)
def test_every_documented_code_has_its_outcome(code, outcome):
    assert outcome_of(_Record(code)) is outcome


@pytest.mark.parametrize(
    ("code", "outcome"),
    [(1999, Outcome.RUNNING), (2001, Outcome.SUCCEEDED), (4200, Outcome.FAILED), (5999, Outcome.FAILED)],
)
def test_an_unlisted_code_is_judged_by_its_family(code, outcome):
    assert outcome_of(_Record(code)) is outcome


@pytest.mark.parametrize("code", [None, 0, 200, 999, 3000, 6000, 20000, -4000])
def test_a_code_of_no_family_and_no_text_is_unknown(code):
    assert outcome_of(_Record(code)) is Outcome.UNKNOWN


@pytest.mark.parametrize("text", ["Complete", "Success", "SUCCESS ", "complete"])
def test_a_text_of_success_counts_when_the_code_is_missing(text):
    assert outcome_of(_Record(None, text)) is Outcome.SUCCEEDED


@pytest.mark.parametrize("text", ["PushError", "MapCoreError", "ValidateError", "push error", "Failed"])
def test_a_text_of_failure_counts_when_the_code_is_unknown(text):
    assert outcome_of(_Record(3000, text)) is Outcome.FAILED


@pytest.mark.parametrize("text", ["Pending", "Started", "NotStarted", "Pushing", "In progress"])
def test_a_text_of_a_run_counts_when_the_code_is_missing(text):
    assert outcome_of(_Record(None, text)) is Outcome.RUNNING


@pytest.mark.parametrize("text", [None, "", "Quantum", "エラー"])
def test_a_text_nobody_documented_stays_unknown(text):
    assert outcome_of(_Record(None, text)) is Outcome.UNKNOWN


def test_a_known_code_wins_over_its_text():
    assert outcome_of(_Record(4000, "Complete")) is Outcome.FAILED


def test_no_record_at_all_is_never_synced():
    assert outcome_of(None) is Outcome.NEVER


OVERLAP = "Date overlaps with a previous sync date range"


@pytest.mark.parametrize(
    "message",
    [OVERLAP, f"{OVERLAP}.", "DATE  OVERLAPS with a\nprevious SYNC", "Overlap with previous sync",
     "the range overlaps an earlier sync's"],
)  # fmt: skip
@pytest.mark.parametrize("code", [4000, 5000, 5999, 3000])
def test_a_failing_code_whose_message_reports_an_overlap_is_a_skipped_duplicate(code, message):
    assert outcome_of(_Record(code, "ValidateError", message)) is Outcome.SKIPPED
    assert outcome_of(_Record(code, "ValidateError", None, message)) is Outcome.SKIPPED


@pytest.mark.parametrize(
    "message", ["The accounts overlap", "overlapping previous", "previous sync", "", None]
)
def test_another_message_leaves_a_failure_a_failure(message):
    assert outcome_of(_Record(4000, None, message)) is Outcome.FAILED


def test_a_failed_sync_that_wrote_something_was_not_skipped():
    assert outcome_of(_Record(5000, None, OVERLAP, data_pushed=True)) is Outcome.FAILED


@pytest.mark.parametrize("code", [1000, 2000, 2040])
def test_a_message_of_an_overlap_makes_no_duplicate_of_what_did_not_fail(code):
    assert outcome_of(_Record(code, None, OVERLAP)) is outcome_of_code(code)


@pytest.mark.parametrize("outcome", OVER)
def test_an_ended_sync_is_over(outcome):
    assert is_over(outcome)


@pytest.mark.parametrize("outcome", [Outcome.RUNNING, Outcome.UNKNOWN, Outcome.NEVER])
def test_a_running_unknown_or_absent_sync_is_not_over(outcome):
    assert not is_over(outcome)


@given(st.none() | st.integers(), st.none() | st.text())
def test_whatever_comes_has_an_outcome(code, text):
    assert outcome_of_code(code, text) in Outcome


def _last(*syncs, latest=None):
    return max(syncs, key=lambda each: in_one_instant(each[0], each[1], latest))


@pytest.mark.parametrize("earlier", [Outcome.FAILED, Outcome.SKIPPED])
@pytest.mark.parametrize("redo", [Outcome.SUCCEEDED, Outcome.NOTHING_TO_WRITE, Outcome.RUNNING])
def test_at_one_instant_a_redo_follows_what_it_redoes(earlier, redo):
    for one, other in (("a", "b"), ("b", "a")):
        assert _last((earlier, one), (redo, other)) == (redo, other)


def test_at_one_instant_the_sync_that_codat_calls_the_latest_is_the_last():
    good, bad = (Outcome.SUCCEEDED, "good"), (Outcome.FAILED, "bad")
    assert (_last(good, bad, latest="bad"), _last(good, bad, latest="other")) == (bad, good)


@pytest.mark.parametrize("ids", [("a", "b"), ("a", "ab"), ("a", None), ("A", "a")])
def test_of_like_syncs_at_one_instant_the_lowest_id_is_the_last(ids):
    assert _last(*((Outcome.FAILED, each) for each in ids[::-1]))[1] == ids[0]


@pytest.mark.parametrize(("blanks", "outcome"), [(0, Outcome.SKIPPED), (1, Outcome.FAILED)])
def test_of_a_message_two_thousand_letters_are_read(blanks, outcome):
    message = " " * blanks + OVERLAP.removesuffix(" date range").rjust(2000)
    assert len(message) == 2000 + blanks
    assert outcome_of(_Record(4000, error_message=message)) is outcome
