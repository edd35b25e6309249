"""Answers broken on their way: what a plain client sees of each, for reads and triggers, and what is kept."""

from __future__ import annotations

import contextlib
import json
import socket
import time
from urllib.parse import urlsplit

import pytest

from sandbox.broken import BOMB_BYTES
from sandbox.faults import BROKEN
from tests.sandbox.conftest import KEY
from tests.support import limits

HEADS_UP = {"Authorization": KEY["Authorization"], "Connection": "close"}
ALMOST_TEN_TENTHS = 0.8
"""Ten bytes at a tenth of a second each take that long at least, however late they are read."""


def body_of(came):
    return came.partition(b"\r\n\r\n")[2]


def raw_bytes(http, path, *, method="GET", most=3000, seconds=limits.WAIT_S, of=bytes):
    """Ask over a bare socket; give what came until it was closed, `most` bytes were there or time was up.

    of: what of it is counted.
    """
    where = urlsplit(http.sandbox.url)
    head = [f"{method} {path} HTTP/1.1", f"Host: {where.netloc}", "Content-Length: 0"]
    head += [f"{name}: {value}" for name, value in HEADS_UP.items()]
    came, end = b"", time.monotonic() + seconds
    with socket.create_connection((where.hostname, where.port)) as line:
        line.sendall("\r\n".join([*head, "", ""]).encode())
        line.settimeout(seconds)
        with contextlib.suppress(TimeoutError):
            while len(of(came)) < most and time.monotonic() < end and (piece := line.recv(65536)):
                came += piece
    return came


@pytest.mark.parametrize("carried_out", [True, False])
@pytest.mark.parametrize("kind", BROKEN)
def test_a_trigger_begins_or_not_as_ordered_whatever_is_seen_of_it(http, kind, carried_out):
    before = http.latest("healthy")["syncId"]
    http.sandbox.fault(kind, carriedOut=carried_out)
    path = f"/companies/{http.sandbox.company('healthy')}/sync/commerce/latest"
    raw_bytes(http, path, method="POST", most=1)
    entry = http.sandbox.ledger()[-1]
    assert (entry["fault"], entry["carriedOut"]) == (kind, carried_out)
    assert (http.latest("healthy")["syncId"] != before) is carried_out


@pytest.mark.parametrize("kind", BROKEN)
def test_the_next_call_is_well(http, kind):
    http.sandbox.fault(kind)
    raw_bytes(http, http.syncs("healthy", "latest"), most=1)
    assert http.get(http.syncs("healthy", "latest")).status_code == 200


def test_a_truncated_answer_shows_its_length_and_sends_half(http):
    http.sandbox.fault("truncated")
    head, _, body = raw_bytes(http, "/companies", most=10**7).partition(b"\r\n\r\n")
    shown = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    assert len(body) == shown // 2
    assert body.startswith(b'{"results":')


def test_a_web_page_is_a_200_with_html(http):
    http.sandbox.fault("html")
    reply = http.get("/companies")
    assert (reply.status_code, reply.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert reply.text.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(("word", "form"), [("latest", list), ("list", dict)])
def test_wrong_json_is_json_of_another_form(http, word, form):
    http.sandbox.fault("wrong-json")
    assert isinstance(http.get(http.syncs("healthy", word)).json(), form)


def test_of_a_slow_body_the_headers_come_at_once_and_a_byte_each_tenth_of_a_second(http):
    http.sandbox.fault("slow-body")
    began = time.monotonic()
    came = raw_bytes(http, http.syncs("healthy", "latest"), most=10, of=body_of)
    assert b"200 OK" in came
    assert len(body_of(came)) >= 10
    assert time.monotonic() - began > ALMOST_TEN_TENTHS


def test_of_slow_headers_a_byte_comes_each_tenth_of_a_second(http):
    http.sandbox.fault("slow-headers")
    began = time.monotonic()
    came = raw_bytes(http, http.syncs("healthy", "latest"), most=10)
    assert came.startswith(b"HTTP/1.1 2")
    assert time.monotonic() - began > ALMOST_TEN_TENTHS


def test_an_endless_body_goes_on_as_long_as_someone_reads(http):
    http.sandbox.fault("endless")
    came = raw_bytes(http, "/companies", most=3_000_000)
    assert len(came) >= 3_000_000


def test_a_bomb_is_small_on_the_wire_and_holds_the_true_answer_behind_100_mb_of_blanks(http):
    http.sandbox.fault("bomb")
    reply = http.get(http.syncs("healthy", "latest"), stream=True)
    assert int(reply.headers["Content-Length"]) < 120_000
    body = reply.content
    assert len(body) > BOMB_BYTES
    assert json.loads(body[-3000:].strip())["syncId"] == http.latest("healthy")["syncId"]


def test_a_redirect_leads_to_the_same_path_at_another_host(http):
    http.sandbox.fault("redirect")
    path = http.syncs("healthy", "latest")
    reply = http.get(path, allow_redirects=False)
    assert reply.status_code == 307
    assert reply.headers["Location"] == http.sandbox.url.replace("127.0.0.1", "localhost") + path


def test_a_redirect_that_is_followed_triggers_at_the_other_host(http):
    http.sandbox.fault("redirect")
    # requests drops the key when the host changes, so the sandbox refuses what comes there: it did come.
    assert http.start("healthy").status_code == 401
    assert len(http.sandbox.ledger()) == 2


def test_garbage_is_no_http(http):
    http.sandbox.fault("garbage")
    came = raw_bytes(http, "/companies")
    assert b"HTTP" not in came
    assert len(came) == 400


@pytest.mark.parametrize("kind", ["html", "wrong-json"])
def test_under_a_key_the_true_answer_is_kept_not_the_broken_one(http, kind):
    key = "6f9d3c1e-0000-4000-8000-000000000001"
    http.sandbox.fault(kind, carriedOut=True)
    http.start("healthy", key=key)
    again = http.start("healthy", key=key)
    assert again.json()["syncStatusCode"] == 1000
    assert [entry["carriedOut"] for entry in http.sandbox.ledger()] == [True, False]


def test_a_broken_answer_to_a_trigger_that_never_began_frees_its_key(http):
    key = "6f9d3c1e-0000-4000-8000-000000000002"
    http.sandbox.fault("html", carriedOut=False)
    http.start("healthy", key=key)
    assert http.start("healthy", key=key).status_code == 200
    assert [entry["carriedOut"] for entry in http.sandbox.ledger()] == [False, True]
