"""Fixtures for all tests: real things only."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from codat_client import CodatClient
from tests.support.sandbox_process import SandboxProcess


@pytest.fixture(scope="session")
def sandbox() -> Iterator[SandboxProcess]:
    """Give one sandbox for the whole run, seed 1, 60 companies, syncs of 0.3 s."""
    process = SandboxProcess()
    yield process
    process.stop()


@pytest.fixture
def fresh_sandbox(sandbox: SandboxProcess) -> Iterator[SandboxProcess]:
    """Give the sandbox with nothing ordered, started or kept, and leave it so."""
    sandbox.reset()
    yield sandbox
    sandbox.reset()


@pytest.fixture
def client(sandbox: SandboxProcess) -> Iterator[CodatClient]:
    """Give a client of the sandbox."""
    made = CodatClient("test-key", sandbox.url)
    yield made
    made.close()
