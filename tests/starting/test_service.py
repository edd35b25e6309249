"""What the door lets begin and what it does not: ended, without a thread, with nobody using it."""

import threading
from threading import Event, Thread

import pytest

from codat_client import CodatClient
from dashboard.insight.start.attempt import Stage
from dashboard.insight.start.intent import Intent, RequestedRange, new_intent_id
from dashboard.starting.service import StartService, close_doors, door_for, known_door
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
    """A server whose answers are held back."""
    made = Held()
    with made.server:
        yield made
        made.let_go.set()


def close_while_looking(door, held, attempt_id):
    """End the door while its first look is under way, and only then let Codat answer."""
    held.asked.wait(limits.WAIT_S)
    lease = door._runs[attempt_id].lease
    closing = Thread(target=door.close)
    closing.start()
    lease.wake.wait(limits.WAIT_S)
    held.let_go.set()
    closing.join(limits.WAIT_S)


def test_a_door_that_is_ended_while_it_looks_sends_nothing(held):
    door = StartService(CodatClient("test-key", held.server.url), QUICK)
    attempt = door.start(wanted(), Allowed(), HERE)
    close_while_looking(door, held, attempt.id)
    ended = door.look(attempt.id)
    assert (ended.stage, ended.sent_at, held.posts()) == (Stage.NOT_STARTED, None, [])
    assert "ended before anything was sent" in ended.sentence


def test_an_ended_door_refuses_and_says_so(starter):
    starter.door.close()
    attempt = starter.start(starter.intent())
    assert (attempt.stage, starter.posts()) == (Stage.NOT_STARTED, 0)
    assert "ended before anything was sent" in attempt.sentence


def test_without_a_thread_nothing_is_sent_and_the_company_is_free(starter, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", _no_more_threads)
        attempt = starter.start(starter.intent())
    assert (attempt.stage, starter.posts()) == (Stage.NOT_STARTED, 0)
    assert starter.door.unsettled(attempt.intent.company_id) is None
    assert starter.run("healthy").stage is Stage.ENDED


def _no_more_threads(_thread):
    raise RuntimeError("can't start new thread")


def test_a_settled_attempt_keeps_neither_its_thread_nor_what_was_listed_before(starter):
    attempt = starter.run("healthy")
    thread = starter.door._threads.get(attempt.id)
    if thread is not None:
        thread.join(limits.WAIT_S)
    assert (starter.door._runs, starter.door._threads) == ({}, {})


def test_a_released_attempt_is_let_go_of_too(starter):
    starter.sandbox.fault("502", operation="sync.request", carriedOut=False)
    starter.door.release(starter.until_unknown().id, "")
    assert starter.door._runs == {}


@pytest.fixture
def doors(quick_sandbox):
    """Return a way to make doors by name, each with a client of its own."""
    close_doors()
    yield lambda name: door_for(name, lambda: CodatClient("test-key", quick_sandbox.url))
    close_doors()


def test_only_starting_makes_a_door(doors):
    assert known_door("one") is None
    made = doors("one")
    assert known_door("one") is made
    assert known_door("another") is None
