"""The queue's rules without a database: what waits, what is locked, what a killed worker leaves behind."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from procrastinate.jobs import Status

from dashboard.jobs import queue as queue_rules
from dashboard.jobs import reader, worker
from dashboard.jobs.all_jobs import JOBS
from dashboard.jobs.job import DEAD_AFTER_S, Job, JobProcess, JobRun, Where
from dashboard.jobs.queue import QueueTimes, cron_of, make_queue
from dashboard.jobs.queue_worker import Worker
from dashboard.jobs.reader import ReaderKind, who_reads
from dashboard.settings import Settings, SettingsError
from tests.store.rows import NOW

URL = "postgresql+psycopg://desk@db/desk"
NAMES = [job.name for job in JOBS]


def always(_job, _settings):
    return True


def runs(*jobs):
    return [JobRun(job, JobProcess(Settings, always)) for job in jobs]


@pytest.fixture(scope="module")
def queue():
    return make_queue(URL, runs(*JOBS), QueueTimes())


@pytest.mark.parametrize("name", NAMES)
def test_of_each_job_one_waits_and_one_runs_at_most(queue, name):
    task = queue.tasks[name]
    assert (task.queueing_lock, task.lock) == (name, name)


def test_dropping_what_stalled_waits_for_no_job(queue):
    task = queue.tasks["drop_stalled"]
    assert (task.queueing_lock, task.lock) == ("drop_stalled", None)


def test_every_job_has_its_times_and_none_is_made_up_after_two_hours(queue):
    found = {each.task.name: each.cron for each in queue.periodic_registry.periodic_tasks.values()}
    assert found == {**{job.name: cron_of(job.every) for job in JOBS}, "drop_stalled": "* * * * * */10"}


def test_a_tick_comes_before_whatever_else_waits(queue):
    assert all(queue.tasks[name].priority == 100 for name in NAMES)


def test_a_tick_runs_its_job_with_the_settings_of_now():
    seen: list[Settings] = []
    made = make_queue(URL, runs(Job("one", 5, seen.append), Job("two", 5, seen.append)), QueueTimes())
    made.tasks["one"].func(timestamp=0)
    assert seen == [Settings()]


@pytest.mark.parametrize(
    ("seconds", "cron"),
    [
        (2, "* * * * * */2"),
        (10, "* * * * * */10"),
        (30, "* * * * * */30"),
        (120, "*/2 * * * *"),
        (1800, "*/30 * * * *"),
        (3600, "0 */1 * * *"),
        (43_200, "0 */12 * * *"),
        (5.0, "* * * * * */5"),
    ],
)
def test_each_pause_that_divides_the_clock_has_its_words(seconds, cron):
    assert cron_of(seconds) == cron


@pytest.mark.parametrize("seconds", [-5, 0, 1.5, 45, 90, 3601, 7 * 60, 5 * 3600, 48 * 3600])
def test_a_pause_that_drifts_over_the_clock_is_refused(seconds):
    with pytest.raises(ValueError, match=f"a job can’t run every {seconds} s"):
        cron_of(seconds)


@pytest.mark.parametrize("names", [(), ("poll",), ("poll", "judge")])
def test_what_a_killed_worker_leaves_behind_is_dropped_and_said(names, caplog):
    asked, finished = [], []

    class Manager:
        async def get_stalled_jobs(self, seconds_since_heartbeat):
            asked.append(seconds_since_heartbeat)
            return [SimpleNamespace(task_name=each) for each in names]

        async def finish_job(self, job, status, delete_job):
            finished.append((job.task_name, status, delete_job))

    queue: Any = SimpleNamespace(job_manager=Manager())
    drop = queue_rules._drop_stalled(queue, QueueTimes(dead_after=7))
    asyncio.run(drop(timestamp=0))
    assert asked == [7]
    assert finished == [(each, Status.FAILED, True) for each in names]
    assert caplog.messages == [
        f"a worker stopped during the job {each}, which runs again at its next time" for each in names
    ]


def test_a_worker_is_dead_only_after_several_silent_heartbeats():
    times = QueueTimes()
    assert times.dead_after == DEAD_AFTER_S >= 3 * times.heartbeat


@pytest.mark.parametrize(
    ("problems", "said"),
    [
        (["down"], ["down"]),
        (["down", "down"], ["down"]),
        (["down", "full"], ["down", "full"]),
        (["down", "full", "down"], ["down", "full", "down"]),
        ([""], ["the database failed"]),
        (["", ""], ["the database failed"]),
    ],
)
def test_why_no_job_can_run_is_logged_once_in_a_row(problems, said, caplog):
    made = Worker([], JobProcess(Settings, always))
    for each in problems:
        made._note(each)
    assert caplog.messages == [f"no job can run for now: {each}" for each in said]


def test_a_stop_ends_the_jobs_of_all_and_lets_each_close_what_it_keeps():
    ended: list[str] = []
    process = JobProcess(Settings, always)

    def job(name: str, where: Where) -> Job:
        return Job(name, 5, lambda _settings: None, where, end=lambda: ended.append(name))

    jobs = [job("one", Where.ONE), job("own", Where.EACH), job("two", Where.ONE)]
    made, stop = Worker(jobs, process), asyncio.Event()
    made._stop(stop)
    assert (ended, stop.is_set(), process.ended.is_set()) == (["one", "two"], True, True)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (Settings(), "No worker is needed: with SQLite, and in the demo,"),
        (Settings(database_url=URL, demo=True), "No worker is needed: with SQLite, and in the demo,"),
        (SettingsError("DEMO must be 0 or 1."), "DEMO must be 0 or 1."),
    ],
)
def test_a_worker_that_is_not_needed_or_has_no_settings_says_so_and_ends(monkeypatch, capsys, settings, said):
    def current():
        if isinstance(settings, SettingsError):
            raise settings
        return settings

    monkeypatch.setattr(worker, "current_settings", current)
    monkeypatch.setattr(worker, "log_our_own", lambda: None)
    assert worker.main() == 2
    assert capsys.readouterr().err.startswith(said)


@pytest.mark.parametrize(
    ("heartbeat", "kind"),
    [
        ((None, False), ReaderKind.NO_ONE),
        ((NOW, False), ReaderKind.NO_ONE),
        ((NOW, True), ReaderKind.WORKER),
    ],
)
def test_with_postgresql_a_worker_reads_if_one_is_alive(monkeypatch, heartbeat, kind):
    monkeypatch.setattr(reader, "_last_heartbeat", lambda _settings: heartbeat)
    found = who_reads(Settings(database_url=URL))
    assert (found.kind, found.alive_at) == (kind, heartbeat[0])
