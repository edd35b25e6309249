"""A start of a sync from the Start page, met by every kind of fault: one POST, and a sentence that is true.

tests/starting has what the service makes of each kind; here is what the person at the page gets.
"""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import ThreadingHTTPServer

import pytest

from codat_client import CodatClient
from dashboard.insight.start.again import AskAgainLimits
from dashboard.services.account import CodatAccount
from dashboard.starting.service import StartService
from dashboard.starting.worker import StartRules
from sandbox.faults import BROKEN, KINDS, NEVER_CARRIED_OUT
from tests.faults.complete_page import NO_TRACE, shows
from tests.faults.conftest import AT_LEAST_S, LASTING, MOST_BYTES, PATIENCE_S, Session
from tests.starting.support import RULES
from tests.support.forwarding import Forwarding
from tests.support.starts import service_here, use_rules

UP_TO_NOW, A_RANGE = "sync.request", "sync.request_for_date_range"
ONE_OF_EACH_SORT = ("403", "429", "502", "drop", "late", "html", "redirect")
FAULTS = [*((UP_TO_NOW, kind) for kind in KINDS), *((A_RANGE, kind) for kind in ONE_OF_EACH_SORT)]
SOON = replace(RULES, again=AskAgainLimits(after=timedelta(seconds=0.1)))
"""How long to look after an unclear answer if nothing began."""
LONG = replace(RULES, again=AskAgainLimits(after=timedelta(seconds=AT_LEAST_S)))
"""How long to look otherwise: as long as a test may take."""
OpenService = Callable[[str, StartRules], StartService]


@pytest.fixture
def open_service(
    session: Session, environment: pytest.MonkeyPatch
) -> Callable[[str, StartRules], StartService]:
    """Create the pages' service with its own rules and short timeouts."""

    def open_it(kind: str, rules: StartRules) -> StartService:
        use_rules(environment, rules, partial(impatient, session.way, kind))
        return service_here(session.way)

    return open_it


def impatient(way: CodatAccount, kind: str = "") -> CodatClient:
    """Return a client with short timeouts."""
    return CodatClient(
        way.api_key,
        way.base_url,
        read_timeout=AT_LEAST_S,
        trigger_timeout=PATIENCE_S if kind in LASTING else AT_LEAST_S,
        max_bytes=MOST_BYTES,
    )


def start(session: Session, company: str, operation: str = UP_TO_NOW) -> str:
    """Go through the form and the confirmation step to the page of the start; return its id."""
    last = datetime.now(UTC).date() - timedelta(days=3)
    asked = {"company": company}
    if operation == A_RANGE:
        asked |= {"cover": "range", "from": f"{last - timedelta(days=3)}", "to": f"{last}"}
    session.open("start", again=True, **asked)
    session.press("go_on")
    session.press("start_sync")
    attempt: str = session.app.session_state["started"][1]
    return attempt


def everything(session: Session) -> str:
    """Everything sent to the browser."""
    return "\n".join(str(getattr(each, "proto", "")) for each in session.app)


def encoded(key: str) -> str:
    """The key as it is sent to Codat."""
    return base64.b64encode(key.encode()).decode()


def shows_the_key(session: Session) -> bool:
    key, shown = session.way.api_key, everything(session)
    return key in shown or encoded(key) in shown


class Echoing(Forwarding):
    """Refuses every start, and repeats the key in its answer."""

    to = ""

    def goal(self) -> str:
        return self.to

    def do_POST(self) -> None:  # noqa: N802 - the name that the library calls
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        asked = self.headers["Authorization"].split()[-1]
        words = f"The key {asked}, that is {base64.b64decode(asked).decode()}, may not start this."
        self.answer(400, json.dumps({"statusCode": 400, "service": "x", "error": words}).encode())


class Nesting(Forwarding):
    """Starts every sync, and answers with JSON nested deeper than Python can read."""

    to = ""
    depth = 100_000

    def goal(self) -> str:
        return self.to

    def answer(self, status: int, body: bytes) -> None:
        deep = b'{"commerceSyncId": ' + b"[" * self.depth + b"]" * self.depth + b"}"
        super().answer(status, deep if self.command == "POST" else body)


@pytest.fixture
def through(environment, fresh_sandbox) -> Iterator[Callable[[type[Forwarding]], Session]]:
    """Return sessions that reach the sandbox through such a server."""
    with ExitStack() as opened:

        def make(kind: type[Forwarding]) -> Session:
            made = type("To", (kind,), {"to": fresh_sandbox.url})
            server = opened.enter_context(ThreadingHTTPServer(("127.0.0.1", 0), made))
            threading.Thread(target=server.serve_forever, daemon=True).start()
            opened.callback(server.shutdown)
            url = f"http://127.0.0.1:{server.server_address[1]}"
            environment.setenv("CODAT_API_KEY", "a-key-of-somebody")
            environment.setenv("CODAT_BASE_URL", url)
            session = Session(url, "a-key-of-somebody", environment)
            opened.callback(session.close)
            use_rules(environment, LONG, partial(impatient, session.way))
            return session

        yield make


@pytest.mark.parametrize(("operation", "kind"), FAULTS)
def test_a_start_that_fails_is_shown_and_never_sent_again(
    session, fresh_sandbox, open_service, company, operation, kind
):
    fresh_sandbox.fault(kind, operation=operation, carriedOut=False)
    start_service = open_service(kind, SOON)
    attempt = start(session, company, operation)
    turned_away = kind in NEVER_CARRIED_OUT
    end = "The sync was not started" if turned_away else "No new sync appeared in the"
    text = session.until(lambda text: end in text)
    recorded = start_service.look(attempt)
    shows(text, recorded.sentence)
    assert recorded.was_unclear is not turned_away
    assert ("We don’t know whether the sync started" in text) is not turned_away
    assert not [trace for trace in NO_TRACE if trace in text]
    assert not shows_the_key(session)
    assert [each["operation"] for each in fresh_sandbox.ledger()] == [operation]


@pytest.mark.parametrize("kind", BROKEN)
def test_a_start_whose_answer_was_broken_on_its_way_is_found(
    session, fresh_sandbox, open_service, company, kind
):
    fresh_sandbox.fault(kind, operation=UP_TO_NOW, carriedOut=True)
    open_service(kind, RULES)
    start(session, company)
    text = session.until(lambda text: "The sync succeeded after" in text)
    assert "It’s probably this sync: it’s the only new one." in text
    assert len(fresh_sandbox.ledger()) == 1


def test_a_refusal_that_echoes_the_key_is_shown_without_it(through, company):
    echoing = through(Echoing)
    attempt = start(echoing, company)
    text = echoing.until(lambda text: "The sync was not started" in text)
    assert "may not start this." in text
    assert attempt in everything(echoing)
    assert not shows_the_key(echoing)


@pytest.mark.parametrize("depth", [900, 100_000])
def test_a_start_whose_answer_is_nested_too_deeply_is_followed_and_not_sent_again(
    through, fresh_sandbox, company, depth
):
    session = through(type("Deep", (Nesting,), {"depth": depth}))
    start(session, company)
    text = session.until(lambda text: "The sync succeeded after" in text)
    assert "It’s probably this sync: it’s the only new one." in text
    assert len(fresh_sandbox.ledger()) == 1
