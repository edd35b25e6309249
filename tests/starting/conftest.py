"""A service with quick rules against the real sandbox, on SQLite and on PostgreSQL."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from codat_client import CodatClient
from dashboard.starting.service import StartService
from dashboard.starting.worker import StartRules
from dashboard.store.engine import Store
from tests.starting.support import RULES, SOON_AGAIN, Starter, repository
from tests.support import limits

MakeStarter = Callable[..., Starter]


@pytest.fixture
def quick_sandbox(fresh_sandbox: Any) -> Any:
    """The sandbox, its syncs ending after a fifth of a second."""
    fresh_sandbox.switch(syncSeconds=0.2)
    return fresh_sandbox


@pytest.fixture
def starter_at(quick_sandbox: Any, store: Store) -> Iterator[MakeStarter]:
    """Create starters with their own rules and account."""
    made: list[StartService] = []

    def make(rules: StartRules = RULES, api_key: str = "test-key") -> Starter:
        seconds = limits.stretched(2)
        client = CodatClient(
            api_key, quick_sandbox.url, read_timeout=seconds, trigger_timeout=seconds, retries=SOON_AGAIN
        )
        made.append(StartService(client, repository(store, quick_sandbox.url, api_key), rules))
        return Starter(quick_sandbox, made[-1])

    yield make
    for each in made:
        each.close()


@pytest.fixture
def starter(starter_at: MakeStarter) -> Starter:
    """A starter with its own service."""
    return starter_at()
