"""One company is started once at a time, whatever key it is started with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from codat_client import CodatClient
from dashboard.insight.start.attempt import Stage
from dashboard.starting.claims import UNDER_WAY, UNSEEN, Claims
from dashboard.starting.service import (
    StartService,
    close_services,
    held_by_another_key,
    known_service,
    service_for,
)
from tests.starting.support import QUICK, Starter, stage
from tests.starting.test_once import all_at_once
from tests.support import limits
from tests.support.starts import wait_for

KEYS = ("key-of-ann", "key-of-ben")
COMPANY = ("https://api.codat.io", "4b3c2a10-9f8e-4d7c-8b6a-5f4e3d2c1b0a")
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def two(quick_sandbox: Any) -> Iterator[list[Starter]]:
    """Two people with two keys of one account, in one process."""
    claims = Claims()
    clients = [CodatClient(key, quick_sandbox.url, read_timeout=2.0, trigger_timeout=2.0) for key in KEYS]
    starters = [Starter(quick_sandbox, StartService(client, QUICK, claims)) for client in clients]
    yield starters
    for starter in starters:
        starter.service.close()


def test_two_keys_at_once_start_one_sync(two):
    two[0].sandbox.let_syncs_run()
    intents = [two[number % 2].intent() for number in range(8)]
    attempts = all_at_once(lambda number: two[number % 2].start(intents[number]))
    (winner,) = [number for number, attempt in enumerate(attempts) if not attempt.settled]
    two[winner % 2].end(attempts[winner])
    assert two[0].posts() == 1


def test_who_comes_second_reads_so_without_a_name(two):
    ann, ben = two
    ann.sandbox.let_syncs_run()
    first = ann.start(ann.intent(who="Ann"))
    refused = ben.start(ben.intent(who="Ben"))
    assert (refused.stage, refused.sentence, refused.blocked_by) == (Stage.NOT_STARTED, UNDER_WAY, "")
    assert "Ann" not in str(refused)
    assert first.id not in str(refused)


def test_the_other_key_is_held_until_the_start_is_settled(two):
    ann, ben = two
    ann.sandbox.let_syncs_run()
    running = ann.run(until=stage(Stage.RUNNING))
    assert ben.service.held_by_another_key(running.intent.company_id)
    assert not ann.service.held_by_another_key(running.intent.company_id)
    ann.end(running)
    assert not ben.service.held_by_another_key(running.intent.company_id)
    assert ben.end(ben.start(ben.intent())).stage is Stage.ENDED
    assert ben.posts() == 2


def test_what_is_not_known_holds_the_other_key_too_until_it_is_released(two):
    ann, ben = two
    ann.sandbox.fault("502", operation="sync.request", carriedOut=False)
    unknown = ann.until_unknown()
    assert ben.start(ben.intent()).sentence == UNDER_WAY
    ann.release(unknown.id)
    assert ben.run().stage is Stage.ENDED


def test_what_was_refused_by_codat_frees_the_other_key_at_once(two):
    ann, ben = two
    ann.sandbox.fault("403", operation="sync.request")
    slow = ben.intent(seen_at=datetime.now(UTC))
    assert ann.run().stage is Stage.NOT_STARTED
    ben.start(slow)
    assert wait_for(ben.service, slow.id, lambda now: now.settled, limits.WAIT_S).stage is Stage.ENDED


def test_a_start_that_ended_after_what_the_other_saw_was_read_holds_theirs_up(two):
    ann, ben = two
    slow = ben.intent(seen_at=datetime.now(UTC))
    ann.run()
    refused = ben.start(slow)
    assert (refused.stage, refused.sentence, ben.posts()) == (Stage.NOT_STARTED, UNSEEN, 1)
    fresh = ben.start(ben.intent(seen_at=datetime.now(UTC)))
    assert fresh.stage is not Stage.NOT_STARTED


def test_another_company_is_free(two):
    ann, ben = two
    ann.sandbox.let_syncs_run()
    ann.run(until=stage(Stage.RUNNING))
    assert ben.start(ben.intent("nothing-to-sell")).stage is not Stage.NOT_STARTED


def test_a_service_that_is_ended_holds_nothing(two):
    ann, ben = two
    ann.sandbox.let_syncs_run()
    running = ann.run(until=stage(Stage.RUNNING))
    ann.service.close()
    assert not ben.service.held_by_another_key(running.intent.company_id)


def test_the_same_id_at_another_address_is_another_company():
    claims = Claims()
    assert claims.take(COMPANY, "ann", None) == ""
    assert claims.take(("http://127.0.0.1:9", COMPANY[1]), "ben", None) == ""
    assert claims.take(COMPANY, "ben", None) == UNDER_WAY


def test_who_frees_what_another_holds_changes_nothing():
    claims = Claims()
    claims.take(COMPANY, "ann", None)
    claims.free(COMPANY, "ben", None)
    assert claims.held_by_another(COMPANY, "ben")


@pytest.mark.parametrize(
    ("seen_at", "answer"), [(NOW, UNSEEN), (LATER, ""), (LATER + timedelta(seconds=1), ""), (None, "")]
)
def test_what_was_seen_counts_from_the_end_of_the_other_s_start(seen_at, answer):
    claims = Claims()
    claims.take(COMPANY, "ann", None)
    claims.free(COMPANY, "ann", LATER)
    assert claims.take(COMPANY, "ben", seen_at) == answer


def test_one_s_own_ended_start_is_left_to_one_s_own_records():
    claims = Claims()
    claims.take(COMPANY, "ann", None)
    claims.free(COMPANY, "ann", LATER)
    assert claims.take(COMPANY, "ann", NOW) == ""


def test_a_start_that_came_to_nothing_leaves_the_end_of_the_one_before_it():
    claims = Claims()
    for ended_at in (LATER, None):
        claims.take(COMPANY, "ann", None)
        claims.free(COMPANY, "ann", ended_at)
    assert claims.take(COMPANY, "ben", NOW) == UNSEEN


def test_one_s_own_start_is_not_held_by_another_and_nobody_holds_a_free_company():
    claims = Claims()
    assert not claims.held_by_another(COMPANY, "ann")
    claims.take(COMPANY, "ann", None)
    assert not claims.held_by_another(COMPANY, "ann")
    claims.free(COMPANY, "ann", None)
    assert not claims.held_by_another(COMPANY, "ben")


def test_who_lets_go_of_everything_leaves_what_others_hold():
    claims, elsewhere = Claims(), ("http://127.0.0.1:9", COMPANY[1])
    claims.take(COMPANY, "ann", None)
    claims.take(elsewhere, "ben", None)
    claims.free_all("ann")
    assert not claims.held_by_another(COMPANY, "ben")
    assert claims.held_by_another(elsewhere, "ann")


@pytest.fixture
def services(quick_sandbox: Any) -> Iterator[Any]:
    """Return the process's service for a key."""
    close_services()
    yield lambda key: service_for(key, lambda: CodatClient(key, quick_sandbox.url))
    close_services()


def test_the_services_of_the_process_share_what_they_hold(services, quick_sandbox):
    quick_sandbox.let_syncs_run()
    ann = Starter(quick_sandbox, services(KEYS[0]))
    held = ann.run(until=lambda now: now.sent_at is not None).intent.company_id
    ben = Starter(quick_sandbox, services(KEYS[1]))
    assert ben.start(ben.intent()).sentence == UNDER_WAY
    told = [
        held_by_another_key(key, quick_sandbox.url, held.upper()) for key in (*KEYS, "key-without-a-service")
    ]
    assert told == [False, True, True]


def test_no_service_is_dropped_however_many_there_are(services, quick_sandbox):
    """An old tab must not be able to start its sync again: the record of it stays."""
    starter = Starter(quick_sandbox, services("first"))
    ended = starter.run()
    for number in range(100):
        services(f"key-{number}")
    assert known_service("first") is starter.service
    assert starter.start(ended.intent) == ended
    assert starter.posts() == 1
