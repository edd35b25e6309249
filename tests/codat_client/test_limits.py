"""Ten at once for a company, and the quota, shared by the process."""

import gc
import socket
import threading
import time
import weakref
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from codat_client import CodatClient, NoAnswer, NotSent, Quota
from codat_client.limits import AT_ONCE, RequestLimits, limits_for, read_quota
from tests.codat_client.servers import COMPANY, LATE, hang, reply, serve
from tests.support.limits import WAIT_S

RESET = datetime(2026, 11, 25, tzinfo=UTC)
OTHER = COMPANY.replace("4", "5")


def headers(**values):
    return {f"x-rate-limit-{name}": value for name, value in values.items()}


@pytest.mark.parametrize(
    "text",
    ["2026-11-25T00:00:00Z", "2026-11-25", "Wed, 25 Nov 2026 00:00:00 GMT", "1795564800", "1795564800000"],
)
def test_the_reset_is_read_in_every_likely_form(text):
    quota = read_quota(headers(limit="1000", remaining="7", reset=text))
    assert quota == Quota(limit=1000, remaining=7, reset=RESET)


@pytest.mark.parametrize("text", ["", "soon", "-1", "3600", "9" * 15, "9" * 400])
def test_a_reset_that_is_unreadable_is_not_known(text):
    assert read_quota(headers(limit="many", reset=text)) == Quota()


@pytest.mark.parametrize(
    ("text", "reset"),
    [
        ("999999999", None),
        ("1000000000", datetime(2001, 9, 9, 1, 46, 40, tzinfo=UTC)),
        ("99999999999", datetime(5138, 11, 16, 9, 46, 39, tzinfo=UTC)),
        ("100000000000", datetime(1973, 3, 3, 9, 46, 40, tzinfo=UTC)),
    ],
)
def test_a_number_is_a_reset_in_seconds_in_milliseconds_or_none_by_its_size(text, reset):
    assert read_quota(headers(reset=text)).reset == reset


def test_without_the_headers_there_is_no_quota():
    assert read_quota({"date": "today"}) is None


def test_the_eleventh_for_a_company_waits_and_another_company_does_not():
    limits = RequestLimits()
    assert all(limits.enter("a", time.monotonic() + 1) for _ in range(AT_ONCE))
    assert not limits.enter("a", time.monotonic() + 0.05)
    assert limits.enter("b", time.monotonic())


def test_a_place_given_back_lets_the_next_one_in():
    limits = RequestLimits()
    for _ in range(AT_ONCE):
        limits.enter("a", time.monotonic() + 1)
    threading.Timer(0.05, limits.leave, ["a"]).start()
    assert limits.enter("a", time.monotonic() + 5)


def test_the_same_key_and_address_share_and_others_do_not():
    one = limits_for("https://a.example", "Basic eA==")
    assert limits_for("https://a.example", "Basic eA==") is one
    assert limits_for("https://b.example", "Basic eA==") is not one
    assert limits_for("https://a.example", "Basic eQ==") is not one


def test_limits_go_with_the_last_client_of_their_key_and_never_before():
    clients = [CodatClient(f"test-key-{number}", "http://127.0.0.1:9") for number in range(50)]
    again = CodatClient("test-key-7", "http://127.0.0.1:9")
    limits = [weakref.ref(client._wire.limits) for client in clients]
    del clients
    gc.collect()
    assert [number for number, each in enumerate(limits) if each() is not None] == [7]
    assert limits[7]() is again._wire.limits


def test_thirty_calls_through_three_clients_are_never_more_than_ten_at_once():
    most, running, lock = [0], [0], threading.Lock()
    ten = threading.Barrier(AT_ONCE)  # else a busy machine might never have ten there at a time

    def count(_, line):
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        ten.wait(WAIT_S)
        threading.Event().wait(0.02)  # time for an eleventh
        with lock:
            running[0] -= 1
        line.sendall(reply({"syncId": "x"}))

    with serve(count) as server, ThreadPoolExecutor(30) as pool:
        clients = [CodatClient("test-key", server.url) for _ in range(3)]
        list(pool.map(lambda n: clients[n % 3].sync.get_latest_sync(COMPANY), range(30)))
    assert most[0] == AT_ONCE


def test_who_finds_no_place_in_time_was_not_sent():
    with serve(reply({})) as server:
        client = CodatClient("test-key", server.url)
        for _ in range(AT_ONCE):
            client._wire.limits.enter(COMPANY, time.monotonic() + 1)
        with pytest.raises(NotSent, match="still running") as caught:
            client.sync.request(COMPANY, timeout=0.1)
        assert (caught.value.carried_out, server.asked) == (False, [])


def test_a_request_that_was_given_up_holds_its_place_until_it_has_truly_ended(monkeypatch):
    let_go, truly = threading.Event(), socket.getaddrinfo

    def look_up(*args, **kwargs):
        let_go.wait(WAIT_S)  # as a name server that is away: nothing can interrupt it
        return truly(*args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with serve(reply([])) as server, ThreadPoolExecutor(AT_ONCE) as pool:
        client = CodatClient("test-key", server.url, retries=None)
        given_up = [pool.submit(client.sync.list, COMPANY, timeout=0.2) for _ in range(AT_ONCE)]
        assert all(isinstance(each.exception(), NotSent) for each in given_up)
        with pytest.raises(NotSent, match="still running"):
            client.sync.list(COMPANY, timeout=0.2)
        let_go.set()
        assert client.sync.list(COMPANY, timeout=WAIT_S) == []


@pytest.mark.parametrize("cut_short", [RuntimeError, KeyboardInterrupt])
def test_a_request_for_which_there_is_no_thread_gives_its_place_back(monkeypatch, cut_short):
    def fail(_):
        raise cut_short

    with serve(reply([])) as server:
        client = CodatClient("test-key", server.url, retries=None)
        for _ in range(AT_ONCE + 1):
            with monkeypatch.context() as patched:
                patched.setattr(threading.Thread, "start", fail)
                with pytest.raises((NotSent, KeyboardInterrupt)):
                    client.sync.list(COMPANY)
        assert client.sync.list(COMPANY, timeout=LATE) == []


def test_a_slow_server_s_places_come_free_as_its_requests_end():
    with serve(*[hang] * AT_ONCE, reply([])) as server, ThreadPoolExecutor(AT_ONCE) as pool:
        client = CodatClient("test-key", server.url, retries=None)
        calls = [pool.submit(client.sync.list, COMPANY, timeout=2) for _ in range(AT_ONCE)]
        assert all(isinstance(call.exception(), NoAnswer) for call in calls)
        assert client.sync.list(COMPANY, timeout=LATE) == []


def test_the_quota_seen_last_is_readable_on_every_client_of_the_key():
    shown = reply(
        {"syncId": "x"}, x_rate_limit_limit=2000, x_rate_limit_remaining=1999, x_rate_limit_reset="?"
    )
    with serve(shown) as server:
        client, other = CodatClient("test-key", server.url), CodatClient(" test-key ", server.url)
        assert client.quota is None
        before = datetime.now(UTC)
        client.sync.get_latest_sync(COMPANY)
        quota = other.quota
        assert quota is not None
        assert client.quota == quota == Quota(limit=2000, remaining=1999, seen_at=quota.seen_at)
        assert before <= quota.seen_at <= datetime.now(UTC)
