"""A service at a quick policy before the real sandbox."""

from collections.abc import Iterator
from typing import Any

import pytest

from codat_client import CodatClient
from dashboard.starting.service import StartService
from tests.starting.support import QUICK, SOON_AGAIN, Starter
from tests.support import limits


@pytest.fixture
def quick_sandbox(fresh_sandbox: Any) -> Any:
    """The sandbox, its syncs ending after a fifth of a second."""
    fresh_sandbox.switch(syncSeconds=0.2)
    return fresh_sandbox


@pytest.fixture
def starter(quick_sandbox: Any) -> Iterator[Starter]:
    """A starter with a service of its own."""
    client = CodatClient(
        "test-key",
        quick_sandbox.url,
        read_timeout=limits.stretched(2),
        trigger_timeout=limits.stretched(2),
        retries=SOON_AGAIN,
    )
    start_service = StartService(client, QUICK)
    yield Starter(quick_sandbox, start_service)
    start_service.close()
    client.close()
