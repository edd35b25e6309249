"""Fixtures for all tests: real things only."""

from __future__ import annotations

from collections.abc import Generator, Iterator

import pytest

from codat_client import CodatClient
from tests.support.sandbox_process import SandboxProcess

NOT_CHECKED = "NOT CHECKED: published spec"
"""The one skip that is allowed: Codat's published description of its API is not there."""


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Generator[None]:
    """Report what was not checked, just before the closing line."""
    yield
    if any(NOT_CHECKED in str(report.longrepr) for report in terminalreporter.getreports("skipped")):
        terminalreporter.write_line(NOT_CHECKED)


@pytest.fixture(scope="session")
def sandbox() -> Iterator[SandboxProcess]:
    """Return one sandbox for the whole run, seed 1, 60 companies, syncs of 0.3 s."""
    process = SandboxProcess()
    yield process
    process.stop()


@pytest.fixture
def fresh_sandbox(sandbox: SandboxProcess) -> Iterator[SandboxProcess]:
    """Return the sandbox after a reset, and reset it again afterwards."""
    sandbox.reset()
    yield sandbox
    sandbox.reset()


@pytest.fixture
def client(sandbox: SandboxProcess) -> Iterator[CodatClient]:
    """Return a client of the sandbox."""
    made = CodatClient("test-key", sandbox.url)
    yield made
    made.close()
