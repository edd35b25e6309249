"""The two triggers: sent again only when that can't double, and the truth told about each outcome."""

import itertools
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from codat_client import (
    CodatClient,
    CodatError,
    NotSent,
    PaymentRequired,
    RateLimited,
    Rejected,
    RetryConfig,
    Unauthorized,
    Unclear,
)
from tests.codat_client.servers import COMPANY, cut_off, drop, hang, reply, serve
from tests.support import limits

SUMMARY = {
    "companyId": COMPANY,
    "commerceSyncId": "8d0a",
    "syncStatusCode": 1000,
    "syncStatus": "Started",
    "syncUtc": "2026-11-24T09:00:00Z",
    "syncDateRangeUtc": {"start": "2026-11-10T02:00:00Z", "finish": "2026-11-11T02:00:00"},
    "dataConnections": None,
}
START, FINISH = "2026-11-10T00:00:00Z", "2026-11-11T00:00:00Z"
QUICK = RetryConfig(base_delay=0.01, max_delay=0.02)
KEY = str(uuid.uuid4())


def ask(server, **options):
    return CodatClient("test-key", server.url, retries=QUICK, **options).sync


TRIGGERS = [
    lambda sync, **more: sync.request(COMPANY, **more),
    lambda sync, **more: sync.request_for_date_range(COMPANY, START, FINISH, **more),
]
both = pytest.mark.parametrize("trigger", TRIGGERS, ids=["request", "date range"])


def test_the_answer_shows_the_range():
    with serve(reply(SUMMARY)) as server:
        summary = ask(server).request(COMPANY)
    assert (summary.commerce_sync_id, summary.sync_status_code) == ("8d0a", 1000)
    assert summary.sync_date_range_utc.start == datetime(2026, 11, 10, 2, tzinfo=UTC)
    assert summary.sync_date_range_utc.finish == datetime(2026, 11, 11, 2, tzinfo=UTC)


def test_up_to_now_is_sent_without_a_body():
    with serve(reply(SUMMARY)) as server:
        ask(server).request(COMPANY)
    (asked,) = server.asked
    assert (asked.method, asked.path) == ("POST", f"/companies/{COMPANY}/sync/commerce/latest")
    assert (asked.body, "content-type" in asked.headers) == (b"", False)


def test_up_to_a_date_and_a_range_are_sent_as_the_spec_has_them():
    with serve(reply(SUMMARY)) as server:
        ask(server).request(COMPANY, datetime(2026, 11, 11, tzinfo=UTC))
        ask(server).request_for_date_range(COMPANY, START, FINISH)
    first, second = server.asked
    assert first.json() == {"syncTo": FINISH}
    assert second.path == f"/meta/companies/{COMPANY}/sync/commerce/historic"
    assert second.json() == {"dateRange": {"start": START, "finish": FINISH}}
    assert second.headers["content-type"] == "application/json"
    assert "transfer-encoding" not in second.headers


@both
def test_each_call_has_a_new_idempotency_key_unless_one_is_given(trigger):
    with serve(reply(SUMMARY)) as server:
        sync = ask(server)
        trigger(sync)
        trigger(sync)
        trigger(sync, idempotency_key=KEY)
    keys = [asked.headers["idempotency-key"] for asked in server.asked]
    assert len(set(keys)) == 3
    assert [str(uuid.UUID(key)) for key in keys[:2]] + [KEY] == keys


@both
@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, Rejected),
        (401, Unauthorized),
        (402, PaymentRequired),
        (403, Rejected),
        (404, Rejected),
        (422, Rejected),
    ],
)
def test_a_refusal_shows_that_nothing_was_begun(trigger, status, kind):
    with serve(reply({"error": "no"}, status)) as server, pytest.raises(kind) as caught:
        trigger(ask(server), idempotency_key=KEY)
    assert (caught.value.carried_out, caught.value.status, len(server.asked)) == (False, status, 1)
    assert (caught.value.idempotency_key, caught.value.company_id) == (KEY, COMPANY)


UNCLEAR = {
    "408": reply(b"", 408),
    "409": reply(b"", 409),
    "418": reply(b"", 418),
    "429": reply(b"", 429),
    "429 unreadable": reply(b"", 429, retry_after="soon"),
    "500": reply(b"", 500),
    "502": reply(b"<html>", 502),
    "503": reply(b"", 503, retry_after=0),
    "504": reply(b"", 504),
    "201": reply(SUMMARY, 201),
    "202": reply(SUMMARY, 202),
    "204": reply(b"", 204),
    "307": reply(b"", 307, location="http://127.0.0.1:9/"),
    "308": reply(b"", 308, location="http://127.0.0.1:9/"),
    "empty": reply(b""),
    "null": reply(None),
    "empty object": reply({}),
    "nothing but nulls": reply(dict.fromkeys(SUMMARY)),
    "somebody else's object": reply({"status": "ok", "companyId": COMPANY}),
    "html": reply(b"<html>"),
    "array": reply([SUMMARY]),
    "wrong type": reply(SUMMARY | {"syncUtc": 7}),
    "truncated": cut_off(reply(SUMMARY)[:-9]),
    "dropped": drop,
    "garbage": cut_off(b"\x00\x01garbage\r\n\r\n"),
    "gzip that is none": reply(b"no gzip", content_encoding="gzip"),
    "too large": reply(SUMMARY | {"errorMessage": "x" * 5000}),
}


@both
@pytest.mark.parametrize("name", UNCLEAR)
def test_what_does_not_show_is_unclear_and_never_sent_again(trigger, name):
    before = datetime.now(UTC)
    with serve(UNCLEAR[name]) as server, pytest.raises(Unclear) as caught:
        trigger(ask(server, max_bytes=2000), idempotency_key=KEY)
    error = caught.value
    assert (error.carried_out, error.may_retry, len(server.asked)) == (None, False, 1)
    assert (error.company_id, error.idempotency_key) == (COMPANY, KEY)
    assert before <= error.asked_at <= datetime.now(UTC)
    assert error.asked == (server.asked[0].json() or {})
    assert error.operation in {"sync.request", "sync.request_for_date_range"}


@both
def test_a_502_after_a_trigger_is_never_sent_again_whatever_the_retries(trigger):
    eager = RetryConfig(attempts=9, base_delay=0.01, statuses=frozenset(range(100, 600)))
    with serve(reply(b"", 502)) as server, pytest.raises(Unclear):
        trigger(ask(server), retries=eager)
    assert len(server.asked) == 1


def side_by_side(test, *cases):
    """Try a test's cases at once: most of their time they wait."""
    with ThreadPoolExecutor(len(cases)) as pool:
        list(pool.map(test, cases))


def test_silence_is_unclear_within_the_total():
    def is_unclear(trigger):
        with serve(hang) as server, pytest.raises(Unclear, match="timed out"):
            trigger(
                ask(server), timeout=limits.stretched(2)
            )  # so long that it is sent though the machine stalls
        assert len(server.asked) == 1

    side_by_side(is_unclear, *TRIGGERS)


def test_a_429_that_says_when_is_waited_out_and_sent_again_with_the_same_key():
    def is_sent_again(case):
        trigger, form = case
        at = format_datetime(datetime.now(UTC) + timedelta(seconds=1), usegmt=True)
        soon = "1" if form == "seconds" else at
        with serve(reply(b"", 429, retry_after=soon), reply(SUMMARY)) as server:
            assert trigger(ask(server)).sync_status_code == 1000
        first, second = server.asked
        assert first.headers["idempotency-key"] == second.headers["idempotency-key"]
        assert first.body == second.body

    side_by_side(is_sent_again, *itertools.product(TRIGGERS, ["seconds", "date"]))


def test_429s_that_say_when_are_waited_out_as_often_as_the_total_allows():
    with serve(*[reply(b"", 429, retry_after=0)] * 9, reply(SUMMARY)) as server:
        ask(server).request(COMPANY)
    assert len(server.asked) == 10


@both
def test_a_429_beyond_the_total_is_shown_at_once(trigger):
    with serve(reply(b"", 429, retry_after=60)) as server, pytest.raises(RateLimited) as caught:
        trigger(ask(server), timeout=limits.stretched(5))
    error = caught.value
    assert (error.carried_out, error.may_retry, error.retry_after, len(server.asked)) == (
        False,
        True,
        60.0,
        1,
    )


@both
def test_retries_none_is_one_request(trigger):
    with serve(reply(b"", 429, retry_after=0), reply(SUMMARY)) as server, pytest.raises(RateLimited):
        trigger(ask(server), retries=None)
    assert len(server.asked) == 1


@both
def test_a_refused_connection_was_not_sent(trigger):
    with serve() as server:
        pass
    with pytest.raises(NotSent, match="CODAT_PROXY and CODAT_CA_BUNDLE") as caught:
        trigger(ask(server))
    assert (caught.value.carried_out, caught.value.may_retry) == (False, True)


def test_a_trigger_never_uses_a_connection_that_a_read_left_open():
    with serve(reply(SUMMARY)) as server:
        client = CodatClient("test-key", server.url)
        client.sync.get_latest_sync(COMPANY)
        client.sync.request(COMPANY)
        client.sync.get_latest_sync(COMPANY)
    assert (server.connections, server.asked[1].headers["connection"]) == (2, "close")


def test_an_answer_that_already_says_failed_is_returned_not_raised():
    with serve(reply(SUMMARY | {"syncStatusCode": 4000, "syncStatus": "ValidateError"})) as server:
        assert ask(server).request(COMPANY).sync_status_code == 4000


def test_nothing_is_begun_twice_by_eight_threads_under_every_fault():
    begun, lock, faults = [], threading.Lock(), list(UNCLEAR.values())

    def act(asked, line):
        with lock:
            begun.append(asked.headers["idempotency-key"])
            script = faults[len(begun) % len(faults)]
        line.sendall(script) if isinstance(script, bytes) else script(asked, line)

    def one(_):
        with pytest.raises(CodatError):
            ask(server, max_bytes=2000).request(COMPANY)

    with serve(act) as server, ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(96)))
    assert len(begun) == len(set(begun)) == 96
