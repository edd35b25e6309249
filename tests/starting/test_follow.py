"""How long a sync is followed, who keeps it being followed, and what is said where it can't be."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from codat_client import CodatClient
from dashboard.insight.outcome import Outcome
from dashboard.insight.start.attempt import MatchBasis, Stage, StartEventType
from dashboard.starting.service import StartService, service_for
from tests.starting.support import ADA, QUICK, SOON_AGAIN, Starter, stage
from tests.support import limits
from tests.support.starts import wait_for

RUNS = 1000
ABSENT = replace(QUICK, linger=0.01, most=0.05)


@pytest.fixture
def starter_at(quick_sandbox):
    """Make starters with a policy of their own."""
    made = []

    def make(policy):
        client = CodatClient(
            "test-key",
            quick_sandbox.url,
            read_timeout=limits.stretched(2),
            trigger_timeout=limits.stretched(2),
            retries=SOON_AGAIN,
        )
        made.append((StartService(client, policy), client))
        return Starter(quick_sandbox, made[-1][0])

    yield make
    for start_service, client in made:
        start_service.close()
        client.close()


class FaultyLater:
    """A client with a bug in it that shows after the call."""

    def __init__(self, client: CodatClient) -> None:
        self._client, self._left = client, 3  # the two reads before the call, and the call
        self.base_url = client.base_url

    @property
    def sync(self):
        self._left -= 1
        if self._left < 0:
            raise ZeroDivisionError
        return self._client.sync


class Faulty:
    """A client with a bug in it: what it is asked for first breaks."""

    base_url = "https://api.codat.io"

    @property
    def sync(self):
        raise ZeroDivisionError


def lines_of(attempt, *steps):
    """What the log says of these steps, in order."""
    return [(line.kind, line.detail) for line in attempt.log if line.kind in steps]


def test_a_sync_is_followed_to_its_end_though_nobody_looks(starter_at):
    assert starter_at(ABSENT).run("healthy").outcome is Outcome.SUCCEEDED


def test_a_sync_without_an_end_is_given_up_and_said(starter_at):
    starter = starter_at(replace(QUICK, follow=0.3))
    starter.sandbox.let_syncs_run()
    attempt = starter.run("healthy")
    assert (attempt.stage, attempt.outcome) == (Stage.OUT_OF_SIGHT, None)
    assert attempt.log[-1].kind is StartEventType.OUT_OF_SIGHT


def test_given_up_it_holds_nobody_up_but_codat_s_word_does(starter_at):
    starter = starter_at(replace(QUICK, follow=0.3))
    starter.sandbox.let_syncs_run()
    starter.run("healthy")
    second = starter.run("healthy")
    assert (second.blocked_by, starter.posts()) == ("", 1)
    assert "has been running" in second.sentence


def test_a_look_after_a_pause_finds_what_has_shown_since(starter_at):
    starter = starter_at(replace(ABSENT, unclear=0.2))
    starter.sandbox.switch(appearAfter=1.0)
    starter.sandbox.fault("drop", operation="sync.request", carriedOut=True)
    unknown = starter.until_unknown("healthy")
    for _ in range(200):
        if starter.service.look(unknown.id).settled:
            break
        with pytest.raises(TimeoutError):
            wait_for(starter.service, unknown.id, lambda _now: False, 0.02)
    assert starter.service.look(unknown.id).outcome is Outcome.SUCCEEDED


def test_nobody_can_free_it_while_it_is_still_being_looked_for(starter_at):
    starter = starter_at(replace(QUICK, unclear=20))
    starter.sandbox.fault("502", operation="sync.request", carriedOut=False)
    unclear = starter.run(until=stage(Stage.UNCLEAR))
    assert starter.release(unclear.id, ADA).stage is Stage.UNCLEAR


def test_while_nobody_could_look_nobody_may_free_the_company_and_after_one_good_look_someone_may(starter_at):
    starter = starter_at(replace(QUICK, unclear=3))
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
    starter = starter_at(replace(QUICK, doubt=0))
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
    starter = starter_at(replace(QUICK, doubt=60))
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


def test_several_new_ones_that_are_all_over_end_it_without_a_word_of_any_one_of_them(starter_at):
    starter = starter_at(replace(QUICK, doubt=1))
    starter.sandbox.fault("drop", operation="sync.request", carriedOut=True)
    unclear = starter.run("healthy", until=stage(Stage.UNCLEAR, Stage.RUNNING))
    with CodatClient("other-key", starter.sandbox.url) as other:
        other.sync.request(unclear.intent.company_id)
    ended = wait_for(starter.service, unclear.id, lambda now: now.settled, limits.WAIT_S)
    assert (ended.stage, ended.basis, ended.sync) == (Stage.ENDED, MatchBasis.SEVERAL, None)
    assert ended.log[-1].kind is StartEventType.ENDED
    assert (ended.log[-1].detail, ended.log[-1].code) == ("", None)


def test_what_an_id_shows_ends_without_a_doubt(starter_at):
    attempt = starter_at(replace(QUICK, doubt=60)).run("healthy")
    assert (attempt.stage, attempt.basis) == (Stage.ENDED, MatchBasis.PAIRED)


def test_of_two_new_syncs_none_is_guessed(starter):
    starter.sandbox.let_syncs_run()
    starter.sandbox.fault("drop", operation="sync.request", carriedOut=True)
    attempt = starter.run("healthy", until=lambda now: now.was_unclear)
    other = CodatClient("other-key", starter.sandbox.url)
    other.sync.request(attempt.intent.company_id)
    ended = starter.end(attempt)
    other.close()
    assert (ended.basis, len(ended.new), ended.outcome, ended.sync) == (MatchBasis.SEVERAL, 2, None, None)


def test_the_id_distinguishes_ours_from_another_new_sync(starter):
    starter.sandbox.let_syncs_run()
    starter.sandbox.switch(commerceSyncId="same")
    attempt = starter.run("healthy", until=stage(Stage.RUNNING))
    other = CodatClient("other-key", starter.sandbox.url)
    other.sync.request(attempt.intent.company_id)
    ended = starter.end(attempt)
    other.close()
    assert (ended.basis, ended.sync.sync_id) == (MatchBasis.SAME_ID, attempt.summary.commerce_sync_id)


def test_a_fault_of_ours_before_the_call_says_that_nothing_was_sent(quick_sandbox):
    faulty: Any = Faulty()
    starter = Starter(quick_sandbox, StartService(faulty, QUICK))
    attempt = starter.run("healthy")
    assert (attempt.stage, starter.posts()) == (Stage.NOT_STARTED, 0)
    assert attempt.sentence.startswith("Nothing was sent.")


def test_a_fault_of_ours_after_a_lost_answer_is_said_and_lets_a_person_free_the_company(quick_sandbox):
    quick_sandbox.fault("502", operation="sync.request", carriedOut=False)
    with CodatClient("test-key", quick_sandbox.url) as client:
        faulty: Any = FaultyLater(client)
        starter = Starter(quick_sandbox, StartService(faulty, QUICK))
        attempt = starter.run(until=lambda now: now.internal_error)
    assert (attempt.stage, attempt.may_release) == (Stage.UNCLEAR, True)
    assert attempt.log[-1].kind is StartEventType.INTERNAL_ERROR
    assert starter.release(attempt.id, ADA).stage is Stage.RELEASED


def test_a_fault_of_ours_while_a_sync_is_followed_is_said_and_holds_the_company_no_longer(quick_sandbox):
    quick_sandbox.let_syncs_run()
    with CodatClient("test-key", quick_sandbox.url) as client:
        faulty: Any = FaultyLater(client)
        starter = Starter(quick_sandbox, StartService(faulty, QUICK))
        attempt = starter.run(until=lambda now: now.internal_error)
    assert (attempt.stage, attempt.settled) == (Stage.OUT_OF_SIGHT, True)
    assert attempt.log[-1].kind is StartEventType.INTERNAL_ERROR
    assert starter.service.unsettled(attempt.intent.company_id) is None


def test_a_closed_service_starts_no_new_thread_for_what_is_settled(starter):
    ended = starter.run("healthy")
    starter.service.close()
    assert starter.service.look(ended.id) == ended


def test_one_address_and_key_have_one_service(quick_sandbox):
    made = []

    def make():
        made.append(CodatClient("test-key", quick_sandbox.url))
        return made[-1]

    services = {id(service_for(f"one {quick_sandbox.url}", make)) for _ in range(3)}
    other = service_for(f"another {quick_sandbox.url}", make)
    assert (len(services), len(made), id(other) in services) == (1, 2, False)
    for client in made:
        client.close()
