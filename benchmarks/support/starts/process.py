"""A dashboard process without pages: people who start syncs and follow each one to its end.

    python -m benchmarks.support.starts.process SETTINGS

SETTINGS is a Desk as JSON. It reads orders from stdin, one JSON object a line, writes the result of each to
stdout, and ends when stdin closes. It holds nothing that a SIGKILL could lose: everything is in the store.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from dataclasses import asdict, dataclass
from queue import SimpleQueue
from threading import Event, Lock, Thread
from typing import Any

from benchmarks.support.starts.clock import FastClock
from benchmarks.support.starts.plan import intent_of
from codat_client import CodatClient, RetryConfig
from dashboard.access.person import unsigned
from dashboard.access.request_origin import OriginKind, RequestOrigin
from dashboard.insight.start.again import AskAgainLimits, may_ask_again
from dashboard.insight.start.attempt import Attempt
from dashboard.settings import Settings
from dashboard.starting.progress import PollPolicy
from dashboard.starting.repository import StartRepository
from dashboard.starting.service import StartService
from dashboard.starting.worker import StartRules
from dashboard.store.engine import open_store
from dashboard.store.errors import StoreError

LEASE_S = 1.0
"""How long a lease lasts, in real seconds: a fast clock doesn't make transactions faster."""
LIMITS = AskAgainLimits(by_itself=True)
SETTINGS = Settings(allow_starting=True, starts_an_hour=1_000_000)
PERSON = unsigned(RequestOrigin(OriginKind.HERE), "Ada", SETTINGS)
GLANCE = 15.0
"""How often a person looks at the page, in seconds."""


@dataclass(frozen=True)
class Desk:
    """The arguments of a process: store, account, Codat's address, clock, number of people."""

    database_url: str
    account_id: str
    base_url: str
    clock: str
    timeout: float
    people: int

    def __str__(self) -> str:
        return json.dumps(asdict(self))


class People:
    """The people of this process. Each takes the next order and waits for its result."""

    def __init__(self, service: StartService, clock: FastClock, number: int) -> None:
        self._service, self._clock = service, clock
        self._orders: SimpleQueue[dict[str, Any]] = SimpleQueue()
        self._out = Lock()
        for _ in range(number):
            Thread(target=self._work, daemon=True).start()

    def take(self, order: dict[str, Any]) -> None:
        """Queue an order for the next person."""
        self._orders.put(order)

    def say(self, **what: object) -> None:
        """Write a line for the parent process."""
        with self._out:
            print(json.dumps(what), flush=True)

    def _work(self) -> None:
        while True:
            order = self._orders.get()
            intent, began = intent_of(order), time.perf_counter()
            attempt = self._service.start(intent, SETTINGS, PERSON)
            self.say(recorded=intent.id, ms=(time.perf_counter() - began) * 1000)
            while not attempt.settled:
                self._clock.wait(Event(), GLANCE)
                attempt = self._glance(attempt)
            self.say(done=intent.id)

    def _glance(self, attempt: Attempt) -> Attempt:
        """Look at the page, and decide if it asks for a decision."""
        try:
            seen = self._service.look(attempt.id) or attempt
            if not seen.settled and seen.may_release:
                return self._decided(seen)
        except StoreError:
            return attempt
        return seen

    def _decided(self, attempt: Attempt) -> Attempt:
        """Ask again once if that is offered; else allow another start."""
        asks = attempt.sent_count == 1 and may_ask_again(attempt, self._clock.now(), LIMITS)
        decide = self._service.ask_again if asks else self._service.release
        return decide(attempt.id, PERSON) or attempt


def service_at(desk: Desk, clock: FastClock) -> StartService:
    """Return the start service. Its leases expire by the database's clock, which is the machine's."""
    again = RetryConfig(base_delay=0.02)
    client = CodatClient(
        "test-key", desk.base_url, read_timeout=desk.timeout, trigger_timeout=desk.timeout, retries=again
    )
    store = open_store(desk.database_url)
    records = StartRepository(store, desk.account_id, desk.base_url, LEASE_S, clock)
    policy = PollPolicy(lease=LEASE_S * clock.faster)
    return StartService(client, records, StartRules(policy=policy, again=LIMITS))


def main(settings: str) -> None:
    """Work until stdin closes."""
    logging.disable(logging.WARNING)  # lost leases are expected here
    desk = Desk(**json.loads(settings))
    clock = FastClock.from_text(desk.clock)
    people = People(service_at(desk, clock), clock, desk.people)
    people.say(ready=True)
    for line in sys.stdin:
        people.take(json.loads(line))
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
