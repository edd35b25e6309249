"""An echo of the key is taken out of what a server sends, however it is written, and nothing else is."""

import base64
import html
import json
import re
import time
from collections.abc import Callable
from urllib.parse import quote, unquote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from codat_client.checks import key_header
from codat_client.exchange import Response
from codat_client.masking import _PIECE, MASK, SHORTEST_KEY, masked

KEY = "k3y-that-nobody-may-see"
BASE64 = "azN5LXRoYXQtbm9ib2R5LW1heS1zZWU"

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
    answer = Response(200, {"x-echo": echo}, LIST.format(echo).encode())
    read = masked(answer, key_header(key)[0])
    texts = [json.loads(read.body)[0][name] for name in ("errorMessage", "syncStatus")]
    assert all("***" in text for text in texts)
    shown = decoded("".join([read.body.decode(), *read.headers.values()])).lower()
    assert not any(make(key).rstrip("=").lower()[2:-2] in shown for make in CODES.values())


ASCII = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=8, max_size=40)


@given(ASCII, st.sampled_from(sorted(CODES)), st.text(max_size=8), st.text(max_size=8), st.booleans())
def test_whatever_stays_around_an_echo_it_goes_and_json_stays_json(key, code, before, after, plain):
    header, complaint = key_header(key)
    assume(not complaint)
    sent = base64.b64decode(header[6:]).decode()  # without the quotes that somebody copied along
    text = before + CODES[code](sent) + after
    body = json.dumps({"errorMessage": text, "syncId": "1"}, ensure_ascii=plain).encode()
    read = masked(Response(200, {}, body), header).body
    assume(b"syncId" in read)  # else the key is in our own names
    shown = json.loads(read)
    assert shown["syncId"] == "1"
    if len(sent.strip(":")) >= SHORTEST_KEY:
        assert CODES[code](sent).rstrip("=") not in shown["errorMessage"]


@pytest.mark.parametrize(
    ("key", "body", "shown"),
    [
        ("12345678", b'{"code": 112345678.5}', b'{"code": 199999999.5}'),
        ("99999999", b'{"code": 99999999}', b'{"code": 11111111}'),
        ("nabcdefgh", rb'{"a": "\nabcdefgh"}', b'{"a": "***"}'),
        ("41abcdefgh", rb'{"a": "\u0041abcdefgh"}', b'{"a": "***"}'),
        ("abcdefgh\\", rb'{"a": "abcdefgh\"b"}', b'{"a": "***b"}'),
        ("abcdefgh", rb'{"a": "\"abcdefgh\" \u0041\nabcdefgh\n"}', rb'{"a": "\"***\" \u0041\n***\n"}'),
    ],
)
def test_no_number_and_no_escape_is_cut_in_two(key, body, shown):
    assert masked(Response(200, {}, body), key_header(key)[0]).body == shown


@pytest.mark.parametrize("key", ["demo", "status", "company"])
def test_a_key_as_short_as_a_word_leaves_words_alone_and_is_found_as_a_code(key):
    plain = Response(200, {}, b'[{"companyId": "x", "syncStatus": "Demo"}]')
    assert masked(plain, key_header(key)[0]) == plain
    echo = Response(200, {}, f'["{base64.b64encode(key.encode()).decode()}"]'.encode())
    assert b"***" in masked(echo, key_header(key)[0]).body


@pytest.mark.parametrize("key", ["x", "ab", "Basic x", "Basic ab"])
def test_a_key_too_short_to_be_looked_for_changes_no_answer(key):
    answer = Response(200, {"x": "a%41"}, b'{"name": "\\u0041nchor <&#65;>"}')
    assert key_header(key)[0]
    assert masked(answer, key_header(key)[0]) == answer


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

    searched = min(spent(lambda: masked(Response(200, {}, body), header)) for _ in range(5))
    read = min(spent(lambda: json.loads(body)) for _ in range(5))
    assert searched < read


@pytest.mark.parametrize("before", [0, 1, _PIECE - 30, _PIECE - 1, _PIECE, 3 * _PIECE - 7])
@pytest.mark.parametrize("echo", [KEY, BASE64, KEY.encode().hex(), each("\\u{:04x}", KEY)])
def test_an_echo_anywhere_in_a_long_answer_is_found(before, echo):
    read = masked(Response(200, {}, b"." * before + echo.encode() + b"." * _PIECE), key_header(KEY)[0])
    assert read.body == b"." * before + MASK + b"." * _PIECE


def test_one_escaped_letter_in_a_long_list_makes_no_long_work():
    body = b"x" * 5_000_000
    header = key_header(KEY)[0]
    masked(Response(200, {}, b"%41"), header)  # patterns are made once
    began = time.process_time()
    masked(Response(200, {}, body + b"%41" + body), header)
    assert time.process_time() - began < 2


def test_a_body_of_escapes_without_end_costs_no_time():
    began = time.process_time()  # of this process alone: what the machine does meanwhile is not counted
    for piece in ("\\", "%25", "&amp;", "&#0", "\\u00", ODD[:-2]):
        masked(Response(500, {}, piece.encode() * (1_000_000 // len(piece))), key_header(ODD)[0])
    assert time.process_time() - began < 5


def test_words_that_are_no_key_stay_as_they_are():
    plain = Response(500, {"server": "a"}, b'{"error": "a+b &amp; \\u002B %2B"}')
    assert masked(plain, key_header(ODD)[0]) == plain
