"""Every operation under every kind of body: an error of ours or a right record, in time, nothing blanked."""

from __future__ import annotations

import json
import time
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codat_client import BadReply, CodatClient, CodatError, Unclear
from tests.codat_client.servers import COMPANY, LATE, SYNC, reply, serve
from tests.support import limits

DAY = "2026-11-11T00:00:00Z"
ONE = {
    "companyId": COMPANY,
    "syncId": SYNC,
    "syncStatusCode": 2000,
    "syncStatus": "Complete",
    "errorMessage": "fine",
    "syncUtc": DAY,
    "dataPushed": True,
}
LINE = {"id": SYNC, "platformName": "Xero", "status": "Linked", "connectionInfo": {"a": 1}}
OPTION = {"id": "1", "name": "Sales"}
SETUP = {
    "companyId": COMPANY,
    "enable": True,
    "schedule": {"selectedFrequency": "Daily", "timeZone": "Etc/UTC", "syncHour": 2},
    "configuration": {"sales": {"accounts": {"sales": {"labelText": "Sales", "accountOptions": [OPTION]}}}},
}


def page_of(item: Any) -> Any:
    return {"results": [item], "pageNumber": 1, "pageSize": 100, "totalResults": 1, "_links": {"self": {}}}


# operation → (how it is called, a right body, the path to its first text)
OPERATIONS: dict[str, tuple[Any, Any, tuple[Any, ...]]] = {
    "sync.get": (lambda client: client.sync.get(COMPANY, SYNC), ONE, ("syncStatus",)),
    "sync.get_last_successful_sync": (
        lambda client: client.sync.get_last_successful_sync(COMPANY),
        ONE,
        ("syncStatus",),
    ),
    "sync.get_latest_sync": (lambda client: client.sync.get_latest_sync(COMPANY), ONE, ("syncStatus",)),
    "sync.get_status": (
        lambda client: client.sync.get_status(COMPANY),
        ONE | {"commerceSyncId": "8d0a", "dataConnections": [LINE]},
        ("dataConnections", 0, "platformName"),
    ),
    "sync.list": (lambda client: client.sync.list(COMPANY), [ONE], (0, "syncStatus")),
    "sync.request": (lambda client: client.sync.request(COMPANY), ONE, ("syncStatus",)),
    "sync.request_for_date_range": (
        lambda client: client.sync.request_for_date_range(COMPANY, DAY, DAY),
        ONE,
        ("syncStatus",),
    ),
    "companies.list": (
        lambda client: client.companies.list(),
        page_of({"id": COMPANY, "name": "Deli", "dataConnections": [LINE]}),
        ("results", 0, "name"),
    ),
    "connections.list": (
        lambda client: client.connections.list(COMPANY),
        page_of(LINE),
        ("results", 0, "platformName"),
    ),
    "configuration.get": (
        lambda client: client.configuration.get(COMPANY),
        SETUP,
        ("schedule", "timeZone"),
    ),
}
every_operation = pytest.mark.parametrize("name", OPERATIONS)
TOTAL = limits.stretched(5)


@pytest.fixture(scope="module")
def server():
    with serve(reply({})) as made:
        yield made


def ask(server, name, body: bytes):
    """Call an operation that is answered with these bytes; give what came out, an error of ours too."""
    server.scripts = [reply(body)]
    client = CodatClient("test-key", server.url, retries=None, read_timeout=TOTAL, trigger_timeout=TOTAL)
    began = time.monotonic()
    try:
        return OPERATIONS[name][0](client)
    except CodatError as error:
        return error
    finally:
        assert time.monotonic() - began < TOTAL + LATE
        client.close()


def is_refused(name, outcome) -> bool:
    """Whether the whole body was refused with the right error, or its one record put aside."""
    if getattr(outcome, "damaged", ()):
        return len(outcome) == 0 and len(outcome.damaged) == 1
    return isinstance(outcome, Unclear if "request" in name else BadReply)


def right(name) -> bytes:
    return json.dumps(OPERATIONS[name][1]).encode()


def with_text(name, value: bytes) -> bytes:
    """The right body with other JSON in the place of its first text."""
    body, mark = json.loads(right(name)), "the place"
    where = body
    *way, last = OPERATIONS[name][2]
    for step in way:
        where = where[step]
    where[last] = mark
    return json.dumps(body).encode().replace(json.dumps(mark).encode(), value)


def text_of(name, outcome) -> Any:
    """The first text of what came out, by the same path."""
    names = {"syncStatus": "sync_status", "platformName": "platform_name", "timeZone": "time_zone"}
    names["dataConnections"] = "data_connections"
    for step in OPERATIONS[name][2]:
        if step != "results":
            outcome = outcome[step] if isinstance(step, int) else getattr(outcome, names.get(step, step))
    return outcome


@every_operation
def test_the_right_body_is_read(server, name):
    assert isinstance(text_of(name, ask(server, name, right(name))), str)


REFUSED: dict[str, Any] = {
    "empty": lambda _: b"",
    "blank": lambda _: b" \r\n",
    "truncated": lambda name: right(name)[:-2],
    "HTML": lambda _: b"<html><body>sorry</body></html>",
    "a number": lambda _: b"7",
    "a text": lambda _: b'"fine"',
    "wrong JSON": lambda name: b'{"status": "ok"}' if name != "sync.list" else b'["ok"]',
    "an array for an object, or that": lambda name: (
        b'{"results": 1}' if name == "sync.list" else b"[" + right(name) + b", 1]"
    ),
    "UTF-16": lambda name: right(name).decode().encode("utf-16"),
    "Latin-1": lambda name: with_text(name, b'"caf\xe9"'),
    "NaN": lambda name: with_text(name, b"NaN"),
    "a number of 400 digits": lambda name: with_text(name, b"9" * 400),
    "a number with an exponent beyond all": lambda name: with_text(name, b"1e999"),
    "nesting 100,000 deep": lambda name: with_text(name, b"[" * 100_000 + b"]" * 100_000),
    "nesting 100,000 deep, unclosed": lambda _: b'{"a":' * 100_000,
    "an object where text belongs": lambda name: with_text(name, b'{"text": "x"}'),
    "an array where text belongs": lambda name: with_text(name, b'["x"]'),
    "a truth where text belongs": lambda name: with_text(name, b"true"),
    "two bodies": lambda name: right(name) * 2,
}


@every_operation
@pytest.mark.parametrize("body", REFUSED)
def test_a_wrong_body_is_refused_or_its_record_put_aside(server, name, body):
    assert is_refused(name, ask(server, name, REFUSED[body](name)))


TAKEN: dict[str, tuple[bytes, Any]] = {
    "half an emoji": (rb'"cut \ud83d"', "cut \ud83d"),
    "two halves the wrong way round": (rb'"\udca9\ud83d"', "\udca9\ud83d"),
    "NUL": (rb'"a\u0000b"', "a\x00b"),
    "10 MB": (b'"' + b"x" * 10_000_000 + b'"', "x" * 10_000_000),
    "10 MB of escapes": (b'"' + rb"\u00e9" * 1_700_000 + b'"', "é" * 1_700_000),
    "right to left": ('"\u202egnp.exe"'.encode(), "\u202egnp.exe"),
    "null": (b"null", None),
}


@every_operation
@pytest.mark.parametrize("text", TAKEN)
def test_an_odd_text_is_taken_as_it_came(server, name, text):
    came, read = TAKEN[text]
    assert text_of(name, ask(server, name, with_text(name, came))) == read


@every_operation
def test_a_byte_order_mark_is_forgiven(server, name):
    assert isinstance(text_of(name, ask(server, name, b"\xef\xbb\xbf" + right(name))), str)


@every_operation
def test_of_a_key_that_comes_twice_the_last_counts(server, name):
    key = json.dumps(OPERATIONS[name][2][-1]).encode()
    twice = with_text(name, b'"first", ' + key + b': "second"')
    assert text_of(name, ask(server, name, twice)) == "second"


@every_operation
def test_null_is_nothing_yet_or_refused(server, name):
    outcome = ask(server, name, b"null")
    nothing_yet = {"sync.get_last_successful_sync", "sync.get_latest_sync", "sync.get_status", "sync.list"}
    assert (not outcome) if name in nothing_yet else is_refused(name, outcome)


thoroughly = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


def leaves(value: Any, way: tuple[Any, ...] = ()):
    """Every place in some JSON."""
    yield way
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, one in inner:
        yield from leaves(one, (*way, step))


def put(body: Any, way: tuple[Any, ...], value: Any) -> Any:
    """Some JSON with another value in one place."""
    if not way:
        return value
    copied = dict(body) if isinstance(body, dict) else list(body)
    copied[way[0]] = put(body[way[0]], way[1:], value)
    return copied


def blanked(came: Any, read: Any) -> bool:
    """Whether something that came is missing in what was read of it; unknown fields don't count."""
    if came is None:
        return False
    if isinstance(read, msgspec.Struct):
        fields = {field.encode_name: field.name for field in msgspec.structs.fields(read)}
        return any(blanked(value, getattr(read, fields[key])) for key, value in came.items() if key in fields)
    if isinstance(came, dict) and isinstance(read, dict):
        return any(blanked(value, read.get(key)) for key, value in came.items())
    if isinstance(came, list) and isinstance(read, list | tuple):
        if hasattr(read, "damaged"):
            return len(came) != len(read) + len(read.damaged)
        return len([one for one in came if one is not None]) != len(read)
    return read is None


@every_operation
@thoroughly
@given(place=st.integers(0, 1000), value=ANYTHING)
def test_any_value_in_any_place_is_refused_or_read_and_never_blanked(server, name, place, value):
    good = OPERATIONS[name][1]
    ways = list(leaves(good))
    body = put(good, ways[place % len(ways)], value)
    outcome = ask(server, name, json.dumps(body).encode("utf-8"))
    if isinstance(outcome, CodatError):
        assert isinstance(outcome, Unclear if "request" in name else BadReply)
    elif outcome is not None:
        came = body["results"] if name in {"companies.list", "connections.list"} else body
        assert not blanked(came, outcome)


@every_operation
@thoroughly
@given(place=st.integers(0, 1000), length=st.integers(0, 8), junk=st.binary(max_size=6))
def test_any_damage_to_the_bytes_is_refused_or_read(server, name, place, length, junk):
    good = right(name)
    at = place % len(good)
    outcome = ask(server, name, good[:at] + junk + good[at + length :])
    assert not isinstance(outcome, CodatError) or isinstance(
        outcome, Unclear if "request" in name else BadReply
    )
