"""A newer version upgrades the store while this one runs: from then on this one starts nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from codat_client import CodatClient
from dashboard.insight.outcome import Outcome
from dashboard.insight.start.attempt import Attempt, Stage, StartEventType
from dashboard.starting import worker
from dashboard.starting.matching import read_baseline
from dashboard.starting.repository import StartRepository
from dashboard.starting.service import StartService
from dashboard.store.errors import StoreNewer
from tests.starting.support import QUICK, RULES, stage
from tests.support import limits
from tests.support.starts import wait_for

ROOT = Path(__file__).resolve().parents[2]
Upgrade = Callable[[], None]


@pytest.fixture
def upgrade_store(database_url, later) -> Upgrade:
    """Return a function that upgrades the store as a newer version does when it starts: another process."""
    program = [sys.executable, "-m", "tests.store.programs", "bring_up_to_date", database_url, later()]

    def run() -> None:
        subprocess.run(program, cwd=ROOT, input="\n", text=True, check=True, timeout=limits.WAIT_S)

    return run


@pytest.fixture
def newer_service(starter, database_url, later, open_) -> Iterator[Callable[[], StartService]]:
    """Return a function that makes the service of the newer version, for the same account."""
    made: list[StartService] = []

    def make() -> StartService:
        old, url = starter.service._records, starter.sandbox.url
        store = open_(database_url, migrations=later())
        records = StartRepository(store, old._account_id, url, QUICK.lease)
        made.append(StartService(CodatClient("test-key", url), records, RULES))
        return made[-1]

    yield make
    for each in made:
        each.close()


def settled(service: StartService, attempt_id: str) -> Attempt:
    return wait_for(service, attempt_id, lambda now: now.settled, limits.WAIT_S)


def test_after_an_upgrade_this_version_starts_nothing_and_says_why(starter, upgrade_store):
    before = starter.run()
    upgrade_store()
    refused = starter.start(starter.intent("two-shops"))
    assert (refused.stage, refused.sentence) == (Stage.NOT_STARTED, f"Nothing was sent. {StoreNewer()}")
    assert starter.service.why_nothing_starts() == str(StoreNewer())
    assert starter.service.look(before.id) == before
    assert starter.posts() == 1


def test_an_upgrade_while_a_start_is_checked_lets_nothing_be_sent(
    starter, upgrade_store, newer_service, monkeypatch
):
    def read_and_upgrade(*arguments):
        found = read_baseline(*arguments)
        upgrade_store()
        return found

    monkeypatch.setattr("dashboard.starting.worker.read_baseline", read_and_upgrade)
    attempt = starter.start(starter.intent())
    ended = settled(newer_service(), attempt.id)
    assert (ended.stage, ended.sentence) == (Stage.NOT_STARTED, worker.STOPPED_BEFORE)
    assert starter.posts() == 0


def test_an_upgrade_while_codat_is_asked_costs_the_answer_and_the_newer_version_finds_the_sync(
    starter, upgrade_store, newer_service, monkeypatch
):
    send = worker.send

    def send_and_upgrade(*arguments):
        answer = send(*arguments)
        upgrade_store()
        return answer

    monkeypatch.setattr(worker, "send", send_and_upgrade)
    attempt = starter.start(starter.intent())
    _, thread, _ = starter.service._running[attempt.id]
    thread.join(limits.WAIT_S)
    assert not thread.is_alive()
    ended = settled(newer_service(), attempt.id)
    assert StartEventType.UNCLEAR in {each.kind for each in ended.log}
    assert (ended.outcome, starter.posts()) == (Outcome.SUCCEEDED, 1)


def test_a_sync_that_runs_during_an_upgrade_is_followed_by_the_newer_version(
    starter, upgrade_store, newer_service
):
    starter.sandbox.let_syncs_run()
    running = starter.run(until=stage(Stage.RUNNING))
    upgrade_store()
    service = newer_service()
    starter.sandbox.end_syncs()
    assert settled(service, running.id).outcome is Outcome.SUCCEEDED
    assert starter.posts() == 1
