"""Fixtures: a dashboard with sign-in for all tests of a file, and its store.

A file has them by naming them: `desk, store = signed_in_desk.desk, signed_in_desk.store`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dashboard.store.engine import Store
from tests.support.sandbox_process import SandboxProcess
from tests.support.signed_in_dashboard import SignedInDashboard, signed_in_dashboard


@pytest.fixture(scope="module")
def desk(sandbox: SandboxProcess) -> Iterator[SignedInDashboard]:
    """A dashboard with sign-in, for all tests of a file."""
    with signed_in_dashboard(CODAT_API_KEY="test-key", CODAT_BASE_URL=sandbox.url) as running:
        yield running


@pytest.fixture
def store(desk: SignedInDashboard) -> Iterator[Store]:
    """The dashboard's store, as another process changes it."""
    with desk.store() as opened:
        yield opened
