"""The pages' start service in this process, with quick rules and known keys; and waiting for a start."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event
from time import monotonic

import pytest

from codat_client import CodatClient
from dashboard.access.company import CompanyLookup
from dashboard.insight.start.attempt import Attempt
from dashboard.services.account import CodatAccount
from dashboard.services.stored_account import make_account
from dashboard.settings import load
from dashboard.starting import registry
from dashboard.starting.repository import StartRepository
from dashboard.starting.service import StartService
from dashboard.starting.worker import StartRules
from dashboard.store.engine import open_store
from dashboard.store.upgrade import upgrade

_PAUSE_S = 0.02


def use_rules(
    patched: pytest.MonkeyPatch, rules: StartRules, client: Callable[[], CodatClient] | None = None
) -> None:
    """Give services created from now on these rules and this kind of client."""

    def made(
        own: CodatClient, records: StartRepository, _: StartRules, companies: CompanyLookup
    ) -> StartService:
        if client is None:
            return StartService(own, records, rules, companies)
        own.close()
        return StartService(client(), records, rules, companies)

    patched.setattr(registry, "StartService", made)


def service_here(account: CodatAccount) -> StartService:
    """Return the service that the pages of this process use, or will use, for an account."""
    return registry.service_of(load(os.environ), account)


def know_keys(database_url: str, base_url: str, *keys: str) -> None:
    """Give each key its own account in the database, like script/account."""
    store = open_store(database_url)
    upgrade(store)
    for key in keys:
        make_account(store, CodatAccount(base_url, key), datetime.now(UTC))
    store.close()


def wait_for(
    start_service: StartService, attempt_id: str, test: Callable[[Attempt], object], seconds: float
) -> Attempt:
    """Wait until an attempt passes the test. Raises TimeoutError with its last state."""
    pause, end = Event(), monotonic() + seconds
    while True:
        attempt = start_service.look(attempt_id)
        assert attempt is not None, f"no start {attempt_id}"
        if test(attempt):
            return attempt
        if monotonic() > end:
            raise TimeoutError(f"Still {attempt}")
        pause.wait(_PAUSE_S)
