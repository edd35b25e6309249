"""Where a session was opened: judged by peer, Host and headers, passed on in a value no one can forge."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.access import request_origin
from dashboard.access.request_origin import (
    HEADER,
    OriginKind,
    RequestOrigin,
    host_name,
    is_loopback,
    origin_of,
    sealed,
    unsealed,
)

CHROMIUM = [
    ("Host", "127.0.0.1:8501"),
    ("Connection", "Upgrade"),
    ("Pragma", "no-cache"),
    ("Cache-Control", "no-cache"),
    ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36"),
    ("Upgrade", "websocket"),
    ("Origin", "http://127.0.0.1:8501"),
    ("Sec-WebSocket-Version", "13"),
    ("Accept-Encoding", "gzip, deflate, br, zstd"),
    ("Accept-Language", "en-US,en;q=0.9"),
    ("Cookie", "syncdesk_width=1200"),
    ("Sec-WebSocket-Key", "kCeTmeUztGrUmSnk0qZK1Q=="),
    ("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits"),
    ("Sec-WebSocket-Protocol", "streamlit"),
]
FIREFOX_ADDS = [
    ("Accept", "*/*"),
    ("Sec-Fetch-Dest", "empty"),
    ("Sec-Fetch-Mode", "websocket"),
    ("Sec-Fetch-Site", "same-origin"),
    ("DNT", "1"),
    ("Sec-GPC", "1"),
]
SENT_BY_BROWSERS = {name.lower() for name, _ in CHROMIUM + FIREFOX_ADDS}
FORWARDED = [
    "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Forwarded", "Via", "X-Real-IP", "CF-Ray",
    "X-Amzn-Trace-Id", "X-Request-Id", "Traceparent", "True-Client-IP", "Fly-Client-IP", "X-ProxyUser-Ip",
    "Authorization", "Max-Forwards", "X-Anything", HEADER,
]  # fmt: skip
NAMES = st.text("abcdefghijklmnopqrstuvwxyz0123456789-_", min_size=1, max_size=30)


def with_host(host: str) -> list[tuple[str, str]]:
    return [("Host", host), *CHROMIUM[1:]]


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"])
@pytest.mark.parametrize("headers", [CHROMIUM, CHROMIUM + FIREFOX_ADDS], ids=["Chromium", "Firefox"])
def test_a_browser_on_this_computer_is_here(peer, headers):
    assert origin_of(peer, headers) == RequestOrigin(OriginKind.HERE)


@pytest.mark.parametrize(
    "host", ["localhost:8501", "LOCALHOST", "[::1]:8501", "desk.localhost:1", "127.1.1.1"]
)
def test_each_loopback_name_is_here(host):
    assert origin_of("127.0.0.1", with_host(host)) == RequestOrigin(OriginKind.HERE)


@pytest.mark.parametrize(
    "peer",
    [None, "", "192.0.2.2", "10.0.0.1", "fe80::1", "::ffff:10.0.0.1", "localhost", "testclient", "unix:"],
)
def test_another_peer_or_none_is_elsewhere_whatever_it_says(peer):
    assert origin_of(peer, CHROMIUM) == RequestOrigin(OriginKind.PEER)


@pytest.mark.parametrize(
    "host", ["desk.example", "192.0.2.2:8501", "127.0.0.1.nip.io", "localhost.example", ""]
)
def test_another_name_than_this_computer_s_is_elsewhere(host):
    assert origin_of("127.0.0.1", with_host(host)) == RequestOrigin(OriginKind.HOST)


def test_two_hosts_or_none_are_elsewhere():
    assert origin_of("127.0.0.1", [*CHROMIUM, ("host", "localhost")]) == RequestOrigin(OriginKind.HOST)
    assert origin_of("127.0.0.1", CHROMIUM[1:]) == RequestOrigin(OriginKind.HOST)


@pytest.mark.parametrize("name", FORWARDED)
def test_what_a_proxy_adds_is_elsewhere_and_named(name):
    assert origin_of("127.0.0.1", [*CHROMIUM, (name, "127.0.0.1")]) == RequestOrigin(
        OriginKind.HEADER, name.lower()
    )


@given(NAMES.filter(lambda name: name not in SENT_BY_BROWSERS and not name.startswith("sec-")), st.text())
def test_whatever_no_browser_sends_is_elsewhere(name, value):
    assert origin_of("127.0.0.1", [*CHROMIUM, (name, value)]).kind is OriginKind.HEADER


@given(st.ip_addresses().filter(lambda each: not each.is_loopback and not _mapped_loopback(each)))
def test_no_other_address_is_here(address):
    assert origin_of(str(address), CHROMIUM) == RequestOrigin(OriginKind.PEER)


def _mapped_loopback(address) -> bool:
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped is not None and mapped.is_loopback


def test_a_name_of_a_header_is_shown_short_and_plain():
    told = origin_of("127.0.0.1", [*CHROMIUM, ("x<b>" + "y" * 500, "")])
    assert told.header == "x?b?" + "y" * 36


@pytest.mark.parametrize("place", [*map(RequestOrigin, OriginKind), RequestOrigin(OriginKind.HEADER, "via")])
def test_a_sealed_place_is_read_as_it_was(place):
    assert unsealed(sealed(place)) == place


@given(st.one_of(st.none(), st.text(), st.text().map(lambda text: f"{text} here")))
def test_a_value_without_our_secret_is_unknown(value):
    assert unsealed(value) == RequestOrigin(OriginKind.UNKNOWN)


def test_another_process_s_seal_is_not_known(monkeypatch):
    told = sealed(RequestOrigin(OriginKind.HERE))
    monkeypatch.setattr(request_origin, "_SECRET", "0" * 32)
    assert unsealed(told) == RequestOrigin(OriginKind.UNKNOWN)


@pytest.mark.parametrize(
    "name",
    ["127.0.0.1", "127.8.9.10", "::1", "localhost", "LOCALHOST.", "dash.localhost", "::ffff:127.0.0.1"],
)
def test_these_names_mean_this_machine(name):
    assert is_loopback(name)


@pytest.mark.parametrize(
    "name", ["", "0.0.0.0", "::", "10.0.0.1", "localhost.com", "notlocalhost", "::ffff:10.0.0.1"]
)
def test_these_names_do_not(name):
    assert not is_loopback(name)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("localhost:8501", "localhost"),
        ("[::1]:8501", "::1"),
        ("[::1]", "::1"),
        ("::1", "::1"),
        (" a.b ", "a.b"),
    ],
)
def test_the_port_is_cut_off_a_host(header, name):
    assert host_name(header) == name
