"""Whose report of the client’s address counts: a proxy’s that is named or knows the secret, no one else’s."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.types import Scope

from dashboard.web import peer
from dashboard.web.peer import peer_of, trust_problem
from tests.support import limits
from tests.support.dashboard_process import Dashboard

PROXY, CLIENT, FORGED = "127.0.0.1", "203.0.113.7", "198.51.100.9"
SECRET = "made-up-secret-of-the-proxy"


@dataclass(frozen=True)
class Set:
    sign_in: str = ""
    trusted_proxies: tuple[str, ...] = ()
    proxy_secret: str = ""
    proxy_secret_header: str = "X-Sync-Desk-Proxy"


NAMED, KNOWING = Set(trusted_proxies=(PROXY,)), Set(proxy_secret=SECRET)
BOTH = replace(NAMED, proxy_secret=SECRET)


@pytest.fixture(autouse=True, scope="module")
def _none_of_other_tests() -> None:
    """Hide what uvicorn built in other tests: what it trusts is looked for among all objects.

    It stays hidden: collecting it again would cost every later test of this worker.
    """
    gc.freeze()


@pytest.fixture(autouse=True)
def _found_anew(_none_of_other_tests: None) -> Iterator[None]:
    gc.collect()
    peer.server_trusts_headers.cache_clear()
    yield
    peer.server_trusts_headers.cache_clear()


def request(address: str | None = PROXY, *headers: tuple[str, str]) -> Scope:
    pairs = [(name.lower().encode(), value.encode()) for name, value in headers]
    return {"type": "http", "client": address and (address, 50000), "headers": pairs}


def forwarded(value: str) -> tuple[str, str]:
    return "X-Forwarded-For", value


def secret(value: str = SECRET) -> tuple[str, str]:
    return "X-Sync-Desk-Proxy", value


@pytest.mark.parametrize("settings", [Set(), KNOWING, Set(trusted_proxies=("10.0.0.0/8",))])
def test_a_header_of_an_unknown_peer_changes_nothing(settings):
    found = peer_of(request(PROXY, forwarded(FORGED)), settings)
    assert (found.address, found.client, found.may_name_person) == (PROXY, PROXY, False)


@pytest.mark.parametrize("named", [PROXY, "127.0.0.0/8", f"10.1.2.3,{PROXY}"])
def test_a_named_proxy_reports_the_client_and_may_name_a_person(named):
    found = peer_of(request(PROXY, forwarded(CLIENT)), Set(trusted_proxies=tuple(named.split(","))))
    assert (found.address, found.client, found.may_name_person) == (PROXY, CLIENT, True)


def test_the_secret_does_the_same_from_any_address_and_over_a_unix_socket():
    for address in ("192.0.2.1", None):
        found = peer_of(request(address, forwarded(CLIENT), secret()), KNOWING)
        assert (found.address, found.client, found.may_name_person) == (address or "", CLIENT, True)


@pytest.mark.parametrize(
    "sent", [[], [""], [SECRET[:-1]], [SECRET + "x"], [SECRET.upper()], [SECRET, SECRET]]
)
def test_where_there_is_a_secret_the_address_alone_names_no_one(sent):
    found = peer_of(request(PROXY, forwarded(CLIENT), *map(secret, sent)), BOTH)
    assert (found.client, found.may_name_person) == (CLIENT, False)


def test_without_a_secret_set_an_empty_one_proves_nothing():
    found = peer_of(request("192.0.2.1", forwarded(CLIENT), secret("")), NAMED)
    assert (found.client, found.may_name_person) == ("192.0.2.1", False)


@pytest.mark.parametrize(
    ("values", "client"),
    [
        ([f"{FORGED}, {CLIENT}"], CLIENT),
        ([FORGED, CLIENT], CLIENT),
        ([f"{FORGED}, {CLIENT}, 10.0.0.5, {PROXY}"], CLIENT),
        ([f"{FORGED}, nonsense"], PROXY),
        ([PROXY], PROXY),
        ([""], PROXY),
        ([f"::ffff:{CLIENT}"], CLIENT),
    ],
)
def test_the_last_address_that_is_no_proxy_counts(values, client):
    settings = Set(trusted_proxies=("10.0.0.0/8", PROXY))
    assert peer_of(request(PROXY, *map(forwarded, values)), settings).client == client


def test_a_peer_written_as_ipv6_is_the_same_proxy():
    assert peer_of(request(f"::ffff:{PROXY}", forwarded(CLIENT)), NAMED).client == CLIENT


@pytest.mark.parametrize(
    ("client", "limited_by"),
    [(CLIENT, CLIENT), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("", "")],
)
def test_a_limit_counts_an_ipv6_customer_once(client, limited_by):
    assert peer.Peer(client, client).limited_by == limited_by


def served(**options: Any) -> object:
    """What uvicorn builds around an app."""
    config = uvicorn.Config(Starlette(), **options)
    config.load()
    return config.loaded_app


@pytest.mark.parametrize("trusted", [None, "*", "10.0.0.0/8", "192.0.2.1", "a-name"])
def test_if_uvicorn_trusts_the_headers_no_proxy_is_trusted(trusted, monkeypatch):
    monkeypatch.delenv("FORWARDED_ALLOW_IPS", raising=False)
    kept = served(forwarded_allow_ips=trusted)
    assert peer.server_trusts_headers()
    scope = request(PROXY, forwarded(CLIENT), secret())
    assert peer_of(scope, BOTH) == peer.Peer(PROXY, PROXY)
    assert kept


@pytest.mark.parametrize("options", [{"forwarded_allow_ips": ""}, {"proxy_headers": False}])
def test_uvicorn_without_its_own_trust_is_no_problem(options):
    kept = served(**options)
    assert trust_problem(BOTH) is None
    assert kept


def test_an_empty_forwarded_allow_ips_in_the_environment_is_enough(monkeypatch):
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "")
    kept = served()
    assert trust_problem(BOTH) is None
    assert kept


@pytest.mark.parametrize(
    ("settings", "names"),
    [(NAMED, "TRUSTED_PROXIES"), (KNOWING, "PROXY_SECRET"), (Set(sign_in="proxy"), "SIGN_IN=proxy")],
)
def test_the_problem_names_what_to_change(settings, names):
    kept = served(forwarded_allow_ips="*")
    sentence = trust_problem(settings)
    assert sentence
    assert f"unset {names}." in sentence
    assert "FORWARDED_ALLOW_IPS=" in sentence
    assert trust_problem(Set()) is None
    assert trust_problem(Set(sign_in="oidc")) is None
    assert kept


def test_streamlits_own_command_trusts_headers_and_then_every_page_says_so():
    running = Dashboard(DEMO="1", DEMO_COMPANIES="3", TRUSTED_PROXIES=PROXY)
    try:
        line = HTTPConnection(PROXY, running.port, timeout=limits.WAIT_S)
        line.request("GET", "/")
        answer = line.getresponse()
        assert (answer.status, answer.read().decode()) == (
            503,
            peer.SERVER_TRUSTS_HEADERS.format(names="TRUSTED_PROXIES"),
        )
        line.close()
    finally:
        running.stop()
