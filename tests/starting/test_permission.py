"""Who may start a sync: READ_ONLY, and the reach of the server."""

from dataclasses import dataclass

import pytest

from dashboard.starting.permission import NOT_LOCAL, READ_ONLY, host_name, is_loopback, may_start


@dataclass(frozen=True)
class Set:
    read_only: bool = False
    allow_starting: bool = False


LOCAL = ("127.0.0.1", "localhost:8501", False)


def test_on_this_machine_a_sync_may_be_started():
    assert may_start(Set(), *LOCAL) is None


def test_read_only_forbids_it_even_here():
    assert may_start(Set(read_only=True), *LOCAL) == READ_ONLY


def test_read_only_wins_over_allow_starting():
    assert may_start(Set(read_only=True, allow_starting=True), *LOCAL) == READ_ONLY


@pytest.mark.parametrize("bound", ["0.0.0.0", "::", "", "192.168.1.4", "dash.example.com"])
def test_a_server_that_others_can_reach_starts_nothing(bound):
    assert may_start(Set(), bound, "localhost:8501", forwarded=False) == NOT_LOCAL


@pytest.mark.parametrize(
    "host", ["dash.example.com", "", "192.168.1.4:8501", "localhost.example.com", "127.0.0.1.nip.io"]
)
def test_a_request_by_another_name_starts_nothing(host):
    assert may_start(Set(), "127.0.0.1", host, forwarded=False) == NOT_LOCAL


def test_a_request_through_a_proxy_starts_nothing():
    assert may_start(Set(), "127.0.0.1", "localhost", forwarded=True) == NOT_LOCAL


def test_allow_starting_opens_it_beyond_this_machine():
    assert may_start(Set(allow_starting=True), "0.0.0.0", "dash.example.com", forwarded=True) is None


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
