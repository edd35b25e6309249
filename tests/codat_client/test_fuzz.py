"""Any bytes from a server: a right record or an error of ours, in time, for reads and triggers alike."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codat_client import BadReply, CodatClient, CodatError, NoAnswer, Rejected, ServerTrouble, Unclear
from tests.codat_client.servers import COMPANY, LATE, cut_off, reply, serve
from tests.support import limits

TOTAL = limits.stretched(2)
BITS = st.sampled_from(
    [
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 999 \r\n",
        b"HTTP/1.1 103 Early\r\n",
        b"HTTP/9.9 200\r\n",
        b"Content-Length: 5\r\n",
        b"Content-Length: -5\r\n",
        b"Content-Length: x\r\n",
        b"Transfer-Encoding: chunked\r\n",
        b"Content-Encoding: gzip\r\n",
        b"Content-Encoding: br, zstd, deflate\r\n",
        b"Location: http://[::\r\n",
        b"Set-Cookie: \xff=\x00\r\n",
        b"Retry-After: 99999\r\n",
        b"\r\n",
        b"zz\r\n",
        b"5\r\n[{}]]\r\n0\r\n\r\n",
        b'{"syncId": "x"}',
        b"[]",
        b"\x1f\x8b\x08",
    ]
)
STREAMS = st.lists(BITS | st.binary(max_size=12), max_size=8).map(b"".join)
BODIES = st.binary(max_size=60) | st.sampled_from([b"null", b"{}", b"[]", b'{"syncId": 1}', b"\xff\xfe[\x00"])
thoroughly = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def server():
    with serve(reply({})) as made:
        yield made


def calls(server):
    client = CodatClient("test-key", server.url, retries=None, read_timeout=TOTAL, trigger_timeout=TOTAL)
    sync, day = client.sync, "2026-11-11T00:00:00Z"
    reads = [
        sync.list,
        sync.get_latest_sync,
        sync.get_status,
        client.connections.list,
        client.configuration.get,
    ]
    return reads, [sync.request, lambda company: sync.request_for_date_range(company, day, day)]


def end_of(call):
    """Return the error that a call ends in, or None; it is never late."""
    began = time.monotonic()
    try:
        call(COMPANY)
    except CodatError as error:
        return error
    finally:
        assert time.monotonic() - began < TOTAL + LATE
    return None


@thoroughly
@given(STREAMS)
def test_any_stream_of_bytes_ends_in_an_answer_or_an_error_of_ours(server, stream):
    server.scripts = [cut_off(stream)]
    reads, triggers = calls(server)
    for read in reads[:2]:
        assert isinstance(end_of(read), NoAnswer | BadReply | Rejected | ServerTrouble | None)
    for trigger in triggers:
        error = end_of(trigger)
        assert error is None or error.carried_out is (None if isinstance(error, Unclear) else False)


@thoroughly
@given(BODIES)
def test_any_body_ends_in_a_record_or_an_error_of_ours(server, body):
    server.scripts = [reply(body)]
    reads, triggers = calls(server)
    assert {type(end_of(read)) for read in reads} <= {BadReply, type(None)}
    assert {type(end_of(trigger)) for trigger in triggers} <= {Unclear, type(None)}
