"""Fixtures: a fleet that has been read once, with the sandbox behind it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.services import budget
from dashboard.services.account import account_with
from dashboard.services.stores import close_stores
from dashboard.starting.registry import close_services
from tests.fleet.reading.support import PolledFleet, settings_for
from tests.support.sandbox_process import SandboxProcess


def close(made: PolledFleet) -> None:
    """Close a fleet with its store."""
    made.close()
    close_services()
    close_stores()


@pytest.fixture
def fast(sandbox, monkeypatch) -> None:
    """Let the sandbox be asked as often as it can answer."""
    monkeypatch.setattr(budget, "_rates", {account_at(sandbox): budget.RequestRate(1_000_000)})


def account_at(sandbox: SandboxProcess) -> str:
    return account_with(settings_for(sandbox, Path()), "test-key").address


@pytest.fixture
def unread_fleet(fast, fresh_sandbox, tmp_path) -> Iterator[PolledFleet]:  # noqa: ARG001 - it is fast
    """Return a fleet whose companies are listed, and not read yet."""
    made = PolledFleet(fresh_sandbox, settings_for(fresh_sandbox, tmp_path))
    made.list_companies()
    yield made
    close(made)


@pytest.fixture(scope="session")
def folder_once_read(sandbox, tmp_path_factory) -> Path:
    """Return a folder with the store of a fleet that was read once."""
    folder: Path = tmp_path_factory.mktemp("read")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(budget, "_rates", {account_at(sandbox): budget.RequestRate(1_000_000)})
        sandbox.reset()
        made = PolledFleet(sandbox, settings_for(sandbox, folder))
        made.list_companies()
        while made.poller.poll().more:  # on a busy machine one round isn’t enough
            pass
        close(made)
    return folder


@pytest.fixture
def read_fleet(fast, folder_once_read, fresh_sandbox, tmp_path) -> Iterator[PolledFleet]:  # noqa: ARG001 - as above
    """Return a fleet that was read once; the sandbox knows no request."""
    shutil.copytree(folder_once_read, tmp_path, dirs_exist_ok=True)
    made = PolledFleet(fresh_sandbox, settings_for(fresh_sandbox, tmp_path))
    yield made
    close(made)
