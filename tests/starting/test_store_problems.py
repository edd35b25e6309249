"""A start while the store can't be used: nothing unrecorded is sent, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.exc import OperationalError

from dashboard.insight.outcome import Outcome
from dashboard.insight.start.attempt import Stage
from dashboard.insight.start.check import RecordedAnswer
from dashboard.store.errors import StoreProblem, StoreUnavailable
from dashboard.store.outage import HANGS_S, Outage, OutageClock
from tests.starting.support import stage
from tests.support import limits
from tests.support.starts import wait_for


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_on_a_full_disk_nothing_is_sent_and_the_page_that_follows_says_so(starter, store):
    @event.listens_for(store._database.engine, "begin")
    def _full(connection):
        connection.exec_driver_sql("PRAGMA max_page_count=1")

    refused = starter.start(starter.intent(answers=(RecordedAnswer("by hand", "x" * 100_000),)))
    assert refused.sentence == f"Nothing was sent. {StoreProblem.FULL}"
    assert starter.service.look(refused.id) == refused
    assert (refused.stage, starter.posts()) == (Stage.NOT_STARTED, 0)


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_while_the_server_is_down_nothing_is_sent_and_what_runs_is_followed_afterwards(starter, postgres):
    starter.sandbox.let_syncs_run()
    running = starter.run(until=stage(Stage.RUNNING))
    with postgres.stopped():
        refused = starter.start(starter.intent("two-shops"))
        assert refused.sentence == f"Nothing was sent. {StoreProblem.DOWN}"
        assert starter.service.look(refused.id) == refused
        starter.sandbox.end_syncs()
    ended = wait_for(starter.service, running.id, lambda now: now.settled, limits.WAIT_S)
    assert (ended.outcome, starter.posts()) == (Outcome.SUCCEEDED, 1)


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_a_start_that_could_not_be_recorded_can_be_started_again_with_its_own_id(starter, postgres):
    intent = starter.intent()
    with postgres.stopped():
        assert starter.start(intent).stage is Stage.NOT_STARTED
    starter.start(intent)
    ended = wait_for(starter.service, intent.id, lambda now: now.settled, limits.WAIT_S)
    assert (ended.outcome, starter.posts()) == (Outcome.SUCCEEDED, 1)


def test_a_start_that_only_lost_its_database_is_not_said_to_have_lost_its_process(starter, monkeypatch):
    def fails(*_):
        raise StoreUnavailable(StoreProblem.DOWN)

    monkeypatch.setattr(starter.service._records, "save_listed", fails)
    ended = starter.run("healthy")
    assert (ended.stage, starter.posts()) == (Stage.NOT_STARTED, 0)
    assert "the dashboard stopped, or lost its database," in ended.sentence


@pytest.fixture
def hanging() -> Iterator[Outage]:
    """The memory of a server that hangs, as everyone has it who comes after the first."""
    times = count(step=HANGS_S)

    def connect() -> Connection:
        raise OperationalError("connect", None, Exception())

    made = Outage(connect, OutageClock(now=lambda: next(times)))
    with pytest.raises(OperationalError):
        made.connect()
    yield made
    made.forget()


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_while_the_server_is_known_to_hang_nothing_is_sent_and_the_start_can_be_repeated(
    starter, store, hanging
):
    intent = starter.intent()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(store._database, "_outage", hanging)
        refused = starter.start(intent)
        assert (refused.sentence, starter.posts()) == (f"Nothing was sent. {StoreProblem.DOWN}", 0)
    starter.start(intent)
    ended = wait_for(starter.service, intent.id, lambda now: now.settled, limits.WAIT_S)
    assert (ended.outcome, starter.posts()) == (Outcome.SUCCEEDED, 1)
