"""What the sandbox's tests share: plain HTTP, nothing of ours in between."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from tests.support import limits
from tests.support.sandbox_process import SandboxProcess

KEY = {"Authorization": "Basic dGVzdC1rZXk="}


class Http:
    """The API over plain `requests`, by path."""

    def __init__(self, sandbox: SandboxProcess) -> None:
        self.sandbox = sandbox
        self.session = requests.Session()
        self.session.headers.update(KEY)

    def get(self, path: str, **options: Any) -> requests.Response:
        """GET a path."""
        return self.session.get(self.sandbox.url + path, timeout=limits.WAIT_S, **options)

    def post(self, path: str, **options: Any) -> requests.Response:
        """POST to a path."""
        return self.session.post(self.sandbox.url + path, timeout=limits.WAIT_S, **options)

    def latest(self, case: str) -> Any:
        """Return the newest sync of a case."""
        return self.get(self.syncs(case, "latest")).json()

    def last_successful(self, case: str) -> Any:
        """Return the last successful sync of a case."""
        return self.get(self.syncs(case, "lastSuccessful")).json()

    def list(self, case: str) -> Any:
        """Return all syncs of a case."""
        return self.get(self.syncs(case, "list")).json()

    def status(self, case: str) -> Any:
        """Return the sync status of a case."""
        return self.get(f"/meta/companies/{self.sandbox.company(case)}/sync/commerce/status").json()

    def connections(self, case: str) -> Any:
        """Return the connections of a case."""
        return self.get(f"/companies/{self.sandbox.company(case)}/connections").json()["results"]

    def configuration(self, case: str) -> Any:
        """Return the configuration of a case."""
        return self.get(f"/config/companies/{self.sandbox.company(case)}/sync/commerce").json()

    def syncs(self, case: str, word: str) -> str:
        """Return the path of latest, lastSuccessful, list or a sync id."""
        return f"/companies/{self.sandbox.company(case)}/sync/commerce/syncs/{word}/status"

    def start(self, case: str, body: object = None, key: str | None = None) -> requests.Response:
        """Start a sync up to now, or up to the body's `syncTo`."""
        path = f"/companies/{self.sandbox.company(case)}/sync/commerce/latest"
        return self.post(path, json=body, headers={"Idempotency-Key": key} if key else {})

    def start_range(self, case: str, start: str, finish: str, key: str | None = None) -> requests.Response:
        """Start a sync of a range."""
        path = f"/meta/companies/{self.sandbox.company(case)}/sync/commerce/historic"
        body = {"dateRange": {"start": start, "finish": finish}}
        return self.post(path, json=body, headers={"Idempotency-Key": key} if key else {})

    def ended(self, case: str) -> Any:
        """Wait until the newest sync has ended, and give it."""
        wait_until(lambda: self.latest(case)["syncStatusCode"] >= 2000)
        return self.latest(case)


def wait_until(true: Callable[[], bool], seconds: float = limits.WAIT_S) -> None:
    """Ask again and again until it is true; fail when it never is."""
    pause, end = threading.Event(), time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never became true"
        pause.wait(0.02)


@pytest.fixture
def http(fresh_sandbox: SandboxProcess) -> Iterator[Http]:
    """Return the API of a sandbox in which nothing was started."""
    made = Http(fresh_sandbox)
    yield made
    made.session.close()
