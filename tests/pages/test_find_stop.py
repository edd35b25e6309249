"""Find’s list of companies, stopped while it is being read: how much is there, and what goes on no more."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import ThreadingHTTPServer

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.services import directory
from dashboard.services.snapshot import STOPPED
from dashboard.ui import browser
from dashboard.ui.find import box as find_box
from dashboard.ui.fleet.freshness import FOLLOW_S
from tests.pages.conftest import text_of
from tests.pages.starting import keys, press, until
from tests.support import limits
from tests.support.forwarding import Forwarding

SEARCHED, OF_ABOUT = 20, 59


class Gate(Forwarding):
    """Passes on to the sandbox; keeps the second page of the list back until it is let go."""

    to = ""
    let_go: threading.Event

    def goal(self) -> str:
        if "page=2&" in self.path:
            self.let_go.wait(limits.WAIT_S)
        return self.to


@pytest.fixture
def gate(fresh_sandbox) -> Iterator[tuple[str, threading.Event]]:
    """The address of a sandbox whose list comes to its second page and no further, and what lets it go on."""
    held = threading.Event()
    handler = type("Held", (Gate,), {"to": fresh_sandbox.url, "let_go": held})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", held
    held.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def reading(open_page, gate, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[AppTest, threading.Thread]]:
    """Find, whose list has come to 20 of 59 companies and is read on, and the thread that reads it.

    It has ended before anything else is put back: the page held up would go to a sandbox that is being reset.
    """
    monkeypatch.setattr(directory, "PAGE_SIZE", SEARCHED)
    monkeypatch.setattr(find_box, "_CAN_BE_STOPPED_AFTER", timedelta(0))
    before = set(threading.enumerate())
    find = open_page(env={"CODAT_BASE_URL": gate[0]})
    (reader,) = [each for each in threading.enumerate() if each.name == "companies" and each not in before]
    yield until(find, f"Loading companies: {SEARCHED} of about {OF_ABOUT}"), reader
    let_come(gate, reader)


def lists_asked(sandbox) -> int:
    return [each["operation"] for each in sandbox.requests()].count("companies.list")


def let_come(gate: tuple[str, threading.Event], reader: threading.Thread) -> None:
    """Let the page come that was under way when the reading was stopped; wait until its thread has ended."""
    gate[1].set()
    reader.join(limits.WAIT_S)
    assert not reader.is_alive()


def test_a_list_that_is_stopped_shows_how_much_of_it_is_there_and_why(reading):
    find, _ = reading
    assert "stop_list" in keys(find)
    shown = text_of(press(find, "stop_list"))
    assert f"Only {SEARCHED} of about {OF_ABOUT} companies were loaded." in shown
    assert STOPPED in shown
    assert "Open the others by id or link." in shown
    assert "Loading companies" not in shown
    assert "stop_list" not in keys(find)


def test_after_stop_nothing_more_is_asked_nor_taken_in(reading, gate, fresh_sandbox, monkeypatch):
    find, reader = reading
    press(find, "stop_list")
    polls: list[object] = []
    monkeypatch.setattr(browser, "poll", polls.append)
    let_come(gate, reader)
    assert f"Only {SEARCHED} of about {OF_ABOUT} companies were loaded." in text_of(find.run())
    assert (lists_asked(fresh_sandbox), set(polls)) == (2, {FOLLOW_S})


def test_a_stopped_list_can_be_searched_and_read_again(reading, gate, fresh_sandbox):
    find, reader = reading
    assert f">{SEARCHED} companies loaded so far." in text_of(press(find, "stop_list"))
    let_come(gate, reader)
    until(press(find, "read_list"), f"1–20 of {OF_ABOUT}")
    assert "companies were loaded." not in text_of(find)
    assert lists_asked(fresh_sandbox) == 2 + 3
