"""The last look at Home without sign-in: the browser stores it, for one account. It may send anything."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
import streamlit as st

from dashboard.fleet.people.looks import Looks, to_text
from dashboard.ui import browser, person, session
from dashboard.ui.fleet import of_session
from dashboard.ui.fleet.of_session import SessionFleet
from dashboard.ui.fleet.people import looks
from tests.support.people import at_desk

HOUR = timedelta(hours=1)


@pytest.fixture
def now():
    return datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def home(monkeypatch):
    """Return a function that opens Home with this cookie, and gives the last look and what is stored."""
    state = {"run": 0}
    monkeypatch.setattr(st, "session_state", state)
    monkeypatch.setattr(person, "current", lambda: at_desk("Ada"))
    monkeypatch.setattr(session, "public_account_id", lambda: "account")
    monkeypatch.setattr(of_session, "fleet", lambda: SessionFleet(None))

    def open_it(cookie=None, *, moved=True):
        stored: list[str] = []
        state["run"] += 1
        context = SimpleNamespace(cookies={} if cookie is None else {looks.COOKIE: cookie})
        monkeypatch.setattr(st, "context", context)
        monkeypatch.setattr(session, "moved", lambda: moved)
        monkeypatch.setattr(browser, "store_look", stored.append)
        return looks.looked_at(), stored

    return open_it


def test_a_first_look_has_none_before_it_and_is_stored_for_its_account(home):
    before, (stored,) = home()
    assert before is None
    assert stored.startswith("account.")
    assert stored.endswith(".0")


def test_the_stored_look_is_the_one_before(home, now):
    before, (stored,) = home("account." + to_text(Looks(now - HOUR)))
    assert before == now - HOUR
    assert stored.endswith(f".{int((now - HOUR).timestamp())}")


def test_a_reload_soon_after_goes_on_with_the_same_look(home, now):
    known = Looks(now - HOUR / 6, now - 3 * HOUR)
    assert home(f"account.{to_text(known)}") == (known.before, [f"account.{to_text(known)}"])


@pytest.mark.parametrize(
    "cookie",
    ["", "account", "another.1796040000.0", "account.x.y", "account.0.0", "account.99999999999.0", 7],
)
def test_what_is_another_accounts_or_makes_no_sense_is_no_look(home, cookie):
    before, (stored,) = home(cookie)
    assert before is None
    assert stored.endswith(".0")


def test_a_filter_is_no_look(home, now):
    home("account." + to_text(Looks(now - HOUR)))
    assert home(moved=False) == (now - HOUR, [])
    assert looks.recovered() == []
