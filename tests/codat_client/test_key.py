"""The key is nowhere to be found but in the request itself."""

import base64
import copy
import html
import io
import json
import logging
import pickle
import re
import time
import traceback
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, unquote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

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
from codat_client.checks import key_header
from codat_client.exchange import Answer
from codat_client.masking import _PIECE, MASK, SHORTEST_KEY, masked
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


ODD = 'a+/&"<>~k3y=='
"""A key with a letter for each kind of escape."""


def each(form: str, text: str) -> str:
    return "".join(form.format(ord(letter)) for letter in text)


ESCAPES = {
    ".NET's JSON": lambda text: re.sub(r"\W", lambda found: f"\\u{ord(found[0]):04X}", text),
    "JSON in small letters": lambda text: each("\\u{:04x}", text),
    "JSON inside of JSON": lambda text: re.sub(r"\W", lambda found: f"\\\\u{ord(found[0]):04X}", text),
    "PHP's JSON": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "HTML": lambda text: json.dumps(html.escape(text))[1:-1],
    "HTML by numbers": lambda text: each("&#x{:X};", text),
    "HTML by plain numbers": lambda text: each("&#{};", text),
    "an address": lambda text: quote(text, safe=""),
    "an address twice": lambda text: quote(quote(text, safe=""), safe=""),
}


def decoded(text: str) -> str:
    """Undo every escape, again and again."""
    for _ in range(3):
        text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
        text = unquote(html.unescape(text)).replace('\\"', '"')
    return text


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
    assert not [told for told in texts if ODD in told or ready_made.rstrip("=") in told]


def upper_and_lower(text: str) -> str:
    return "".join(letter.swapcase() if at % 2 else letter for at, letter in enumerate(text))


CODES: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "in capitals": str.upper,
    "in both cases": upper_and_lower,
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64 for addresses": lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
    "base64 with a colon": lambda text: base64.b64encode(f"{text}:".encode()).decode(),
    "hex": lambda text: text.encode().hex(),
    "hex in capitals": lambda text: text.encode().hex().upper(),
}
"""What a server may make of a key before it escapes it."""
LIST = '[{{"syncId": "1", "errorMessage": "for {0} it\\nsays \\"{0}\\"", "syncStatus": "{0}"}}]'


@pytest.mark.parametrize("escape", [str, *ESCAPES.values()], ids=["not escaped", *ESCAPES])
@pytest.mark.parametrize("code", CODES.values(), ids=CODES)
@pytest.mark.parametrize("key", [KEY, ODD, "/+/8" * 4])
def test_a_200_that_echoes_the_key_is_read_without_it(key, code, escape):
    echo = json.dumps(code(key))[1:-1] if escape is str else escape(code(key))
    answer = Answer(200, {"x-echo": echo}, LIST.format(echo).encode())
    read = masked(answer, key_header(key)[0])
    texts = [json.loads(read.body)[0][name] for name in ("errorMessage", "syncStatus")]
    assert all("***" in text for text in texts)
    told = decoded("".join([read.body.decode(), *read.headers.values()])).lower()
    assert not any(make(key).rstrip("=").lower()[2:-2] in told for make in CODES.values())


ASCII = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=8, max_size=40)


@given(ASCII, st.sampled_from(sorted(CODES)), st.text(max_size=8), st.text(max_size=8), st.booleans())
def test_whatever_stands_around_an_echo_it_goes_and_json_stays_json(key, code, before, after, plain):
    header, complaint = key_header(key)
    assume(not complaint)
    text = before + CODES[code](base64.b64decode(header[6:]).decode()) + after
    body = json.dumps({"errorMessage": text, "syncId": "1"}, ensure_ascii=plain).encode()
    read = masked(Answer(200, {}, body), header).body
    assume(b"syncId" in read)  # else the key is in our own names
    told = json.loads(read)
    assert told["syncId"] == "1"
    if len(CODES[code](key)) >= SHORTEST_KEY:
        assert CODES[code](base64.b64decode(header[6:]).decode()).rstrip("=") not in told["errorMessage"]


@pytest.mark.parametrize(
    ("key", "body", "told"),
    [
        ("12345678", b'{"code": 112345678.5}', b'{"code": 199999999.5}'),
        ("nabcdefgh", rb'{"a": "\nabcdefgh"}', b'{"a": "***"}'),
        ("41abcdefgh", rb'{"a": "\u0041abcdefgh"}', b'{"a": "***"}'),
        ("abcdefgh\\", rb'{"a": "abcdefgh\"b"}', b'{"a": "***b"}'),
        ("abcdefgh", rb'{"a": "\"abcdefgh\" \u0041\nabcdefgh\n"}', rb'{"a": "\"***\" \u0041\n***\n"}'),
    ],
)
def test_no_number_and_no_escape_is_cut_in_two(key, body, told):
    assert masked(Answer(200, {}, body), key_header(key)[0]).body == told


@pytest.mark.parametrize("key", ["demo", "status", "company"])
def test_a_key_as_short_as_a_word_leaves_words_alone_and_is_found_as_a_code(key):
    plain = Answer(200, {}, b'[{"companyId": "x", "syncStatus": "Demo"}]')
    assert masked(plain, key_header(key)[0]) == plain
    echo = Answer(200, {}, f'["{base64.b64encode(key.encode()).decode()}"]'.encode())
    assert b"***" in masked(echo, key_header(key)[0]).body


@pytest.mark.parametrize("key", ["x", "ab", "Basic x", "Basic ab"])
def test_a_key_too_short_to_be_looked_for_changes_no_answer(key):
    answer = Answer(200, {"x": "a%41"}, b'{"name": "\\u0041nchor <&#65;>"}')
    assert key_header(key)[0]
    assert masked(answer, key_header(key)[0]) == answer


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


def test_a_list_without_an_echo_costs_no_more_than_a_few_searches():
    pieces = [
        json.dumps({"syncId": str(number), "errorMessage": "it's 5% & more"}) for number in range(9_000)
    ]
    body = ("[" + ",".join(pieces * 10) + "]").encode()
    header = key_header(KEY)[0]

    def spent(call):
        began = time.process_time()
        call()
        return time.process_time() - began

    searched = min(spent(lambda: masked(Answer(200, {}, body), header)) for _ in range(5))
    read = min(spent(lambda: json.loads(body)) for _ in range(5))
    assert searched < read


@pytest.mark.parametrize("before", [0, 1, _PIECE - 30, _PIECE - 1, _PIECE, 3 * _PIECE - 7])
@pytest.mark.parametrize("echo", [KEY, TRACES[1], KEY.encode().hex(), each("\\u{:04x}", KEY)])
def test_an_echo_anywhere_in_a_long_answer_is_found(before, echo):
    read = masked(Answer(200, {}, b"." * before + echo.encode() + b"." * _PIECE), key_header(KEY)[0])
    assert read.body == b"." * before + MASK + b"." * _PIECE


def test_one_escaped_letter_in_a_long_list_makes_no_long_work():
    body = b"x" * 5_000_000
    header = key_header(KEY)[0]
    masked(Answer(200, {}, b"%41"), header)  # patterns are made once
    began = time.process_time()
    masked(Answer(200, {}, body + b"%41" + body), header)
    assert time.process_time() - began < 2


def test_a_body_of_escapes_without_end_costs_no_time():
    began = time.process_time()  # of this process alone: what the machine does meanwhile is not counted
    for piece in ("\\", "%25", "&amp;", "&#0", "\\u00", ODD[:-2]):
        masked(Answer(500, {}, piece.encode() * (1_000_000 // len(piece))), key_header(ODD)[0])
    assert time.process_time() - began < 5


def test_words_that_are_no_key_stay_as_they_are():
    plain = Answer(500, {"server": "a"}, b'{"error": "a+b &amp; \\u002B %2B"}')
    assert masked(plain, key_header(ODD)[0]) == plain
