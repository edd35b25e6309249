"""The key is nowhere to be found but in the request itself."""

import base64
import copy
import io
import logging
import pickle
import traceback
from collections.abc import Iterator
from typing import Any

import pytest

from codat_client import (
    BadInput,
    BadReply,
    CodatClient,
    CodatError,
    Forbidden,
    HeldBack,
    NoAnswer,
    NotFound,
    NotSent,
    PaymentRequired,
    Quota,
    RateLimited,
    Rejected,
    ServerTrouble,
    Unauthorized,
    Unclear,
)
from codat_client.wire import Secret
from tests.codat_client.servers import COMPANY, drop, reply, serve
from tests.codat_client.test_masking import ESCAPES, ODD, decoded

KEY = "k3y-that-nobody-may-see"
TRACES = (KEY, "azN5LXRoYXQtbm9ib2R5LW1heS1zZWU")
"""The key, and the part of its base64 that any padding leaves alone."""

LATEST = "latest"
BEGIN = "begin"
ECHO = {"error": f"no such key {KEY}", "service": f"Basic {TRACES[1]}="}
WAYS: dict[type[CodatError], tuple[str, Any]] = {
    BadInput: ("", reply({})),
    HeldBack: (LATEST, reply({})),
    NoAnswer: (LATEST, drop),
    Rejected: (LATEST, reply(ECHO, 418)),
    Unauthorized: (LATEST, reply(ECHO, 401)),
    PaymentRequired: (LATEST, reply(ECHO, 402)),
    Forbidden: (LATEST, reply(ECHO, 403)),
    NotFound: (BEGIN, reply(ECHO, 404)),
    RateLimited: (LATEST, reply(ECHO, 429)),
    ServerTrouble: (LATEST, reply(ECHO, 500)),
    BadReply: (LATEST, reply(b"[]")),
    Unclear: (BEGIN, reply(ECHO, 502)),
    NotSent: (BEGIN, None),
}


def hold_back(_operation: str, _quota: Quota | None) -> None:
    raise HeldBack("Not now.")


def fail(kind: type[CodatError]) -> CodatError:
    """Bring about an error of this class, as a caller would see it."""
    way, script = WAYS[kind]
    with serve(script or drop) as server:
        before_read = hold_back if kind is HeldBack else None
        client = CodatClient(KEY, server.url, retries=None, before_read=before_read)
        if script is None:
            server.__exit__()
        try:
            client.sync.request(COMPANY) if way == BEGIN else client.sync.get_latest_sync(
                COMPANY if way else "no id"
            )
        except kind as error:
            return error
    raise AssertionError(kind)


def subclasses(kind: type) -> Iterator[type]:
    one: type
    for one in kind.__subclasses__():
        yield one
        yield from subclasses(one)


def reachable(start: object, depth: int = 12) -> Iterator[object]:
    """Walk what hangs on an exception: attributes, slots, containers, causes, locals of its frames."""
    seen, waiting = set(), [(start, depth)]
    while waiting:
        thing, left = waiting.pop()
        if id(thing) in seen or not left:
            continue
        seen.add(id(thing))
        yield thing
        waiting += [(inner, left - 1) for inner in inside(thing)]


def inside(thing: object) -> list[object]:
    if isinstance(thing, str | bytes | int | float | type):
        return []
    if isinstance(thing, dict):
        return [*thing, *thing.values()]
    if isinstance(thing, list | tuple | set | frozenset):
        return list(thing)
    found = list(getattr(thing, "__dict__", {}).values())
    slots = [name for kind in type(thing).__mro__ for name in getattr(kind, "__slots__", ())]
    found += [getattr(thing, name, None) for name in slots]
    if isinstance(thing, BaseException):
        found += [thing.args, thing.__cause__, thing.__context__]
        found += [frame.f_locals for frame, _ in traceback.walk_tb(thing.__traceback__) if ours(frame)]
    return found


def ours(frame: Any) -> bool:
    return (
        "codat_client" in frame.f_globals.get("__name__", "") and "tests" not in frame.f_globals["__name__"]
    )


def shows(text: object) -> bool:
    return any(trace in str(text) for trace in TRACES)


def test_every_error_class_is_walked():
    assert set(WAYS) == set(subclasses(CodatError))


@pytest.mark.parametrize("kind", WAYS)
def test_no_error_shows_the_key(kind):
    error = fail(kind)
    full = traceback.TracebackException.from_exception(error, capture_locals=True)
    inner = [frame.locals for frame in full.stack if "/tests/" not in frame.filename]
    assert not any(map(shows, [error, repr(error), *inner, pickle.dumps(error)]))
    assert (error.__cause__, error.__context__) == (None, None)


@pytest.mark.parametrize("kind", WAYS)
def test_nothing_that_hangs_on_an_error_holds_the_key(kind):
    things = list(reachable(fail(kind)))
    assert not [thing for thing in things if isinstance(thing, str | bytes) and shows(thing)]
    exchanged = {"requests.models", "requests.structures", "requests.exceptions", "urllib3.response"}
    assert not [thing for thing in things if type(thing).__module__ in exchanged]


@pytest.mark.parametrize("kind", WAYS)
def test_an_error_can_be_pickled_and_keeps_what_it_tells(kind):
    error = fail(kind)
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert (type(again), vars(again), str(again)) == (kind, vars(error), str(error))


def test_the_walk_does_find_a_key_that_is_not_hidden(monkeypatch):
    class Plain:
        def __init__(self, value):
            self.value = value

        def reveal(self):
            return self.value

    monkeypatch.setattr("codat_client.wire.Secret", Plain)
    assert any(isinstance(thing, str) and shows(thing) for thing in reachable(fail(ServerTrouble)))


def test_the_client_shows_itself_without_the_key_and_is_not_pickled():
    client = CodatClient(KEY, "http://127.0.0.1:1")
    assert repr(client) == "CodatClient('http://127.0.0.1:1')"
    assert not shows([repr(thing) for thing in reachable(client)])
    for attempt in (
        lambda: pickle.dumps(client),
        lambda: copy.deepcopy(client),
        lambda: pickle.dumps(Secret(KEY)),
    ):
        with pytest.raises(TypeError, match="can’t be pickled"):
            attempt()


def test_nothing_is_logged_with_the_key():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.DEBUG)
    try:
        for kind in WAYS:
            fail(kind)
    finally:
        logging.getLogger().removeHandler(handler)
        logging.getLogger().setLevel(logging.WARNING)
    assert "GET" in stream.getvalue()
    assert not shows(stream.getvalue())


@pytest.mark.parametrize("escape", ESCAPES.values(), ids=ESCAPES)
@pytest.mark.parametrize("status", [418, 502])
def test_an_echo_of_the_key_is_taken_out_however_it_is_escaped(escape, status):
    ready_made = base64.b64encode(ODD.encode()).decode()
    text = f"no such key: {escape(ODD)}, Basic {escape(ready_made)}"
    items = f'{{"errors": [{{"message": "{text}", "itemId": "{text}"}}]}}'
    body = f'{{"error": "{text}", "service": "{text}", "correlationId": "x", "validation": {items}}}'
    with serve(reply(body.encode(), status, location=text)) as server, pytest.raises(CodatError) as caught:
        CodatClient(ODD, server.url, retries=None).sync.get_latest_sync(COMPANY)
    error = caught.value
    assert error.error.startswith("no such key: ***")
    assert str(error.validation.errors).startswith("(ValidationItem(item_id='no such key: ***")
    texts = [decoded(str(thing)) for thing in reachable(error) if isinstance(thing, str | bytes)]
    assert not [shown for shown in texts if ODD in shown or ready_made.rstrip("=") in shown]


READS = {
    "get_latest_sync": lambda client: client.sync.get_latest_sync(COMPANY),
    "get_last_successful_sync": lambda client: client.sync.get_last_successful_sync(COMPANY),
    "get_status": lambda client: client.sync.get_status(COMPANY),
    "list": lambda client: client.sync.list(COMPANY),
    "connections": lambda client: client.connections.list(COMPANY),
    "configuration": lambda client: client.configuration.get(COMPANY),
    "companies": lambda client: client.companies.list(),
    "request": lambda client: client.sync.request(COMPANY),
}
ECHOED = {
    "syncId": "1",
    "syncStatus": KEY,
    "platformName": KEY,
    "name": KEY,
    "companyId": KEY,
    "unknown": {KEY: TRACES[1]},
    "damaged": 7,
}


@pytest.mark.parametrize("read", READS)
def test_no_record_of_a_200_holds_the_key(read):
    bodies: dict[str, Any] = {"list": [ECHOED, ECHOED | {"syncStatus": {KEY: 1}}]}
    page = {"results": [ECHOED, ECHOED | {"name": [KEY]}]}
    bodies |= {"connections": page, "companies": page}
    with serve(reply(bodies.get(read, ECHOED), x_echo=KEY, retry_after=KEY)) as server:
        result = READS[read](CodatClient(KEY, server.url))
    held = [str(thing) for thing in reachable(result) if isinstance(thing, str | bytes)]
    raws = [each.raw for each in (*result, *result.damaged)] if hasattr(result, "damaged") else [result.raw]
    assert "***" in str(raws[0])
    assert not [thing for thing in (repr(result), *map(str, raws), *held) if shows(thing)]


def test_headers_that_cannot_be_read_are_not_logged(caplog):
    broken = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nnot a header " + KEY.encode() + b"\r\nx: y\r\n\r\n{}"
    with serve(broken) as server, caplog.at_level(logging.DEBUG):
        CodatClient(KEY, server.url).sync.get_latest_sync(COMPANY)
    assert "GET" in caplog.text
    assert not shows(caplog.text)
