"""The effect of checks and of time on a start: when to check, when it is over, what is logged."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from codat_client import CompanySyncStatus, SyncSummary
from dashboard.insight.start.attempt import Attempt, MatchBasis, Stage, StartEventType
from dashboard.insight.start.intent import Intent, RequestedRange, new_intent_id
from dashboard.starting.matching import Observation, unless_nightly
from dashboard.starting.progress import PollPolicy, after_check, wait_after, when_time_passes

POLICY = PollPolicy(first=1, growth=2, most=5, seldom=30, follow=100, answered=10, doubt=7)
PATIENCE = timedelta(seconds=40)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def sync(number: int, code: int = 1000, text: str = "", utc: str | None = None) -> CompanySyncStatus:
    return CompanySyncStatus(
        sync_id=f"sync-{number}", sync_status_code=code, sync_status=text, sync_utc_text=utc
    )


def sent(**values: Any) -> Attempt:
    """Create a start that was sent at NOW and accepted."""
    intent = Intent(new_intent_id(), new_intent_id(), RequestedRange.up_to_now())
    usual = {"sent_at": NOW, "last_sent_at": NOW, "sent_count": 1, "accepted_at": NOW}
    return Attempt(intent, **{"stage": Stage.RUNNING, "confirmed_at": NOW, **usual, **values})


def unclear(**values: Any) -> Attempt:
    return sent(stage=Stage.UNCLEAR, accepted_at=None, was_unclear=True, **values)


def after(attempt: Attempt, seconds: float) -> dict[str, Any] | None:
    """Return the changes this many seconds after the request."""
    change = when_time_passes(attempt, NOW + timedelta(seconds=seconds), POLICY, PATIENCE)
    return None if change is None else {"lines": [line[0] for line in change.lines], **change.values}


class Followed:
    """A start that is checked repeatedly; `lines` is its log."""

    def __init__(self, attempt: Attempt) -> None:
        self.now, self.lines = attempt, list[Any]()

    def saw(self, seen: Observation, seconds: float = 0, wait: float = 0) -> Attempt:
        """One check so many seconds after the request; `wait`: for how long its sync may be missing."""
        now = NOW + timedelta(seconds=seconds)
        change = after_check(self.now, seen, now, POLICY, timedelta(seconds=wait))
        self.lines += change.lines
        self.now = replace(self.now, **change.values)
        return self.now


def test_the_policy_is_the_documented_one():
    usual = PollPolicy()
    assert (usual.first, usual.growth, usual.most, usual.seldom) == (1.5, 1.15, 15, 300)
    assert (usual.follow, usual.answered, usual.doubt, usual.lease) == (2 * 3600, 30, 60, 15)


@pytest.mark.parametrize(("number", "wait"), [(0, 1), (1, 2), (2, 4), (3, 5), (1000, 5)])
def test_checks_become_less_frequent(number, wait):
    assert wait_after(sent(), number, POLICY) == wait


def test_a_start_that_a_person_may_decide_is_checked_rarely():
    assert wait_after(sent(may_release=True), 0, POLICY) == 30


# ── Time passes ──────────────────────────────────────────────────────────────────────────────────


def test_a_sync_without_an_end_stays_open_and_lets_a_person_decide_after_the_time():
    assert after(sent(), 99.9) is None
    assert after(sent(), 100) == {"lines": [StartEventType.NO_END_SEEN], "may_release": True}
    assert after(sent(may_release=True), 1000) is None


def test_a_final_answer_waits_a_little_for_its_record():
    ended = sent(summary=SyncSummary(sync_status_code=4000))
    assert after(ended, 9.9) is None
    assert (after(ended, 10) or {})["stage"] is Stage.ENDED


@pytest.mark.parametrize(
    "values",
    [
        {"summary": SyncSummary(sync_status_code=4000), "new": (sync(1),)},
        {"summary": SyncSummary(sync_status_code=1000)},
        {},
    ],
)
def test_whatever_else_is_followed_longer(values):
    assert after(sent(**values), 99.9) is None


@pytest.mark.parametrize("stage", [Stage.NOT_STARTED, Stage.ENDED, Stage.RELEASED])
def test_time_changes_nothing_about_a_settled_start(stage):
    assert after(sent(stage=stage), 1e6) is None


@pytest.mark.parametrize(("checked", "may"), [(None, False), (39.9, False), (40, True), (41, True)])
def test_a_person_may_decide_once_a_late_enough_check_showed_nothing(checked, may):
    checked_at = None if checked is None else NOW + timedelta(seconds=checked)
    changed = after(unclear(checked_at=checked_at), 1e6)
    assert changed == ({"lines": [StartEventType.STILL_UNKNOWN], "may_release": True} if may else None)


def test_a_check_that_failed_shows_nothing_and_decides_nothing():
    assert after(unclear(checked_at=NOW + PATIENCE, check_error="no answer"), 1e6) is None


def test_the_patience_counts_from_the_last_request():
    again = NOW + timedelta(seconds=30)
    asked = unclear(last_sent_at=again, sent_count=2, checked_at=NOW + PATIENCE)
    assert after(asked, 1e6) is None
    assert after(replace(asked, checked_at=again + PATIENCE), 1e6) is not None


def several(**values: Any) -> Attempt:
    return unclear(new=(sync(1), sync(2)), basis=MatchBasis.SEVERAL, checked_at=NOW + PATIENCE, **values)


@pytest.mark.parametrize(("over_since", "may"), [(None, False), (NOW, True)])
def test_of_several_new_ones_a_person_decides_once_all_are_over(over_since, may):
    assert (after(several(over_since=over_since), POLICY.follow - 1) is not None) is may


def test_of_several_new_ones_without_an_end_a_person_decides_after_the_time():
    decide = {"lines": [StartEventType.NO_END_SEEN], "may_release": True}
    assert after(several(), POLICY.follow) == decide
    assert after(several(may_release=True), 1e6) is None


# ── What a check shows ───────────────────────────────────────────────────────────────────────────


def test_a_check_that_shows_nothing_new_keeps_the_stage_and_clears_the_error():
    followed = Followed(unclear(check_error="no answer"))
    now = followed.saw(Observation(others=(sync(9),)))
    assert (now.stage, now.check_error, now.others, followed.lines) == (Stage.UNCLEAR, "", (sync(9),), [])
    assert (now.checked_at, now.ended_at) == (NOW, None)


def test_each_new_code_of_the_sync_is_shown_once():
    followed = Followed(unclear())
    looks = [sync(1, 1000, "Pending"), sync(1, 1000, "Pending"), sync(1, 1010, "Pushing")]
    for each in looks:
        followed.saw(Observation((each,), each, MatchBasis.PAIRED))
    now = followed.now
    assert (now.stage, now.sync, now.basis) == (Stage.RUNNING, looks[-1], MatchBasis.PAIRED)
    assert followed.lines == [
        (StartEventType.FOUND, MatchBasis.PAIRED.value, None),
        (StartEventType.REPORTED, "Pending", 1000),
        (StartEventType.REPORTED, "Pushing", 1010),
    ]


def test_another_sync_with_the_same_code_is_shown_as_well():
    followed = Followed(sent())
    for number in (1, 2):
        followed.saw(Observation((sync(number),), sync(number), MatchBasis.ONLY_NEW))
    shown = [(StartEventType.FOUND, "only new", None), (StartEventType.REPORTED, "", 1000)]
    assert followed.lines == shown * 2


def test_a_better_match_with_the_same_sync_is_shown():
    followed = Followed(sent())
    for basis in (MatchBasis.ONLY_NEW, MatchBasis.PAIRED):
        followed.saw(Observation((sync(1),), sync(1), basis))
    assert [line for line in followed.lines if line[0] is StartEventType.FOUND] == [
        (StartEventType.FOUND, "only new", None),
        (StartEventType.FOUND, "paired", None),
    ]


@pytest.mark.parametrize("basis", [MatchBasis.SAME_ID, MatchBasis.PAIRED])
@pytest.mark.parametrize("start", [sent(), unclear()])
def test_a_match_by_id_ends_at_once_with_its_own_words(start, basis):
    followed, over = Followed(start), sync(1, 4000, "Failed")
    now = followed.saw(Observation((over,), over, basis))
    assert (now.stage, now.ended_at) == (Stage.ENDED, NOW)
    assert followed.lines == [
        (StartEventType.FOUND, basis.value, None),
        (StartEventType.ENDED, "Failed", 4000),
    ]


ONLY = Observation((sync(1, 2000),), sync(1, 2000), MatchBasis.ONLY_NEW)
BOTH = Observation((sync(1, 2000), sync(2, 4000)), None, MatchBasis.SEVERAL)


@pytest.mark.parametrize("seen", [ONLY, BOTH])
def test_without_an_id_the_end_is_believed_after_a_while(seen):
    followed = Followed(sent())
    assert [followed.saw(seen, at).stage for at in (0, 6.9, 7)] == [
        Stage.RUNNING,
        Stage.RUNNING,
        Stage.ENDED,
    ]


def test_without_an_id_the_end_is_not_believed_while_ours_may_still_be_missing_from_the_list():
    followed, only = Followed(sent()), Observation((sync(1, 2000),), sync(1, 2000), MatchBasis.ONLY_NEW)
    followed.saw(only)
    assert followed.saw(only, POLICY.doubt, wait=30).stage is Stage.RUNNING
    assert followed.saw(only, 30, wait=30).stage is Stage.ENDED


def test_what_an_id_shows_ends_however_late_others_were_listed():
    ours = Observation((sync(1, 2000),), sync(1, 2000), MatchBasis.PAIRED)
    assert Followed(sent()).saw(ours, 1, wait=30).stage is Stage.ENDED


def test_another_new_sync_begins_the_doubt_again():
    followed = Followed(sent())
    assert [followed.saw(ONLY, 0).stage, followed.saw(BOTH, 10).stage] == [Stage.RUNNING] * 2
    assert followed.lines[-1] == (StartEventType.FOUND_SEVERAL, "2", None)
    assert followed.saw(BOTH, 17).stage is Stage.ENDED
    assert followed.lines[-1] == (StartEventType.ENDED, "", None)


def test_a_sync_that_is_running_again_is_no_longer_over():
    followed = Followed(sent())
    followed.saw(ONLY, 0)
    assert followed.saw(replace(ONLY, sync=sync(1), new=(sync(1),)), 10).over_since is None
    assert followed.saw(ONLY, 11).stage is Stage.RUNNING


@pytest.mark.parametrize("seen", [BOTH, replace(ONLY, sync=None, basis=MatchBasis.NIGHTLY_OR_OURS)])
def test_after_a_lost_answer_syncs_that_cannot_be_told_apart_stay_unclear_for_good(seen):
    followed = Followed(unclear())
    assert [followed.saw(seen, at).stage for at in (0, 1000)] == [Stage.UNCLEAR] * 2
    assert followed.now.ended_at is None


# ── A scheduled run ──────────────────────────────────────────────────────────────────────────────

AT_NOON = replace(ONLY, new=(sync(1, 2000, "", "2026-11-24T12:00:00Z"),))


@pytest.mark.parametrize(
    ("nightly_from", "basis"),
    [
        (None, MatchBasis.ONLY_NEW),
        (NOW + timedelta(hours=1), MatchBasis.ONLY_NEW),
        (NOW, MatchBasis.NIGHTLY_OR_OURS),
        (NOW - timedelta(hours=12), MatchBasis.NIGHTLY_OR_OURS),
    ],
)
def test_the_only_new_sync_is_not_taken_for_ours_where_a_scheduled_run_may_have_begun(nightly_from, basis):
    assert unless_nightly(AT_NOON, nightly_from).basis is basis


def test_without_a_time_it_may_be_the_scheduled_run():
    assert unless_nightly(ONLY, NOW + timedelta(days=1)).basis is MatchBasis.NIGHTLY_OR_OURS


def test_what_was_probably_ours_is_unclear_again_once_a_second_new_sync_shows():
    followed = Followed(unclear())
    assert followed.saw(Observation((sync(1),), sync(1), MatchBasis.ONLY_NEW)).stage is Stage.RUNNING
    two = Observation((sync(1, 2000), sync(2, 2000)), None, MatchBasis.SEVERAL)
    assert followed.saw(two, 1).stage is Stage.UNCLEAR
    followed.saw(two, PATIENCE.total_seconds())
    assert after(followed.now, PATIENCE.total_seconds()) == {
        "lines": [StartEventType.STILL_UNKNOWN],
        "may_release": True,
    }


def test_what_was_probably_ours_is_unclear_again_once_codat_lists_it_no_more():
    followed = Followed(unclear())
    followed.saw(Observation((sync(1),), sync(1), MatchBasis.ONLY_NEW))
    assert followed.saw(Observation(), 1).stage is Stage.UNCLEAR


def test_what_was_offered_while_nothing_new_was_seen_is_not_once_something_is():
    offered = Followed(unclear(may_release=True))
    assert offered.saw(Observation(), 50).may_release
    assert not offered.saw(Observation((sync(1),), sync(1), MatchBasis.ONLY_NEW), 51).may_release


def test_what_was_offered_for_a_sync_without_an_end_stays_offered():
    running = Observation((sync(1),), sync(1), MatchBasis.ONLY_NEW)
    followed = Followed(sent())
    followed.now = replace(followed.saw(running), may_release=True)
    assert followed.saw(running, POLICY.follow).may_release


@pytest.mark.parametrize("seen", [Observation(), Observation((sync(1), sync(2)), None, MatchBasis.SEVERAL)])
def test_what_codat_accepted_runs_whatever_a_check_shows(seen):
    assert Followed(sent()).saw(seen).stage is Stage.RUNNING


def test_a_match_by_id_is_ours_whatever_is_scheduled():
    paired = replace(AT_NOON, basis=MatchBasis.PAIRED)
    assert unless_nightly(paired, NOW) == paired
