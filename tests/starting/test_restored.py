"""After a restore, nothing is started until each company held in the backup was compared with Codat."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from codat_client import CodatClient
from dashboard.insight.start.attempt import Stage
from dashboard.insight.start.intent import Intent
from dashboard.starting.matching import read_baseline
from dashboard.starting.repository import StartRepository
from dashboard.starting.restored import NOT_ON_RECORD
from dashboard.starting.service import StartService
from dashboard.starting.worker import StartWorker, send
from dashboard.store.restore_checks import record_restore
from script import backup_of
from tests.starting.support import ADA, QUICK, RULES, SOON, Starter, repository, stage
from tests.support import limits
from tests.support.starts import wait_for

OFF = "The database was restored from a backup, and one company must be compared with Codat first."


def restore(store) -> None:
    """Record that the store was restored just now."""
    with store.writing() as connection:
        record_restore(connection, datetime.now(UTC))


def other_process(starter: Starter, store, lease_seconds: float = limits.WAIT_S) -> StartRepository:
    """Return the record of the starter's account as another process sees it."""
    account_id = starter.service._records._account_id
    return StartRepository(store, account_id, starter.sandbox.url, lease_seconds)


def until_on(start_service: StartService, attempt_id: str):
    """Wait until the company of this start has been compared; return the attempt."""
    return wait_for(
        start_service, attempt_id, lambda _: not start_service.why_nothing_starts(), limits.WAIT_S
    )


@pytest.fixture
def nobodys(starter, store) -> Intent:
    """A start in the restored store whose key is gone, so that no one follows it."""
    intent: Intent = starter.intent("two-shops")
    repository(store, starter.sandbox.url, "key-that-is-gone").claim(intent, None, ADA)
    restore(store)
    return intent


def left_looking(starter: Starter, store, *, listed: bool, sent: bool = False) -> Intent:
    """Restore a store in which a start had not been sent yet."""
    records = other_process(starter, store)
    intent: Intent = starter.intent()
    _, lease = records.claim(intent, None, ADA)
    assert lease is not None
    client = starter.service._client
    if listed:
        before = read_baseline(client, intent.company_id, datetime.now(UTC), timedelta(hours=2))
        records.save_listed(intent.id, before.sync_ids)
    if sent:  # after the backup was made
        send(client, intent)
    restore(store)
    records.give_back(lease)
    return intent


@pytest.fixture
def looking(starter, store):
    """Return a function that restores a store in which a start had not been sent yet."""
    return partial(left_looking, starter, store)


@pytest.mark.usefixtures("nobodys")
def test_no_company_is_started_while_one_is_left_to_compare(starter):
    refused = starter.start(starter.intent("healthy"))
    assert (refused.stage, starter.posts()) == (Stage.NOT_STARTED, 0)
    assert refused.sentence.startswith(f"Nothing was sent. {OFF}")
    assert starter.service.why_nothing_starts().startswith(OFF)


def test_a_person_can_decide_by_a_command(starter, nobodys, database_url, monkeypatch, capsys):
    monkeypatch.setenv("DATABASE_URL", database_url)
    assert backup_of.main(["checked"]) == 0
    assert nobodys.company_id in capsys.readouterr().out
    assert backup_of.main(["checked", nobodys.company_id.upper()]) == 0
    assert capsys.readouterr().out == "Nothing is left to compare.\n"
    assert starter.run("healthy").stage is Stage.ENDED


@pytest.mark.usefixtures("nobodys")
def test_a_company_that_is_not_to_be_compared_is_refused(database_url, monkeypatch, capsys):
    monkeypatch.setenv("DATABASE_URL", database_url)
    assert backup_of.main(["checked", "another"]) == 1
    assert "another isn’t one of the companies to compare" in capsys.readouterr().err


def test_following_an_open_start_compares_it_and_starting_works_again(starter, store):
    starter.sandbox.let_syncs_run()
    running = starter.run(until=stage(Stage.RUNNING))
    starter.service.close()
    restore(store)
    client = CodatClient("test-key", starter.sandbox.url)
    after = StartService(client, other_process(starter, store, QUICK.lease), RULES)
    try:
        assert until_on(after, running.id).stage is Stage.RUNNING
    finally:
        after.close()


def test_while_codat_cannot_be_read_starting_stays_off(starter, looking):
    starter.sandbox.fault("503", n=500, operation="sync.get_latest_sync")
    intent = looking(listed=False)
    wait_for(starter.service, intent.id, stage(Stage.UNCLEAR), limits.WAIT_S)
    assert starter.service.why_nothing_starts().startswith(OFF)


def test_a_start_unsent_in_the_backup_is_not_called_unsent_and_is_looked_for(starter, looking):
    intent = looking(listed=True)
    unclear = until_on(starter.service, intent.id)
    assert (unclear.stage, unclear.sent_count) == (Stage.UNCLEAR, 0)
    assert NOT_ON_RECORD in [line.detail for line in unclear.log]
    assert starter.until_free_to_release(intent.id).stage is Stage.UNCLEAR
    assert starter.posts() == 0


def test_what_was_sent_after_the_backup_is_found(starter, looking):
    intent = looking(listed=True, sent=True)
    assert wait_for(starter.service, intent.id, lambda now: now.settled, limits.WAIT_S).stage is Stage.ENDED
    assert (starter.service.why_nothing_starts(), starter.posts()) == ("", 1)


BY_ITSELF = replace(RULES, again=replace(SOON, by_itself=True))


def test_what_was_not_sent_in_the_backup_is_never_sent_without_a_person(starter_at, store):
    asking = starter_at(BY_ITSELF)
    intent = left_looking(asking, store, listed=True)
    unknown = asking.until_free_to_release(intent.id)
    assert (unknown.stage, asking.posts()) == (Stage.UNCLEAR, 0)


def test_what_was_unclear_in_the_backup_is_not_asked_for_again_without_a_person(starter, store):
    records = other_process(starter, store)
    attempt, lease = records.claim(starter.intent(), None, ADA)
    assert lease is not None
    sent = datetime.now(UTC)
    once: dict[str, Any] = {"sent_at": sent, "last_sent_at": sent, "sent_count": 1, "checked_at": sent}
    records.change(attempt.id, stage=Stage.SENDING)
    unclear = records.change(attempt.id, stage=Stage.UNCLEAR, **once)
    worker = StartWorker(lambda: starter.service._client, records, unclear.id, BY_ITSELF, lease)
    assert worker._asks_by_itself(unclear, timedelta(0))
    restore(store)
    assert not worker._asks_by_itself(unclear, timedelta(0))


def test_if_no_check_can_settle_it_a_person_decides_at_once_and_starting_works_again(starter, looking):
    intent = looking(listed=False)
    unknown = starter.until_free_to_release(intent.id)
    assert (unknown.stage, unknown.checked_at) == (Stage.UNCLEAR, None)
    assert starter.service.ask_again(intent.id, ADA).sent_count == 0
    assert starter.service.why_nothing_starts().startswith(OFF)
    assert starter.release(intent.id, ADA).stage is Stage.RELEASED
    assert starter.service.why_nothing_starts() == ""
    assert starter.run("healthy").stage is Stage.ENDED
