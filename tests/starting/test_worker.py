"""How one start is followed, step by step: when it looks, when its time is up, what its log says."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any

import pytest

from codat_client import CodatClient, CompanySyncStatus, SyncSummary
from dashboard.insight.start.attempt import Attempt, MatchBasis, Stage, StartEventType
from dashboard.insight.start.intent import Intent, RequestedRange, new_intent_id
from dashboard.starting.matching import Observation
from dashboard.starting.repository import StartRepository
from dashboard.starting.worker import PollPolicy, StartWatch, StartWorker

PACE = PollPolicy(first=1, growth=2, most=5, linger=60, follow=100, unclear=40, answered=10, doubt=7)
NOBODY = "http://127.0.0.1:9"
NOW = datetime.now(UTC)
LONG = timedelta(days=1)


def sync(number: int, code: int = 1000, text: str = "") -> CompanySyncStatus:
    return CompanySyncStatus(sync_id=f"sync-{number}", sync_status_code=code, sync_status=text)


class Followed:
    """A start that was sent, and the run that follows it; there is nobody to ask."""

    def __init__(self, client: CodatClient, policy: PollPolicy = PACE, **values: Any) -> None:
        self.records = StartRepository()
        attempt, _ = self.records.claim(
            Intent(new_intent_id(), new_intent_id(), RequestedRange.up_to_now()), None
        )
        self.id = attempt.id
        self.run = StartWorker(client, self.records, attempt, policy)
        self.records.change(self.id, **{"stage": Stage.RUNNING, "sent_at": NOW, **values})
        self.before = len(self.now.log)

    @property
    def now(self) -> Attempt:
        found = self.records.get(self.id)
        assert found is not None
        return found

    @property
    def lines(self) -> list[tuple[StartEventType, str, int | None]]:
        """What the log says since it was sent."""
        return [(line.kind, line.detail, line.code) for line in self.now.log[self.before :]]

    def is_up(self, seconds: float) -> bool:
        return self.run._time_is_up(self.now, seconds)

    def saw(self, *sights: Observation) -> Attempt:
        for observation in sights:
            self.run._saw(observation)
        return self.now

    def nobody_looks(self) -> None:
        self.run.watch.last_look -= PACE.linger + 1


@pytest.fixture
def client() -> Iterator[CodatClient]:
    with CodatClient("test-key", NOBODY, read_timeout=0.2) as made:
        yield made


def test_the_pace_is_the_documented_one():
    usual = PollPolicy()
    assert (usual.first, usual.growth, usual.most) == (1.5, 1.15, 15)
    assert (usual.linger, usual.follow, usual.unclear) == (75, 2 * 3600, 600)
    assert (usual.answered, usual.doubt) == (30, 60)


# ── Who looks ────────────────────────────────────────────────────────────────────────────────────


def test_a_page_that_looks_again_after_a_pause_wakes_the_thread():
    watch = StartWatch(60)
    assert (watch.held, watch.renew(), watch.wake.is_set()) == (True, False, False)
    watch.last_look -= 61
    assert (watch.held, watch.renew(), watch.wake.is_set()) == (False, True, True)
    assert watch.held


def test_an_ended_lease_wakes_the_thread_for_its_end():
    watch = StartWatch(60)
    assert not watch.closed
    watch.end()
    assert (watch.closed, watch.wake.is_set()) == (True, True)


class Waits(Event):
    """Keeps how long the thread would wait, and ends it after some times."""

    def __init__(self, watch: StartWatch, most: int) -> None:
        super().__init__()
        self.watch, self.most, self.asked = watch, most, list[float]()

    def wait(self, timeout: float | None = None) -> bool:
        self.asked.append(timeout or 0)
        if len(self.asked) == self.most:
            self.watch.closed = True
        return True


@pytest.mark.parametrize(("looks", "waits"), [(True, [1, 2, 4, 5, 5]), (False, [5] * 5)])
def test_it_looks_ever_less_often_and_seldom_while_nobody_uses_a_page(client, looks, waits):
    followed = Followed(client)
    if not looks:
        followed.nobody_looks()
    watch = followed.run.watch
    watch.wake = told = Waits(watch, 5)
    followed.run.resume()
    assert told.asked == waits


# ── Time is up ───────────────────────────────────────────────────────────────────────────────────


def test_a_sync_is_out_of_sight_at_the_end_of_the_time_and_not_before(client):
    followed = Followed(client)
    assert (followed.is_up(99.9), followed.now.stage) == (False, Stage.RUNNING)
    assert (followed.is_up(100), followed.now.stage) == (True, Stage.OUT_OF_SIGHT)
    assert followed.lines == [(StartEventType.OUT_OF_SIGHT, "", None)]
    assert followed.now.ended_at is not None


def test_an_answer_that_was_an_end_waits_a_little_for_its_record(client):
    followed = Followed(client, summary=SyncSummary(sync_status_code=4000))
    assert (followed.is_up(9.9), followed.now.stage) == (False, Stage.RUNNING)
    assert (followed.is_up(10), followed.now.stage, followed.lines) == (True, Stage.ENDED, [])
    assert followed.now.ended_at is not None


@pytest.mark.parametrize(
    "values",
    [
        {"summary": SyncSummary(sync_status_code=4000), "new": (sync(1),)},
        {"summary": SyncSummary(sync_status_code=1000)},
        {},
    ],
)
def test_whatever_else_is_followed_longer(client, values):
    followed = Followed(client, **values)
    assert (followed.is_up(99.9), followed.now.stage) == (False, Stage.RUNNING)


@pytest.mark.parametrize(("looks", "seconds"), [(True, 100), (False, 40)])
def test_after_an_unclear_answer_it_is_looked_for_longer_while_a_page_looks(client, looks, seconds):
    followed = Followed(client, stage=Stage.UNCLEAR)
    if not looks:
        followed.nobody_looks()
    assert (followed.is_up(seconds - 0.1), followed.is_up(seconds)) == (False, True)
    assert (followed.now.stage, followed.lines) == (Stage.UNCLEAR, [])


@pytest.mark.parametrize(("after", "may"), [(None, False), (39.9, False), (40, True), (41, True)])
def test_a_person_may_free_the_company_once_a_late_look_showed_nothing(client, after, may):
    checked_at = None if after is None else NOW + timedelta(seconds=after)
    followed = Followed(client, stage=Stage.UNCLEAR, checked_at=checked_at)
    followed.is_up(0)
    followed.is_up(0)
    assert (followed.now.may_release, followed.lines) == (
        may,
        [(StartEventType.STILL_UNKNOWN, "", None)] * may,
    )


# ── What a look shows ────────────────────────────────────────────────────────────────────────────


def test_a_look_that_shows_nothing_new_changes_no_stage_and_takes_the_problem_away(client):
    followed = Followed(client, stage=Stage.UNCLEAR, check_error="no answer")
    now = followed.saw(Observation(others=(sync(9),)))
    assert (now.stage, now.check_error, now.others, followed.lines) == (Stage.UNCLEAR, "", (sync(9),), [])
    assert now.checked_at is not None
    assert now.ended_at is None


def test_each_new_code_of_the_sync_is_shown_once(client):
    followed = Followed(client, stage=Stage.UNCLEAR)
    looks = [sync(1, 1000, "Pending"), sync(1, 1000, "Pending"), sync(1, 1010, "Pushing")]
    now = followed.saw(*(Observation((each,), each, MatchBasis.PAIRED) for each in looks))
    assert (now.stage, now.sync, now.basis) == (Stage.RUNNING, looks[-1], MatchBasis.PAIRED)
    assert followed.lines == [
        (StartEventType.FOUND, MatchBasis.PAIRED.value, None),
        (StartEventType.REPORTED, "Pending", 1000),
        (StartEventType.REPORTED, "Pushing", 1010),
    ]


def test_another_sync_with_the_same_code_is_shown_as_well(client):
    followed = Followed(client)
    followed.saw(*(Observation((sync(number),), sync(number), MatchBasis.ONLY_NEW) for number in (1, 2)))
    assert (
        followed.lines == [(StartEventType.FOUND, "only new", None), (StartEventType.REPORTED, "", 1000)] * 2
    )


def test_a_better_evidence_for_the_same_sync_is_shown(client):
    followed = Followed(client)
    followed.saw(
        *(Observation((sync(1),), sync(1), each) for each in (MatchBasis.ONLY_NEW, MatchBasis.PAIRED))
    )
    assert [line for line in followed.lines if line[0] is StartEventType.FOUND] == [
        (StartEventType.FOUND, "only new", None),
        (StartEventType.FOUND, "paired", None),
    ]


@pytest.mark.parametrize("basis", [MatchBasis.SAME_ID, MatchBasis.PAIRED])
def test_what_an_id_shows_ends_at_once_with_its_own_words(client, basis):
    followed = Followed(client)
    over = sync(1, 4000, "Failed")
    now = followed.saw(Observation((over,), over, basis))
    assert (now.stage, now.ended_at is not None) == (Stage.ENDED, True)
    assert followed.lines == [
        (StartEventType.FOUND, basis.value, None),
        (StartEventType.ENDED, "Failed", 4000),
    ]


ONLY = Observation((sync(1, 2000),), sync(1, 2000), MatchBasis.ONLY_NEW)
BOTH = Observation((sync(1, 2000), sync(2, 4000)), None, MatchBasis.SEVERAL)


def earlier(followed: Followed, seconds: float) -> None:
    """Let what is over have been over for so much longer."""
    assert followed.run._over_since is not None
    followed.run._over_since -= seconds


@pytest.mark.parametrize("observation", [ONLY, BOTH])
def test_without_an_id_the_end_is_believed_after_a_while(client, observation):
    followed = Followed(client)
    assert followed.saw(observation).stage is Stage.RUNNING
    earlier(followed, 6)
    assert followed.saw(observation).stage is Stage.RUNNING
    earlier(followed, 1)
    assert followed.saw(observation).stage is Stage.ENDED


def test_another_new_sync_begins_the_doubt_again(client):
    followed = Followed(client)
    followed.saw(ONLY)
    earlier(followed, 10)
    assert followed.saw(BOTH).stage is Stage.RUNNING
    assert followed.lines[-1] == (StartEventType.FOUND_SEVERAL, "2", None)
    earlier(followed, 10)
    assert followed.saw(BOTH).stage is Stage.ENDED
    assert followed.lines[-1] == (StartEventType.ENDED, "", None)


def test_what_runs_again_is_over_no_more(client):
    followed = Followed(client)
    followed.saw(ONLY)
    earlier(followed, 10)
    followed.saw(replace(ONLY, sync=sync(1), new=(sync(1),)))
    assert followed.run._over_since is None
    assert followed.saw(ONLY).stage is Stage.RUNNING


def test_a_settled_start_stays_as_it_is_whatever_shows(client):
    followed = Followed(client, stage=Stage.RELEASED)
    before = followed.now
    followed.saw(ONLY)
    assert followed.is_up(1000)
    assert followed.now is before
