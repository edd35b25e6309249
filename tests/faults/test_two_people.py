"""Two people with two keys in one process, at once: nothing of the one reaches the other.

Real sessions over real websockets. The twin takes the key out of what the process shares: there the same
look must find the other's companies.
"""

from __future__ import annotations

import re
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dashboard.ui.person import COOKIE
from tests.faults.two_accounts import KEYS, TwoAccounts, other
from tests.support import limits
from tests.support.dashboard_process import Dashboard
from tests.support.starts import know_keys
from tests.web.visitor import Visitor

TWIN = [sys.executable, "-m", "streamlit", "run", str(Path(__file__).parent / "one_identity.py")]
PAGES = ("company", "history", "setup", "start")
ROUNDS = 3


@pytest.fixture(scope="module")
def codat():
    running = TwoAccounts()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def dashboard(codat, tmp_path_factory):
    database = f"sqlite:///{tmp_path_factory.mktemp('two')}/desk.db"
    know_keys(database, codat.url, *KEYS)
    running = Dashboard(CODAT_BASE_URL=codat.url, DATABASE_URL=database)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def twin(codat):
    running = Dashboard(TWIN, CODAT_BASE_URL=codat.url)
    yield running
    running.stop()


def come_in(dashboard: Dashboard, key: str) -> Visitor:
    """A person who gave a name before, and types their own key."""
    visitor = Visitor(dashboard.port, more={"Cookie": f"{COOKIE}=Ann"})
    visitor.open("")
    visitor.press("Use this key", typed=key)
    return visitor


def look_round(dashboard: Dashboard, codat: TwoAccounts, key: str, together: threading.Barrier) -> bytes:
    """All that reaches one person who looks at the list and at companies; the other's they can't open."""
    mine, others = codat.ids(key), codat.ids(other(key))
    seen = b""
    with come_in(dashboard, key) as visitor:
        together.wait(limits.WAIT_S)
        for at in range(ROUNDS):
            seen += visitor.open("", "q=a") + visitor.open("", "q=e")
            for page in PAGES:
                seen += visitor.open(page, f"company={mine[at]}")
                assert "Codat can’t find this".encode() in visitor.open(page, f"company={others[at]}")
        seen += visitor.open("", "q=a") + visitor.open("", "q=e")
    return seen


def look_at_once(dashboard: Dashboard, codat: TwoAccounts) -> dict[str, bytes]:
    together = threading.Barrier(len(KEYS))
    with ThreadPoolExecutor() as people:
        looks = {key: people.submit(look_round, dashboard, codat, key, together) for key in KEYS}
        return {key: look.result() for key, look in looks.items()}


def found_in(seen: bytes, ids: list[str]) -> list[str]:
    return [each for each in ids if each.encode() in seen]


def leaks(seen: dict[str, bytes], codat: TwoAccounts) -> list[str]:
    """Return the ids that reached the other person; those that they asked for themselves stand aside."""
    return [each for key in KEYS for each in found_in(seen[key], codat.ids(other(key))[ROUNDS:])]


def test_two_people_at_once_see_their_own_companies_and_neither_the_other_s_nor_any_key(dashboard, codat):
    seen = look_at_once(dashboard, codat)
    assert all(found_in(seen[key], codat.ids(key)) for key in KEYS)
    assert not leaks(seen, codat)
    assert not [key for key in KEYS for shown in seen.values() if key.encode() in shown]


def test_the_twin_shows_the_other_s_companies(twin, codat):
    """Without the key in it, what is shared is everybody's: the look above would notice."""
    assert leaks(look_at_once(twin, codat), codat)


def test_a_start_of_one_is_not_known_to_the_other(dashboard, codat):
    ann, ben = KEYS
    company = codat.accounts[ann].company("healthy")
    with come_in(dashboard, ann) as starter, come_in(dashboard, ben) as stranger:
        starter.open("start", f"company={company}")
        starter.press("Review and start")
        shown = starter.press("Start sync")
        attempt = re.findall(rb"attempt=([\w-]+)", shown)[0].decode()
        assert b"Start not found" not in starter.open("start", f"company={company}&attempt={attempt}")
        assert b"Start not found" in stranger.open("start", f"company={company}&attempt={attempt}")
    assert not codat.accounts[ben].ledger()
