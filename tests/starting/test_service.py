"""What the service lets begin and what it does not: ended, without a thread, with nobody using it."""

import threading
from threading import Event, Thread

import pytest

from codat_client import CodatClient
from dashboard.insight.start.attempt import Stage
from dashboard.insight.start.intent import Intent, RequestedRange, new_intent_id
from dashboard.starting.service import StartService, close_services, known_service, service_for
from tests.codat_client.servers import COMPANY, reply, serve
from tests.starting.support import HERE, QUICK, Allowed
from tests.support import limits


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
    watch = start_service._runs[attempt_id].watch
    closing = Thread(target=start_service.close)
    closing.start()
    watch.wake.wait(limits.WAIT_S)
    held.let_go.set()
    closing.join(limits.WAIT_S)


def test_a_service_that_is_ended_while_it_looks_sends_nothing(held):
    start_service = StartService(CodatClient("test-key", held.server.url), QUICK)
    attempt = start_service.start(wanted(), Allowed(), HERE)
    close_while_looking(start_service, held, attempt.id)
    ended = start_service.look(attempt.id)
    assert (ended.stage, ended.sent_at, held.posts()) == (Stage.NOT_STARTED, None, [])
    assert "the dashboard was stopped first" in ended.sentence


def test_an_ended_service_refuses_and_says_so(starter):
    starter.service.close()
    attempt = starter.start(starter.intent())
    assert (attempt.stage, starter.posts()) == (Stage.NOT_STARTED, 0)
    assert "the dashboard was stopped first" in attempt.sentence


def test_without_a_thread_nothing_is_sent_and_the_company_is_free(starter, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", _no_more_threads)
        attempt = starter.start(starter.intent())
    assert (attempt.stage, starter.posts()) == (Stage.NOT_STARTED, 0)
    assert starter.service.unsettled(attempt.intent.company_id) is None
    assert starter.run("healthy").stage is Stage.ENDED


def _no_more_threads(_thread):
    raise RuntimeError("can't start new thread")


def test_a_settled_attempt_keeps_neither_its_thread_nor_what_was_listed_before(starter):
    attempt = starter.run("healthy")
    thread = starter.service._threads.get(attempt.id)
    if thread is not None:
        thread.join(limits.WAIT_S)
    assert (starter.service._runs, starter.service._threads) == ({}, {})


def test_a_released_attempt_is_let_go_of_too(starter):
    starter.sandbox.fault("502", operation="sync.request", carriedOut=False)
    starter.release(starter.until_unknown().id)
    assert starter.service._runs == {}


@pytest.fixture
def services(quick_sandbox):
    """Return a way to make services by name, each with a client of its own."""
    close_services()
    yield lambda name: service_for(name, lambda: CodatClient("test-key", quick_sandbox.url))
    close_services()


def test_only_starting_makes_a_service(services):
    assert known_service("one") is None
    made = services("one")
    assert known_service("one") is made
    assert known_service("another") is None
