"""Sessions in-process against a sandbox that misbehaves on order; what is ordered to fail gives up soon."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from codat_client import CodatClient
from dashboard.services import snapshot
from dashboard.services.account import CodatAccount
from dashboard.services.budget import ReadPurpose
from dashboard.services.directory import PAGE_SIZE
from dashboard.services.stores import close_stores
from dashboard.starting.registry import close_services
from dashboard.ui import directory, page
from dashboard.ui.sync import sync_read
from tests.faults.complete_page import READS
from tests.pages.conftest import NAME, text_of
from tests.support import app_test, limits

ROOT = Path(__file__).resolve().parents[2]
LASTING = {"late", "slow-body", "slow-headers", "endless"}
"""What lasts until the client gives up: of these alone the answer is not waited for long."""
PATIENCE_S = 0.3
"""For what is ordered to last."""
AT_LEAST_S = limits.WAIT_S
"""For all else: a read that is well must be told from one that fails on a machine with much to do as well."""
MOST_BYTES = 2_000_000
_number = itertools.count()


class Session:
    """One person's session: opens pages, one after the other, and gives what each shows."""

    def __init__(self, url: str, key: str, environment: pytest.MonkeyPatch) -> None:
        self.app = app_test.dashboard()
        self.app.session_state["person_name"] = NAME
        self.way, self._environment = CodatAccount(url, key), environment
        self._patient = CodatClient(key, url, read_timeout=AT_LEAST_S, max_bytes=MOST_BYTES)
        self._hurried: CodatClient | None = None
        self._use(self._patient)

    def hurry(self, kind: str, operation: str = "*") -> None:
        """Ask once for this operation’s answer from now on ("*": for all), and not long for what lasts."""
        patience = PATIENCE_S if kind in LASTING else AT_LEAST_S
        hurried = CodatClient(
            self.way.api_key, self.way.base_url, retries=None, read_timeout=patience, max_bytes=MOST_BYTES
        )
        self._hurried = hurried
        if operation in {"companies.list", "*"}:
            pages = partial(hurried.companies.pages, page_size=PAGE_SIZE, timeout=patience)
            self._environment.setattr(directory, "_pages", lambda: pages)
        if operation == "*":
            self._use(hurried)
        elif operation == "sync.get":
            own = sync_read._read
            self._environment.setattr(sync_read, "_read", lambda _, *more: own(hurried, *more))
        elif READS[operation] in snapshot.READS:
            read = snapshot.READS[READS[operation]]
            self._environment.setitem(snapshot.READS, READS[operation], lambda _, one: read(hurried, one))

    def _use(self, client: CodatClient) -> None:
        """Read with this client, for whatever purpose."""
        kinds = itertools.product(ReadPurpose, (True, False))
        self.app.session_state["clients"] = (self.way, dict.fromkeys(kinds, client))

    def close(self) -> None:
        """Close its clients."""
        self._patient.close()
        if self._hurried is not None:
            self._hurried.close()

    def open(self, page: str, *, again: bool = True, **query: str) -> str:
        """Open a page as its address does; gives its text. It fails when the page shows an exception.

        `again`: as a person who comes from elsewhere, so that what was not read is asked for once more.
        """
        self.app.switch_page(str(ROOT / f"pages/{page}.py"))
        for name, value in query.items():
            self.app.query_params[name] = value
        if not again:
            self.app.session_state["view"] = (
                page,
                *(query.get(each, "") for each in ("company", "sync", "attempt")),
            )
        return self.run()

    def press(self, button: str) -> str:
        """Press a button, by its key."""
        self.app.button(key=button).click()
        return self.run()

    def run(self) -> str:
        """Run the page once more."""
        self.app.run()
        assert not self.app.exception, "the page failed; its traceback is in the log above"
        return text_of(self.app)

    def until(self, shown: Callable[[str], bool], seconds: float = limits.WAIT_S) -> str:
        """Run the page again and again, as its ticks do, until its text says so."""
        end = time.monotonic() + seconds
        while not shown(text := self.run()):
            assert time.monotonic() < end, text
            threading.Event().wait(0.05)
        return text

    def reading(self, company: str, name: str):
        """What this session holds of one read."""
        return self.app.session_state["companies"][company].reading(name)


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> Iterator[pytest.MonkeyPatch]:
    """Set nothing but what a test sets, and a database of its own."""
    monkeypatch.chdir(ROOT)
    for name in ("DEMO", "READ_ONLY", "CODAT_PROXY", "CODAT_CA_BUNDLE", "CODAT_API_KEY", "CODAT_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ALLOW_STARTING", "1")
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    yield monkeypatch
    close_services()
    close_stores()


@pytest.fixture
def session(environment, fresh_sandbox) -> Iterator[Session]:
    """Return a session with a key of its own, so that nothing is known of its companies yet."""
    key = f"key-{next(_number)}"
    environment.setenv("CODAT_API_KEY", key)
    environment.setenv("CODAT_BASE_URL", fresh_sandbox.url)
    environment.setattr(page, "_NAME_AWAITED_FOR", AT_LEAST_S)
    made = Session(fresh_sandbox.url, key, environment)
    yield made
    made.close()


@pytest.fixture
def company(sandbox):
    return sandbox.company("healthy")


@pytest.fixture
def sync(client: CodatClient, company):
    return client.sync.get_latest_sync(company).sync_id
