"""Jobs inside a dashboard: never twice at once, a failing one goes on, all end with the server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from threading import Event, Semaphore

import pytest

from dashboard.jobs import embedded
from dashboard.jobs.embedded import EmbeddedJobs
from dashboard.jobs.job import Job, JobProcess, RunsHere, Where
from dashboard.settings import Settings, SettingsError
from tests.support import limits

EVERY_S = 0.01
RARELY_S = 3600.0


def every_job(_job: Job, _settings: Settings) -> bool:
    """Run every job here."""
    return True


Run = Callable[..., EmbeddedJobs]


@pytest.fixture
def run() -> Iterator[Run]:
    """Return a function that runs jobs with these settings; all are ended at the end."""
    with ExitStack() as opened:

        def run_them(
            *jobs: Job, settings: Callable[[], Settings] = Settings, here: RunsHere = every_job
        ) -> EmbeddedJobs:
            made = EmbeddedJobs(jobs, JobProcess(settings, here))
            opened.callback(made.close)
            made.open()
            return made

        yield run_them


@pytest.fixture
def first_at_once(monkeypatch):
    """Let jobs run first as soon as they can, however rarely they run."""
    monkeypatch.setattr(embedded, "FIRST_AFTER_S", 0.0)


class Rounds:
    """Work that counts how often it was begun, and does what a test wants."""

    def __init__(self, each: Callable[[int], bool | None] = lambda _number: None) -> None:
        self.number, self._each, self._begun = 0, each, Semaphore(0)

    def __call__(self, _settings: Settings) -> bool | None:
        self.number += 1
        self._begun.release()
        return self._each(self.number)

    def begun(self) -> bool:
        """Wait until it has begun once more than was waited for."""
        return self._begun.acquire(timeout=limits.WAIT_S)


def test_a_job_runs_again_and_again(run):
    rounds = Rounds()
    run(Job("often", EVERY_S, rounds))
    assert all(rounds.begun() for _ in range(3))


def test_a_slow_job_never_runs_twice_at_once_and_holds_up_no_other(run):
    go_on, slow, other = Event(), Rounds(lambda _number: go_on.wait() and None), Rounds()
    jobs = run(Job("slow", EVERY_S, slow), Job("other", EVERY_S, other))
    assert slow.begun()
    assert all(other.begun() for _ in range(5))
    assert slow.number == 1
    go_on.set()
    assert slow.begun()
    jobs.close()


@pytest.mark.parametrize("error", [RuntimeError("a bug"), SettingsError("DEMO must be 0 or 1.")])
def test_a_job_that_fails_goes_on_at_its_next_time(run, caplog, error):
    def fail(_number: int) -> None:
        raise error

    rounds = Rounds(fail)
    run(Job("failing", EVERY_S, rounds))
    assert all(rounds.begun() for _ in range(3))
    assert caplog.records[0].levelname == "ERROR"


def test_a_problem_that_several_jobs_have_is_logged_once(run, caplog):
    def no_settings() -> Settings:
        raise SettingsError("DEMO must be 0 or 1.")

    jobs = run(Job("one", EVERY_S, Rounds()), Job("two", EVERY_S, Rounds()), settings=no_settings)
    for each in [*jobs._runs.values()] * 2:
        each()
    assert caplog.messages == ["DEMO must be 0 or 1."]


@pytest.mark.usefixtures("first_at_once")
def test_a_job_with_more_to_do_works_on_at_once(run):
    rounds = Rounds(lambda number: number < 4)
    jobs = run(Job("much", RARELY_S, rounds))
    assert all(rounds.begun() for _ in range(4))
    jobs.close()
    assert rounds.number == 4


def test_what_each_process_does_itself_is_done_before_anyone_is_served(run):
    rounds = Rounds()
    run(Job("first", RARELY_S, rounds, Where.EACH))
    assert rounds.number == 1


def test_a_job_that_this_process_leaves_to_others_does_not_run(run):
    theirs, ours = Rounds(), Rounds()
    jobs = [Job("theirs", EVERY_S, theirs), Job("ours", EVERY_S, ours)]
    run(*jobs, here=lambda job, _settings: job.name == "ours")
    assert all(ours.begun() for _ in range(5))
    assert theirs.number == 0


def test_polling_can_be_switched_off(run):
    polling, other = Rounds(), Rounds()
    jobs = [Job("polling", EVERY_S, polling, polls=True), Job("other", EVERY_S, other)]
    run(*jobs, settings=lambda: Settings(fleet_polling=False))
    assert all(other.begun() for _ in range(5))
    assert polling.number == 0


@pytest.mark.usefixtures("first_at_once")
def test_at_the_end_the_piece_under_way_is_the_last(run):
    jobs: list[EmbeddedJobs] = []
    has_opened = Event()

    def end(_number: int) -> bool:
        has_opened.wait(limits.WAIT_S)
        jobs[0]._process.ended.set()
        return True

    rounds = Rounds(end)
    jobs.append(run(Job("endless", RARELY_S, rounds)))
    has_opened.set()
    assert rounds.begun()
    jobs[0].close()
    assert rounds.number == 1


def test_at_the_end_work_under_way_is_asked_to_end(run):
    end = Event()
    rounds = Rounds(lambda _number: end.wait() and None)
    jobs = run(Job("long", EVERY_S, rounds, end=end.set))
    assert rounds.begun()
    jobs.close()
    assert end.is_set()
