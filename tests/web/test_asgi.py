"""What the server says at its start, and to a person when a page has a fault."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from codat_client import CodatClient
from dashboard.insight.reading import Reading
from dashboard.services.watch import Watch, known_watch, watch_of
from dashboard.web import asgi


@pytest.fixture
def start(monkeypatch, caplog, sqlite_url):
    """Return a function that starts with these options of Streamlit, and gives what was logged."""
    monkeypatch.setenv("DEMO", "0")
    monkeypatch.setenv("DATABASE_URL", sqlite_url)

    def run(**options: str) -> str:
        monkeypatch.setattr(st, "get_option", lambda name: options.get(name.removeprefix("server.")))
        ours = logging.getLogger("dashboard")
        monkeypatch.setattr(asgi, "log_our_own", lambda *_: None)
        monkeypatch.setattr(ours, "propagate", True)
        asyncio.run(_once())
        return str(caplog.text)

    return run


async def _once() -> None:
    async with asgi.lifespan(object()):
        pass


@pytest.mark.parametrize("address", ["0.0.0.0", "192.168.1.7", "desk.example", ""])
def test_plain_http_beyond_this_machine_is_warned_of_with_what_to_do(start, address):
    found = start(address=address)
    assert "over plain HTTP" in found
    assert "Set server.address to 127.0.0.1" in found


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "::1"])
def test_on_loopback_nothing_is_warned_of(start, address):
    assert not start(address=address)


def test_with_a_certificate_nothing_is_warned_of(start):
    assert not start(address="0.0.0.0", sslCertFile="desk.pem")


def test_at_the_end_no_company_is_followed_any_longer(monkeypatch, sandbox):
    monkeypatch.setenv("DEMO", "0")
    company_id = sandbox.company("healthy")

    async def follow() -> Watch:
        async with asgi.lifespan(object()):
            watch = watch_of("owner", company_id)
            watch.look(Reading(), lambda: CodatClient("test-key", sandbox.url))
            assert watch.alive
        return watch

    assert not asyncio.run(follow()).alive
    assert known_watch("owner", company_id) is None


def test_a_fault_of_a_page_is_shown_by_a_reference_alone(caplog):
    def page() -> None:
        asgi = __import__("dashboard.web.asgi", fromlist=["asgi"])  # it runs as a script of its own
        asgi.say_script_error(RuntimeError("/home/somebody/secret.py, line 7"))

    shown = AppTest.from_function(page).run().error[0].value
    assert "reference" in shown
    assert "secret" not in shown
    assert shown.split("reference ")[1][:6] in caplog.text


FULL_ROUNDS = """
import gc
from dashboard.web import asgi
asgi._warm_up()
rounds = []
gc.callbacks.append(lambda phase, told: rounds.append(phase) if told["generation"] == 2 else None)
for _ in range(200_000):
    cycle = []
    cycle.append(cycle)
print(len(rounds) // 2)
"""


def test_the_collector_makes_full_rounds_although_much_is_there_to_the_end():
    """In a process of its own: what is put aside stays aside."""
    run = [sys.executable, "-c", FULL_ROUNDS]
    rounds = int(subprocess.run(run, check=True, capture_output=True, text=True).stdout)
    assert rounds >= 1
