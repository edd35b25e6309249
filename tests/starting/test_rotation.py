"""An API key that is replaced while the dashboard runs: no start is lost, and none is followed twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dashboard.insight.outcome import Outcome
from dashboard.insight.start.attempt import Attempt, Stage, StartEventType
from dashboard.jobs.embedded import EmbeddedJobs
from dashboard.jobs.job import Job, JobProcess, Where
from dashboard.services.account import account_with
from dashboard.services.stored_account import UnknownKeyError, make_account, rotate_key
from dashboard.services.stores import close_stores, real_store
from dashboard.settings import Settings, current_settings
from dashboard.starting.open_starts import follow_starts
from dashboard.starting.registry import close_services, service_of
from dashboard.starting.service import StartService
from tests.starting.support import RULES, Starter, stage
from tests.support import limits
from tests.support.sandbox_process import SandboxProcess
from tests.support.starts import use_rules, wait_for

OLD, NEW = "old-key", "new-key"
ServiceFor = Callable[[str], StartService]


@pytest.fixture
def codat(fresh_sandbox: SandboxProcess) -> SandboxProcess:
    """The sandbox; started syncs run until a test ends them."""
    fresh_sandbox.let_syncs_run()
    return fresh_sandbox


@pytest.fixture
def settings(
    codat: SandboxProcess, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], Settings]]:
    """Return a function that gives the settings with a key. What was opened with them is closed."""
    use_rules(monkeypatch, RULES)
    yield lambda key: Settings(api_key=key, base_url=codat.url, database_url=database_url)
    close_services()
    close_stores()


@pytest.fixture
def service_for(settings: Callable[[str], Settings]) -> ServiceFor:
    """Return a function that gives the service that pages use while the settings have this key."""
    return lambda key: service_of(settings(key), account_with(settings(key), key))


@pytest.fixture
def rotate(settings: Callable[[str], Settings]) -> Callable[[str], str]:
    """Return a function that adds a key to the account, like script/account."""
    return lambda key: rotate_key(
        real_store(settings(key)), account_with(settings(key), key), datetime.now(UTC)
    )


def begun(codat: SandboxProcess, service: StartService) -> Attempt:
    """Start a sync and wait until it runs."""
    starter = Starter(codat, service)
    attempt = starter.start(starter.intent())
    return wait_for(service, attempt.id, stage(Stage.RUNNING), limits.WAIT_S)


def ended(codat: SandboxProcess, service: StartService, attempt: Attempt) -> Attempt:
    """End the sync at Codat and wait until the dashboard knows."""
    codat.end_syncs()
    return wait_for(service, attempt.id, lambda now: now.settled, limits.WAIT_S)


def test_a_start_is_followed_to_its_end_with_the_new_key_of_its_account(codat, service_for, rotate):
    service = service_for(OLD)
    attempt = begun(codat, service)
    rotate(NEW)
    codat.switch(revokedKey=OLD)
    assert service_for(NEW) is service
    over = ended(codat, service, attempt)
    assert over.outcome is Outcome.SUCCEEDED
    assert [each.kind for each in over.log].count(StartEventType.SENT) == len(codat.ledger()) == 1


def test_a_request_that_is_being_sent_ends_with_the_key_it_began_with(codat, service_for, rotate):
    service, starter = service_for(OLD), Starter(codat, service_for(OLD))
    codat.fault("late", operation="sync.request", delay=0.3)
    attempt = starter.start(starter.intent())
    wait_for(service, attempt.id, lambda now: now.sent_at is not None, limits.WAIT_S)
    rotate(NEW)
    service_for(NEW)
    running = wait_for(service, attempt.id, stage(Stage.RUNNING), limits.WAIT_S)
    assert (running.sent_count, running.was_unclear) == (1, False)
    assert ended(codat, service, attempt).outcome is Outcome.SUCCEEDED


def test_what_starts_after_the_change_is_sent_with_the_new_key(codat, service_for, rotate):
    service_for(OLD)
    rotate(NEW)
    codat.switch(revokedKey=OLD)
    assert begun(codat, service_for(NEW)).stage is Stage.RUNNING


def test_under_a_key_that_no_account_knows_its_predecessor_follows_the_start_to_its_end(
    codat, service_for, rotate
):
    service = service_for(OLD)
    attempt = begun(codat, service)
    with pytest.raises(UnknownKeyError, match="read-only for now"):
        service_for(NEW)
    assert ended(codat, service, attempt).outcome is Outcome.SUCCEEDED
    rotate(NEW)
    assert service_for(NEW) is service


def test_a_key_of_another_account_has_its_own_service_and_the_earlier_one_goes_on(
    codat, service_for, settings
):
    service = service_for(OLD)
    attempt = begun(codat, service)
    make_account(real_store(settings(NEW)), account_with(settings(NEW), NEW), datetime.now(UTC))
    other = service_for(NEW)
    assert (other is service, other.look(attempt.id)) == (False, None)
    assert ended(codat, service, attempt).outcome is Outcome.SUCCEEDED


def test_a_change_that_is_taken_back_is_one_more_change(codat, service_for, rotate):
    service = service_for(OLD)
    rotate(NEW)
    assert service_for(NEW) is service_for(OLD) is service
    codat.switch(revokedKey=NEW)
    assert begun(codat, service_for(OLD)).stage is Stage.RUNNING


def test_a_key_entered_on_a_page_replaces_none(codat, service_for, settings, rotate):
    service = service_for(OLD)
    rotate(NEW)
    typed = account_with(settings(OLD), NEW)
    own = service_of(settings(OLD), typed)
    assert own is not service
    assert service_of(settings(OLD), typed) is own
    codat.switch(revokedKey=NEW)
    assert begun(codat, service_for(OLD)).stage is Stage.RUNNING


@pytest.fixture
def key_file(
    codat: SandboxProcess, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """The settings of a dashboard with its key in this file."""
    file = tmp_path / "codat-key"
    file.write_text(f"{OLD}\n", encoding="utf-8")
    for name in ("CODAT_API_KEY", "DEMO"):
        monkeypatch.delenv(name, raising=False)
    values = {"CODAT_API_KEY_FILE": str(file), "CODAT_BASE_URL": codat.url, "DATABASE_URL": database_url}
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return file


@pytest.fixture
def watch() -> Iterator[EmbeddedJobs]:
    """The job that follows starts, which looks again soon. It is closed before the services."""
    process = JobProcess(current_settings, lambda _job, _settings: True)
    made = EmbeddedJobs([Job("follow_starts", 0.02, follow_starts, Where.EACH)], process)
    yield made
    made.close()


def test_a_new_key_in_the_file_continues_the_starts_though_no_one_opens_a_page(
    codat, service_for, rotate, key_file, watch
):
    watch.open()
    service = service_for(OLD)
    attempt = begun(codat, service)
    rotate(NEW)
    key_file.write_text(f"{NEW}\n", encoding="utf-8")
    codat.switch(revokedKey=OLD)
    assert ended(codat, service, attempt).outcome is Outcome.SUCCEEDED


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_key_that_cannot_be_used_is_logged_once_and_used_as_soon_as_it_can(key_file, watch, caplog):
    key_file.write_text("", encoding="utf-8")
    watch.open()
    for _ in range(3):
        watch._runs["follow_starts"]()
    (logged,) = (each for each in caplog.messages if "CODAT_API_KEY_FILE" in each)
    assert logged.startswith("The file that CODAT_API_KEY_FILE names has nothing in its first line.")
    key_file.write_text(f"{OLD}\n", encoding="utf-8")
    watch._runs["follow_starts"]()
    assert watch._process.problems["follow_starts"] == ""
