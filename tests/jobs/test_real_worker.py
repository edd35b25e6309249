"""The worker as it is deployed: it follows what a killed dashboard began, and says where none is needed."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import UTC, datetime
from threading import Event

import pytest

from dashboard.insight.outcome import Outcome
from dashboard.insight.start.attempt import Attempt
from dashboard.jobs import worker
from dashboard.services.account import CodatAccount
from dashboard.services.stored_account import stored_account
from dashboard.services.stores import real_store
from dashboard.settings import Settings
from dashboard.starting.repository import StartRepository
from tests.jobs.worker_process import clean_environ
from tests.support import limits
from tests.support.dashboard_process import ROOT, WITH_US

WORKER = [*WITH_US, sys.executable, "-m", "dashboard.jobs.worker"]


@pytest.fixture
def codat(fresh_sandbox):
    """The sandbox; started syncs run until a test ends them."""
    fresh_sandbox.let_syncs_run()
    return fresh_sandbox


def run(*arguments, **environ):
    """Start a process of the tests with these settings."""
    return subprocess.Popen(
        arguments,
        cwd=ROOT,
        env=clean_environ() | environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def settled(records: StartRepository, attempt_id: str) -> Attempt:
    """Wait until a start has an outcome on record."""
    pause, end = Event(), time.monotonic() + limits.WAIT_S
    while (attempt := records.get(attempt_id)) is None or not attempt.settled:
        assert time.monotonic() < end, attempt
        pause.wait(0.05)
    return attempt


def test_a_worker_follows_the_start_of_a_killed_dashboard(codat, url):
    environ = {
        "DATABASE_URL": url,
        "CODAT_BASE_URL": codat.url,
        "CODAT_API_KEY": "test-key",
        "FLEET_POLLING": "0",
    }
    dashboard = run(
        *WITH_US, sys.executable, "-m", "tests.jobs.begin_start", codat.company("healthy"), **environ
    )
    attempt_id = dashboard.stdout.readline().strip()
    dashboard.kill()
    dashboard.communicate()
    codat.end_syncs()
    running = run(*WORKER, **environ)
    settings = Settings(database_url=url)
    store, account = real_store(settings), CodatAccount(codat.url, "test-key")
    records = StartRepository(store, stored_account(store, account, datetime.now(UTC)), account.address)
    attempt = settled(records, attempt_id)
    assert attempt.outcome is Outcome.SUCCEEDED
    running.terminate()
    _, log = running.communicate(timeout=limits.WAIT_S)
    assert running.returncode == 0
    assert "the worker has ended" in log
    assert codat.ledger()[1:] == []


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({}, "No worker is needed"),
        ({"DEMO": "1", "DATABASE_URL": "postgresql://desk@nowhere/desk"}, "No worker is needed"),
        ({"DEMO": "perhaps"}, "DEMO"),
    ],
)
def test_settings_that_are_not_for_a_worker_are_refused(monkeypatch, capsys, environ, said):
    monkeypatch.setattr(worker, "log_our_own", lambda **_: None)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert worker.main() == 2
    assert said in capsys.readouterr().err
