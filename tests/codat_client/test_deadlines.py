"""The total is the total: whatever a server or a name look-up does, the caller waits no longer.

A busy machine may stop a process for a second. So where it matters what was sent before the total was over,
the total is TOTAL; and half a second past the total, the promise, is asked of the best of some tries.
"""

import gzip
import signal
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack
from functools import partial

import pytest

from codat_client import BadReply, CodatClient, CodatError, NoAnswer, NotSent, RateLimited, Rejected, Unclear
from tests.codat_client.servers import CERTIFICATES, COMPANY, LATE, hang, reply, serve, trickle, tunnel_to
from tests.support import limits

HEAD = b"HTTP/1.1 200 OK\r\n"
SLOW = {
    "silence": hang,
    "a byte at a time": trickle(b"", b"H"),
    "endless headers": trickle(HEAD, b"x: y\r\n"),
    "one endless header": trickle(HEAD + b"x: ", b"y"),
    "continue for ever": trickle(b"", b"HTTP/1.1 100 Continue\r\n\r\n", every=0.001),
    "a body that trickles": trickle(HEAD + b"Content-Length: 999999\r\n\r\n", b"["),
    "chunks that trickle": trickle(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n[\r\n"),
    "gzip that trickles": trickle(
        HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"[")[:10], b"\x00"
    ),
}
EXPLAINED = {404: Rejected, 429: RateLimited}
"""The statuses that come with an explanation that never ends."""
TOTAL = limits.stretched(2)
"""The seconds within which a request is sent and the head of its answer comes, though the machine stalls."""


def took(call):
    began = time.monotonic()
    with pytest.raises(CodatError) as caught:
        call()
    return time.monotonic() - began, caught.value


@pytest.fixture(scope="module")
def waits():
    """Every slow server, asked by a read and by a trigger, all side by side; the calls as futures."""
    never_explained = {
        status: trickle(reply({"error": "x" * 99}, status, retry_after=60)[:-50], b"") for status in EXPLAINED
    }
    with ThreadPoolExecutor(2 * len(SLOW | never_explained)) as pool, ExitStack() as stack:
        made = {}
        for name, script in (SLOW | never_explained).items():
            for call in ("list", "request"):
                server = stack.enter_context(serve(script))
                method = getattr(CodatClient("test-key", server.url).sync, call)
                made[name, call] = server, pool.submit(took, partial(method, COMPANY, timeout=TOTAL))
        wait([future for _, future in made.values()], TOTAL + LATE)
        yield made


@pytest.mark.parametrize("name", SLOW)
def test_no_server_holds_a_read_past_its_total(waits, name):
    seconds, error = waits[name, "list"][1].result(timeout=0)
    assert isinstance(error, NoAnswer | BadReply)
    assert seconds < TOTAL + LATE


@pytest.mark.parametrize("name", SLOW)
def test_no_server_holds_a_trigger_past_its_total_and_it_is_unclear(waits, name):
    server, future = waits[name, "request"]
    seconds, error = future.result(timeout=0)
    assert (type(error), error.carried_out) == (Unclear, None)
    assert seconds < TOTAL + LATE
    assert len(server.asked) == 1


@pytest.mark.parametrize("call", ["list", "request"])
@pytest.mark.parametrize("name", SLOW)
def test_the_best_of_some_tries_ends_within_half_a_second_of_its_total(name, call):
    with serve(SLOW[name]) as server:
        method = getattr(CodatClient("test-key", server.url, retries=None).sync, call)
        tries = (took(partial(method, COMPANY, timeout=0.15))[0] for _ in range(20))
        assert any(seconds < 0.15 + limits.stretched(0.5) for seconds in tries)


def drip(seconds):
    """A body that trickles for so long, a byte at a time, and then ends."""
    start = HEAD + b"Content-Length: 999999\r\n\r\n"

    def run(_, line):
        line.sendall(start)
        end, pause = time.monotonic() + seconds, threading.Event()
        while time.monotonic() < end and not pause.wait(0.05):
            line.sendall(b"[")
        line.shutdown(socket.SHUT_RDWR)

    return run


def test_without_the_thread_that_is_left_behind_a_trickle_would_hold_the_caller(monkeypatch):
    def in_the_callers_own_thread(exchange, work, _until):
        exchange._work(work)
        return exchange._outcome

    monkeypatch.setattr("codat_client.exchange.Exchange.run", in_the_callers_own_thread)
    with serve(drip(1.5)) as server, ThreadPoolExecutor() as pool:
        sync = CodatClient("test-key", server.url, retries=None).sync
        calls = [partial(call, COMPANY, timeout=0.2) for call in (sync.list, sync.request)]
        assert all(seconds > 1 for seconds, _ in pool.map(took, calls))


@pytest.mark.parametrize(("status", "kind"), EXPLAINED.items())
def test_a_status_decides_even_when_its_explanation_never_ends(waits, status, kind):
    _, error = waits[status, "request"][1].result(timeout=0)
    assert isinstance(error, kind)
    assert (error.status, error.carried_out) == (status, False)


def test_a_long_retry_after_is_not_waited_for():
    with serve(reply(b"", 503, retry_after=3600)) as server:
        client = CodatClient("test-key", server.url)
        seconds, error = took(lambda: client.sync.list(COMPANY))
    assert (error.status, len(server.asked)) == (503, 1)
    assert seconds < LATE


def test_all_tries_together_stay_within_the_total():
    with serve(reply(b"", 503, retry_after=3)) as server:
        client = CodatClient("test-key", server.url)
        seconds, error = took(lambda: client.sync.list(COMPANY, timeout=5.5))
    assert (error.status, len(server.asked)) == (503, 2)
    assert seconds < 5.5 + LATE


@pytest.fixture
def slow_lookup(monkeypatch):
    """A name look-up that hangs until it is let go, and tells when it went on."""
    let_go, truly = threading.Event(), socket.getaddrinfo

    def look_up(*args, **kwargs):
        let_go.wait(limits.WAIT_S)
        return truly(*args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    yield let_go
    let_go.set()


def workers():
    return {thread for thread in threading.enumerate() if thread.name == "codat-client"}


@pytest.mark.parametrize(
    "call", [lambda sync: sync.list(COMPANY, timeout=0.3), lambda sync: sync.request(COMPANY, timeout=0.3)]
)
def test_a_lookup_that_hangs_was_not_sent_and_the_thread_left_behind_sends_nothing_later(call, slow_lookup):
    with serve(reply({})) as server:
        sync = CodatClient("test-key", server.url).sync
        seconds, error = took(lambda: call(sync))
        assert (type(error), error.carried_out) == (NotSent, False)
        assert seconds < 0.3 + LATE
        slow_lookup.set()
        for thread in workers():
            thread.join(limits.WAIT_S)
        server.settle()
        assert server.asked == []


def test_ctrl_c_gives_up_a_trigger_that_is_not_sent_yet(slow_lookup):
    truly = signal.signal(signal.SIGUSR1, signal.default_int_handler)

    def ask_and_be_interrupted():
        # To this thread, not to the process: its other threads might take it, and this one would wait on.
        threading.Timer(0.2, signal.pthread_kill, [threading.get_ident(), signal.SIGUSR1]).start()
        CodatClient("test-key", server.url).sync.request(COMPANY)

    with serve(reply({})) as server:
        with pytest.raises(KeyboardInterrupt):
            ask_and_be_interrupted()
        slow_lookup.set()
        for thread in workers():
            thread.join(limits.WAIT_S)
        server.settle()
        assert server.asked == []
    signal.signal(signal.SIGUSR1, truly)


def test_ctrl_c_while_the_thread_starts_gives_the_trigger_up_too(slow_lookup, monkeypatch):
    truly = threading.Thread.start

    def start_and_be_interrupted(thread):
        truly(thread)
        if thread.name == "codat-client":
            raise KeyboardInterrupt

    monkeypatch.setattr(threading.Thread, "start", start_and_be_interrupted)
    with serve(reply({})) as server:
        with pytest.raises(KeyboardInterrupt):
            CodatClient("test-key", server.url).sync.request(COMPANY)
        slow_lookup.set()
        for thread in workers():
            thread.join(limits.WAIT_S)
        server.settle()
        assert server.asked == []


def test_without_the_guard_the_thread_left_behind_would_send(slow_lookup, monkeypatch):
    monkeypatch.setattr("codat_client.exchange.Exchange.sending", lambda *_: None)
    with serve(reply({})) as server:
        sync = CodatClient("test-key", server.url).sync
        took(lambda: sync.request(COMPANY, timeout=TOTAL))  # in time for the look-up to have begun
        slow_lookup.set()
        for thread in workers():
            thread.join(limits.WAIT_S)
        server.settle()
        assert len(server.asked) == 1


def test_a_handshake_that_hangs_was_not_sent():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = CodatClient("test-key", f"https://127.0.0.1:{listener.getsockname()[1]}")
        seconds, error = took(lambda: client.sync.request(COMPANY, timeout=0.4))
    assert (type(error), error.carried_out) == (NotSent, False)
    assert seconds < 0.4 + LATE


# The gzip has no length, so it ends with its line: which http.client then keeps to itself.
@pytest.mark.parametrize("name", ["a byte at a time", "a body that trickles", "gzip that trickles"])
def test_threads_left_behind_end_soon(name):
    before = workers()
    with serve(SLOW[name]) as server:
        client = CodatClient("test-key", server.url)
        took(lambda: client.sync.list(COMPANY, timeout=0.2))
        for thread in workers() - before:
            thread.join(limits.WAIT_S)
        assert workers() - before == set()


def test_a_proxy_that_never_ends_its_answer_is_left_and_nothing_was_sent():
    def is_left(call):
        with serve(trickle(HEAD + b"x: ", b"y")) as proxy:
            client = CodatClient("test-key", "https://localhost:1", proxy=proxy.url, retries=None)
            _, error = took(lambda: getattr(client.sync, call)(COMPANY, timeout=1))
            proxy.settle()
        assert isinstance(error, NotSent)

    with ThreadPoolExecutor() as pool:
        list(pool.map(is_left, ["list", "request"]))


def test_threads_left_behind_end_soon_behind_a_proxy():
    """An http proxy and an https proxy, side by side."""
    before = workers()

    def is_left(tls):
        trickling = serve(SLOW["a body that trickles"], tls=True)
        with trickling as server, serve(tunnel_to(server.port), tls=tls) as proxy:
            ca = str(CERTIFICATES / "ca.pem")
            sync = CodatClient("test-key", server.url, proxy=proxy.url, ca_bundle=ca).sync
            seconds, error = took(lambda: sync.list(COMPANY, timeout=TOTAL, retries=None))
            for thread in (left := workers() - before):
                thread.join(limits.WAIT_S)
            assert not any(thread.is_alive() for thread in left)
        assert isinstance(error, NoAnswer)
        assert seconds < TOTAL + LATE

    with ThreadPoolExecutor() as pool:
        list(pool.map(is_left, [False, True]))


def test_an_abandoned_call_gives_its_place_back():
    with serve(*[hang] * 12, reply([])) as server:
        client = CodatClient("test-key", server.url)
        for _ in range(12):
            took(lambda: client.sync.list(COMPANY, timeout=0.02, retries=None))
        server.scripts = [reply([])]
        assert client.sync.list(COMPANY) == []
