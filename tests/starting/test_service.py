"""What the service starts and what it doesn't: when closed, without a thread, or unused."""

import threading
from datetime import timedelta
from itertools import takewhile
from threading import Event, Thread

import pytest

from codat_client import CodatClient
from dashboard.insight.outcome import Outcome
from dashboard.insight.start.attempt import Stage
from dashboard.insight.start.intent import Intent, RequestedRange, new_intent_id
from dashboard.settings import Settings
from dashboard.starting.clock import Clock
from dashboard.starting.matching import read_baseline
from dashboard.starting.repository import StartRepository
from dashboard.starting.service import StartService
from dashboard.starting.worker import CLOSED, STOPPED_BEFORE, StartWorker, send
from dashboard.store.errors import StoreProblem, StoreUnavailable
from tests.codat_client.servers import COMPANY, reply, serve
from tests.starting.support import HERE, QUICK, RULES, repository, stage
from tests.support import limits
from tests.support.starts import wait_for


def wanted():
    return Intent(new_intent_id(), COMPANY, RequestedRange.up_to_now())


class Held:
    """A server that keeps its first answer back until it is let go, and remembers what was asked."""

    def __init__(self):
        self.asked, self.let_go = Event(), Event()
        self.server = serve(self.answer)

    def answer(self, asked, line):
        self.asked.set()
        self.let_go.wait(limits.WAIT_S)
        line.sendall(reply([] if "/list/" in asked.path else None))

    def posts(self):
        return [each for each in self.server.asked if each.method == "POST"]


@pytest.fixture
def held():
    """A server that answers only once it is let go."""
    made = Held()
    with made.server:
        yield made
        made.let_go.set()


def close_while_looking(start_service, held, attempt_id):
    """End the service while its first look is under way, and only then let Codat answer."""
    held.asked.wait(limits.WAIT_S)
    worker, _, _ = start_service._running[attempt_id]
    closing = Thread(target=start_service.close)
    closing.start()
    worker.stop.wait(limits.WAIT_S)
    held.let_go.set()
    closing.join(limits.WAIT_S)


def test_a_service_that_is_ended_while_it_looks_sends_nothing(held, store):
    client = CodatClient("test-key", held.server.url)
    start_service = StartService(client, repository(store, held.server.url), RULES)
    attempt = start_service.start(wanted(), Settings(), HERE)
    close_while_looking(start_service, held, attempt.id)
    ended = start_service.look(attempt.id)
    assert (ended.stage, ended.sent_at, held.posts()) == (Stage.NOT_STARTED, None, [])
    assert "the dashboard was stopped first" in ended.sentence


def test_what_is_running_is_read_last_before_the_request(held, store):
    held.let_go.set()
    client = CodatClient("test-key", held.server.url)
    start_service = StartService(client, repository(store, held.server.url), RULES)
    attempt = start_service.start(wanted(), Settings(), HERE)
    wait_for(start_service, attempt.id, lambda now: now.stage is not Stage.LOOKING, limits.WAIT_S)
    start_service.close()
    before = [each.path for each in takewhile(lambda each: each.method == "GET", held.server.asked)]
    running = [f"/companies/{COMPANY}/sync/commerce/syncs/{which}/status" for which in ("list", "latest")]
    assert before[-2:] == running
    assert len(before) > len(running)


def test_an_ended_service_refuses_and_says_so(starter):
    starter.service.close()
    attempt = starter.start(starter.intent())
    assert (attempt.stage, starter.posts()) == (Stage.NOT_STARTED, 0)
    assert "the dashboard was stopped first" in attempt.sentence


def test_a_service_that_is_ended_just_before_the_request_sends_nothing(starter, monkeypatch):
    save = starter.service._records.save_listed

    def save_and_end(attempt_id, sync_ids):
        save(attempt_id, sync_ids)
        starter.service._running[attempt_id][0].stop.set()

    monkeypatch.setattr(starter.service._records, "save_listed", save_and_end)
    ended = starter.run("healthy")
    assert (ended.stage, ended.sentence, starter.posts()) == (Stage.NOT_STARTED, CLOSED, 0)


def test_an_ended_service_takes_nothing_over(starter):
    starter.service.close()
    left, lease = starter.service._records.claim(starter.intent(), None)
    starter.service._records.give_back(lease)
    starter.service.follow_left()
    assert starter.service._running == {}
    assert starter.service.look(left.id).stage is Stage.LOOKING


def test_a_service_that_is_ended_while_it_takes_a_start_over_waits_for_that_worker(starter, monkeypatch):
    service, records = starter.service, starter.service._records
    take_over, found, go_on, waited = records.take_over, Event(), Event(), []
    closing = Thread(target=service.close)

    def take_over_slowly(attempt_id):
        found.set()
        go_on.wait(limits.WAIT_S)
        return take_over(attempt_id)

    def work(_worker):
        closing.join(0.3)
        waited.append(closing.is_alive())

    monkeypatch.setattr(records, "take_over", take_over_slowly)
    monkeypatch.setattr(StartWorker, "take_over", work)
    _, lease = records.claim(starter.intent(), None)
    records.give_back(lease)
    assert found.wait(limits.WAIT_S)
    closing.start()
    service._closed.wait(limits.WAIT_S)
    go_on.set()
    closing.join(limits.WAIT_S)
    assert (waited, service._running) == ([True], {})


def test_a_start_that_meets_the_end_of_its_service_is_not_sent(starter):
    start_service, client = starter.service, CodatClient("test-key", starter.sandbox.url)
    start_service.close()
    attempt, lease = start_service._records.claim(starter.intent(), None)
    worker = StartWorker(lambda: client, start_service._records, attempt.id, RULES, lease)
    assert start_service._go(worker, worker.carry_out, lease)
    ended = wait_for(start_service, attempt.id, lambda now: now.settled, limits.WAIT_S)
    client.close()
    assert (ended.stage, ended.sentence, starter.posts()) == (Stage.NOT_STARTED, CLOSED, 0)


def test_without_a_thread_nothing_is_sent_and_the_company_is_free(starter, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", _no_more_threads)
        attempt = starter.start(starter.intent())
    assert (attempt.stage, starter.posts()) == (Stage.NOT_STARTED, 0)
    assert starter.service.of_company(attempt.intent.company_id).holder is None
    assert starter.run("healthy").stage is Stage.ENDED


def test_without_a_thread_and_without_a_store_it_is_left_to_be_recorded_later(starter, monkeypatch):
    def fails(*_, **__):
        raise StoreUnavailable(StoreProblem.LOCKED)

    with monkeypatch.context() as patch:
        patch.setattr(starter.service, "_go", lambda *_: False)
        patch.setattr(starter.service._records, "change", fails)
        attempt = starter.start(starter.intent())
        assert attempt.stage is Stage.LOOKING
    ended = wait_for(starter.service, attempt.id, lambda now: now.settled, limits.WAIT_S)
    assert (ended.stage, starter.posts()) == (Stage.NOT_STARTED, 0)


def _no_more_threads(_thread):
    raise RuntimeError("can't start new thread")


def test_a_start_being_handed_to_its_worker_does_not_count_as_abandoned(starter, monkeypatch):
    begin = starter.service._go

    def begin_late(worker, work, lease):
        starter.service.follow_left()
        return begin(worker, work, lease)

    monkeypatch.setattr(starter.service, "_go", begin_late)
    attempt = starter.run("healthy")
    assert (attempt.outcome, starter.posts()) == (Outcome.SUCCEEDED, 1)
    assert starter.service._handed_over == {}


def test_a_settled_attempt_keeps_neither_its_thread_nor_what_was_listed_before(starter):
    starter.run("healthy")
    for _, thread, _ in list(starter.service._running.values()):
        thread.join(limits.WAIT_S)
    assert starter.service._running == {}


def test_a_start_abandoned_before_it_was_sent_is_not_sent(starter):
    left, lease = starter.service._records.claim(starter.intent(), None)
    starter.service._records.give_back(lease)
    ended = wait_for(starter.service, left.id, lambda now: now.settled, limits.WAIT_S)
    assert (ended.stage, ended.sentence, starter.posts()) == (Stage.NOT_STARTED, STOPPED_BEFORE, 0)


@pytest.mark.parametrize("carried_out", [True, False])
def test_a_start_abandoned_while_it_was_sent_is_looked_for(starter, store, carried_out):
    intent, account_id = starter.intent(), starter.service._records._account_id
    records = StartRepository(store, account_id, starter.sandbox.url, limits.WAIT_S)
    _, lease = records.claim(intent, None)
    assert lease is not None
    before = read_baseline(starter.service._client, intent.company_id, Clock().now(), timedelta(hours=2))
    records.save_listed(intent.id, before.sync_ids)
    now = Clock().now()
    records.change(intent.id, stage=Stage.SENDING, sent_at=now, last_sent_at=now, sent_count=1)
    if carried_out:
        send(starter.service._client, intent)
    records.give_back(lease)
    end = wait_for(starter.service, intent.id, lambda now: now.settled or now.may_release, limits.WAIT_S)
    assert (end.stage, end.was_unclear) == (Stage.ENDED if carried_out else Stage.UNCLEAR, True)
    assert starter.posts() == carried_out


def test_a_worker_whose_start_another_process_has_taken_over_is_stopped(starter, store):
    starter.sandbox.let_syncs_run()
    running = starter.run(until=stage(Stage.RUNNING))
    worker, _, _ = starter.service._running[running.id]
    other = StartRepository(store, starter.service._records._account_id, starter.sandbox.url, limits.WAIT_S)
    other.seize(running.id, lambda _: True)
    starter.service._renew()
    assert worker.stop.is_set()


def test_a_worker_that_ends_late_leaves_the_one_that_asks_again_in_its_place(starter):
    starter.sandbox.fault("drop", operation="sync.request", carriedOut=False)
    starter.sandbox.let_syncs_run()
    unknown = starter.until_unknown()
    _, late, _ = starter.service._running[unknown.id]
    starter.service.ask_again(unknown.id, HERE)
    late.join(limits.WAIT_S)
    assert starter.service._running[unknown.id][1] is not late


def test_another_service_takes_over_the_starts_of_a_closed_one(starter_at, store):
    starter = starter_at()
    starter.sandbox.let_syncs_run()
    running = starter.run(until=stage(Stage.RUNNING))
    starter.service.close()
    records = StartRepository(store, starter.service._records._account_id, starter.sandbox.url, QUICK.lease)
    other = StartService(CodatClient("test-key", starter.sandbox.url), records, RULES)
    starter.sandbox.end_syncs()
    ended = wait_for(other, running.id, lambda now: now.settled, limits.WAIT_S)
    other.close()
    assert ended.outcome is Outcome.SUCCEEDED
