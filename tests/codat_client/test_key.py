"""The key is nowhere to be found but in the request itself."""

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
    NoAnswer,
    NotFound,
    NotSent,
    PaymentRequired,
    RateLimited,
    Rejected,
    ServerTrouble,
    Unauthorized,
    Unclear,
)
from codat_client.wire import Secret
from tests.codat_client.servers import COMPANY, drop, reply, serve

KEY = "k3y-that-nobody-may-see"
TRACES = (KEY, "azN5LXRoYXQtbm9ib2R5LW1heS1zZWU")
"""The key, and the part of its base64 that any padding leaves alone."""

LATEST = "latest"
BEGIN = "begin"
ECHO = {"error": f"no such key {KEY}", "service": f"Basic {TRACES[1]}="}
WAYS: dict[type[CodatError], tuple[str, Any]] = {
    BadInput: ("", reply({})),
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


def fail(kind: type[CodatError]) -> CodatError:
    """Bring about an error of this class, as a caller would see it."""
    way, script = WAYS[kind]
    with serve(script or drop) as server:
        client = CodatClient(KEY, server.url, retries=None)
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

        def tell(self):
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
        with pytest.raises(TypeError, match="not pickled"):
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
