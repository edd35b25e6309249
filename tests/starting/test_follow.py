"""How long a sync is followed, who keeps it being followed, and what is said where it can't be."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from codat_client import CodatClient
from dashboard.insight.outcome import Outcome
from dashboard.insight.start.attempt import MatchBasis, Stage, StartEventType
from dashboard.starting.service import StartService
from tests.starting.support import ADA, QUICK, RULES, SOON, Starter, repository, stage
from tests.support import limits
from tests.support.starts import wait_for

RUNS = 1000


def rules(after=SOON.after, **policy):
    """The quick rules with some other values, or with another patience."""
    return replace(RULES, policy=replace(QUICK, **policy), again=replace(SOON, after=after))


class FaultyLater:
    """A client with a bug in it that shows after the call."""

    def __init__(self, client: CodatClient) -> None:
        self._client, self._asked = client, False
        self.configuration, self.connections, self.close = (
            client.configuration,
            client.connections,
            client.close,
        )

    @property
    def sync(self):
        if self._asked:
            raise ZeroDivisionError
        return self

    def request(self, *asked, **how):
        self._asked = True
        return self._client.sync.request(*asked, **how)

    def __getattr__(self, read):
        return getattr(self._client.sync, read)


class Faulty:
    """A client with a bug in it: what it is asked for first breaks."""

    @property
    def sync(self):
        raise ZeroDivisionError

    def close(self):
        """There is nothing to close."""


def lines_of(attempt, *steps):
    """What the log says of these steps, in order."""
    return [(line.kind, line.detail) for line in attempt.log if line.kind in steps]


def test_a_sync_is_followed_to_its_end_though_nobody_looks(starter_at):
    assert starter_at().run("healthy").outcome is Outcome.SUCCEEDED


def test_a_sync_without_an_end_holds_its_company_until_a_person_decides(starter_at):
    starter = starter_at(rules(follow=0.3))
    starter.sandbox.let_syncs_run()
    endless = starter.run("healthy", until=lambda now: now.may_release)
    assert (endless.stage, endless.outcome) == (Stage.RUNNING, None)
    assert endless.log[-1].kind is StartEventType.NO_END_SEEN
    assert starter.start(starter.intent()).blocked_by == endless.id
    assert starter.release(endless.id, ADA).stage is Stage.RELEASED


def test_a_released_start_blocks_no_one_but_a_running_sync_does(starter_at):
    starter = starter_at(rules(follow=0.3))
    starter.sandbox.let_syncs_run()
    starter.release(starter.run("healthy", until=lambda now: now.may_release).id)
    second = starter.run("healthy")
    assert (second.blocked_by, starter.posts()) == ("", 1)
    assert "has been running" in second.sentence


def test_what_shows_late_is_found_though_a_person_might_have_decided(starter):
    starter.sandbox.hide_syncs()
    starter.sandbox.fault("drop", operation="sync.request", carriedOut=True)
    unknown = starter.until_unknown("healthy")
    starter.sandbox.show_syncs()
    found = wait_for(starter.service, unknown.id, lambda now: now.settled, limits.WAIT_S)
    assert found.outcome is Outcome.SUCCEEDED


def test_nobody_can_free_it_while_it_is_still_being_looked_for(starter_at):
    starter = starter_at(rules(after=timedelta(seconds=20)))
    starter.sandbox.fault("502", operation="sync.request", carriedOut=False)
    unclear = starter.run(until=stage(Stage.UNCLEAR))
    assert starter.release(unclear.id, ADA).stage is Stage.UNCLEAR


def test_a_company_may_be_unlocked_only_after_a_successful_check(starter_at):
    starter = starter_at(rules(after=timedelta(seconds=3)))
    starter.sandbox.fault("502", operation="sync.request", carriedOut=True)
    starter.sandbox.hide_syncs()
    unclear = starter.run(until=stage(Stage.UNCLEAR))
    starter.sandbox.fault("503", n=500, operation="sync.get_latest_sync")
    long_after = unclear.sent_at + timedelta(seconds=3)
    blind = wait_for(
        starter.service,
        unclear.id,
        lambda now: now.check_error and datetime.now(UTC) > long_after,
        limits.WAIT_S,
    )
    with pytest.raises(TimeoutError):
        wait_for(starter.service, unclear.id, lambda now: now.may_release, 0.5)
    assert starter.release(blind.id, ADA).stage is Stage.UNCLEAR
    starter.sandbox.reset()
    assert starter.until_free_to_release(unclear.id).check_error == ""


def test_nobody_s_sync_is_taken_for_ours_where_codat_pairs_it_with_another_id(starter_at):
    starter = starter_at(rules(doubt=0))
    starter.sandbox.switch(commerceSyncId="other")
    starter.sandbox.hide_syncs()
    attempt = starter.run("healthy", until=stage(Stage.RUNNING))
    starter.sandbox.switch(appearAfter=0)
    other = CodatClient("other-key", starter.sandbox.url)
    other.sync.request(attempt.intent.company_id)
    seen = wait_for(starter.service, attempt.id, lambda now: now.others, limits.WAIT_S)
    starter.sandbox.show_syncs()
    ended = wait_for(starter.service, attempt.id, lambda now: now.settled, limits.WAIT_S)
    other.close()
    assert (seen.stage, seen.new) == (Stage.RUNNING, ())
    assert ended.sync.sync_id == starter.sandbox.ledger()[0]["syncId"]


def test_the_only_new_sync_is_not_taken_for_ours_at_once_though_it_is_over(starter_at):
    starter = starter_at(rules(doubt=60))
    starter.sandbox.fault("drop", operation="sync.request", carriedOut=True)
    attempt = starter.run("healthy", until=lambda now: now.sync and now.sync.sync_status_code != RUNS)
    assert (attempt.stage, attempt.basis) == (Stage.RUNNING, MatchBasis.ONLY_NEW)
    other = CodatClient("other-key", starter.sandbox.url)
    other.sync.request(attempt.intent.company_id)
    several = wait_for(starter.service, attempt.id, lambda now: len(now.new) > 1, limits.WAIT_S)
    other.close()
    assert (several.sync, several.basis, several.settled) == (None, MatchBasis.SEVERAL, False)
    assert lines_of(several, StartEventType.FOUND, StartEventType.FOUND_SEVERAL) == [
        (StartEventType.FOUND, MatchBasis.ONLY_NEW.value),
        (StartEventType.FOUND_SEVERAL, "2"),
    ]


def test_several_new_syncs_after_an_accepted_start_end_it_without_naming_one(starter_at):
    starter = starter_at(rules(doubt=1))
    starter.sandbox.fault("html", operation="sync.get_status", n=500)
    starter.sandbox.let_syncs_run()
    running = starter.run("healthy", until=stage(Stage.RUNNING))
    with CodatClient("other-key", starter.sandbox.url) as other:
        other.sync.request(running.intent.company_id)
    starter.sandbox.end_syncs()
    ended = wait_for(starter.service, running.id, lambda now: now.settled, limits.WAIT_S)
    assert (ended.stage, ended.basis, ended.sync) == (Stage.ENDED, MatchBasis.SEVERAL, None)
    assert ended.log[-1].kind is StartEventType.ENDED
    assert (ended.log[-1].detail, ended.log[-1].code) == ("", None)


def test_a_match_by_id_ends_without_waiting(starter_at):
    attempt = starter_at(rules(doubt=60)).run("healthy")
    assert (attempt.stage, attempt.basis) == (Stage.ENDED, MatchBasis.PAIRED)


def test_of_two_new_syncs_after_a_lost_answer_none_is_guessed_and_a_person_decides(starter):
    starter.sandbox.let_syncs_run()
    starter.sandbox.fault("drop", operation="sync.request", carriedOut=True)
    attempt = starter.run("healthy", until=lambda now: now.was_unclear)
    with CodatClient("other-key", starter.sandbox.url) as other:
        other.sync.request(attempt.intent.company_id)
    several = wait_for(starter.service, attempt.id, lambda now: len(now.new) > 1, limits.WAIT_S)
    assert (several.basis, several.sync, several.settled) == (MatchBasis.SEVERAL, None, False)
    starter.sandbox.end_syncs()
    over = starter.until_free_to_release(attempt.id)
    assert (over.outcome, over.settled, starter.release(over.id).settled) == (None, False, True)


def test_the_id_distinguishes_ours_from_another_new_sync(starter):
    starter.sandbox.let_syncs_run()
    starter.sandbox.switch(commerceSyncId="same")
    attempt = starter.run("healthy", until=stage(Stage.RUNNING))
    other = CodatClient("other-key", starter.sandbox.url)
    other.sync.request(attempt.intent.company_id)
    ended = starter.end(attempt)
    other.close()
    assert (ended.basis, ended.sync.sync_id) == (MatchBasis.SAME_ID, attempt.summary.commerce_sync_id)


@pytest.fixture
def starter_with(quick_sandbox, store):
    """Create a starter whose client has a bug."""
    made = []

    def make(client, how=RULES):
        made.append(StartService(client, repository(store, quick_sandbox.url), how))
        return Starter(quick_sandbox, made[-1])

    yield make
    for each in made:
        each.close()


def test_an_internal_error_before_the_call_says_that_nothing_was_sent(starter_with):
    starter = starter_with(Faulty())
    attempt = starter.run("healthy")
    assert (attempt.stage, starter.posts()) == (Stage.NOT_STARTED, 0)
    assert attempt.sentence.startswith("Nothing was sent.")


def test_an_internal_error_after_a_lost_answer_unlocks_nothing_that_no_check_has_shown(
    starter_with, quick_sandbox
):
    quick_sandbox.fault("502", operation="sync.request", carriedOut=False)
    starter = starter_with(FaultyLater(CodatClient("test-key", quick_sandbox.url)))
    attempt = starter.run(until=lambda now: now.internal_error)
    assert (attempt.stage, attempt.may_release) == (Stage.UNCLEAR, False)
    assert starter.release(attempt.id, ADA).stage is Stage.UNCLEAR
    assert starter.service.ask_again(attempt.id, ADA).stage is Stage.UNCLEAR
    assert starter.posts() == 1


def test_an_internal_error_that_lasts_is_shown_once_and_lets_a_person_decide_once_nothing_else_can_help(
    starter_with, quick_sandbox
):
    quick_sandbox.fault("502", operation="sync.request", carriedOut=False)
    short = replace(RULES, again=replace(SOON, until=timedelta(seconds=0.5)))
    starter = starter_with(FaultyLater(CodatClient("test-key", quick_sandbox.url)), short)
    attempt = starter.run(until=lambda now: now.may_release)
    assert (attempt.stage, attempt.internal_error) == (Stage.UNCLEAR, True)
    assert attempt.log[-1].kind is StartEventType.INTERNAL_ERROR
    released = starter.release(attempt.id, ADA)
    assert released.stage is Stage.RELEASED
    assert len(lines_of(released, StartEventType.INTERNAL_ERROR)) == 1


def test_an_internal_error_while_following_holds_the_company_until_a_person_decides(
    starter_with, quick_sandbox
):
    quick_sandbox.let_syncs_run()
    starter = starter_with(FaultyLater(CodatClient("test-key", quick_sandbox.url)))
    attempt = starter.run(until=lambda now: now.internal_error)
    assert (attempt.stage, attempt.may_release) == (Stage.RUNNING, False)
    assert starter.service.of_company(attempt.intent.company_id).holder.id == attempt.id
    assert starter.release(attempt.id).stage is Stage.RUNNING


def test_a_sync_that_an_internal_error_keeps_from_being_followed_is_unlocked_as_late_as_any_other(
    starter_with, quick_sandbox
):
    quick_sandbox.let_syncs_run()
    starter = starter_with(FaultyLater(CodatClient("test-key", quick_sandbox.url)), rules(follow=0.5))
    attempt = starter.run(until=lambda now: now.may_release)
    assert (attempt.stage, attempt.internal_error) == (Stage.RUNNING, True)
    assert starter.release(attempt.id).stage is Stage.RELEASED


def test_after_an_internal_error_the_next_try_comes_no_sooner_than_the_longest_wait(
    starter_with, quick_sandbox
):
    client = FaultyLater(CodatClient("test-key", quick_sandbox.url))
    starter = starter_with(client, rules(most=limits.WAIT_S))
    attempt = starter.run(until=lambda now: now.internal_error)
    _, worker, _ = starter.service._running[attempt.id]
    worker.join(0.3)
    assert worker.is_alive()


def test_a_closed_service_still_shows_what_is_on_record(starter):
    ended = starter.run("healthy")
    starter.service.close()
    assert starter.service.look(ended.id) == ended
