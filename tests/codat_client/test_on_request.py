"""The caller is told of each request that is sent: of each attempt, and of triggers too."""

import pytest

from codat_client import CodatClient, HeldBack, NotSent, RetryConfig, ServerTrouble, Unclear
from tests.codat_client.servers import COMPANY, drop, reply, serve

SUMMARY = {"companyId": COMPANY, "commerceSyncId": "8d0a", "syncStatusCode": 1000, "syncStatus": "Started"}
AGAIN = RetryConfig(base_delay=0, max_delay=0)


def told(server, call, retries=AGAIN, **options):
    """Return how often the caller is told of a request during a call, and the server's requests."""
    sent = []
    with CodatClient(
        "test-key", server.url, retries=retries, on_request=lambda: sent.append(1), **options
    ) as codat:
        call(codat)
    return len(sent), len(server.asked)


def latest(codat):
    codat.sync.get_latest_sync(COMPANY)


def start(codat):
    codat.sync.request(COMPANY)


@pytest.mark.parametrize(
    ("answers", "number"),
    [
        ([reply(SUMMARY)], 1),
        ([reply(b"", 503), reply(SUMMARY)], 2),
        ([drop, reply(b"", 429, retry_after=0), reply(SUMMARY)], 3),
    ],
)
def test_each_attempt_of_a_read_is_told(answers, number):
    with serve(*answers) as server:
        assert told(server, latest) == (number, number)


def test_a_read_that_fails_in_the_end_has_told_all_of_its_attempts():
    def fails(codat):
        with pytest.raises(ServerTrouble):
            latest(codat)

    with serve(reply(b"", 503)) as server:
        assert told(server, fails) == (4, 4)
    with serve(reply(b"", 503)) as server:
        assert told(server, fails, retries=None) == (1, 1)


def test_a_trigger_is_told_with_each_of_its_attempts():
    with serve(reply(SUMMARY)) as server:
        assert told(server, start) == (1, 1)
    with serve(reply(b"", 429, retry_after=0), reply(SUMMARY)) as server:
        assert told(server, start) == (2, 2)

    def is_unclear(codat):
        with pytest.raises(Unclear):
            start(codat)

    with serve(drop) as server:
        assert told(server, is_unclear) == (1, 1)


def test_what_is_held_back_is_not_told():
    def refuse(_operation, _quota):
        raise HeldBack("Not now.")

    def is_held_back(codat):
        with pytest.raises(HeldBack):
            latest(codat)

    with serve(reply(SUMMARY)) as server:
        assert told(server, is_held_back, before_read=refuse) == (0, 0)


def test_it_is_told_before_the_request_is_sent():
    def fails():
        raise ValueError("it must not raise, and does")

    with serve(reply(SUMMARY)) as server:
        client = CodatClient("test-key", server.url, retries=None, on_request=fails)
        with client, pytest.raises(NotSent):
            start(client)
        assert server.asked == []


def test_a_client_without_it_works():
    with serve(reply(SUMMARY)) as server:
        client = CodatClient("test-key", server.url, on_request=None)
        with client:
            latest(client)
        assert len(server.asked) == 1
