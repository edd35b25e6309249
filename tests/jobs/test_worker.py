"""Workers on PostgreSQL: no job twice at once, none lost with a killed worker, and a quiet end."""

from __future__ import annotations

import signal
import time

import pytest

from dashboard.jobs.queue import cron_of
from dashboard.jobs.reader import FleetReader, ReaderKind, who_reads
from dashboard.settings import Settings
from tests.support import limits


@pytest.mark.parametrize(
    ("seconds", "cron"),
    [
        (1, "* * * * * */1"),
        (5, "* * * * * */5"),
        (60, "*/1 * * * *"),
        (600, "*/10 * * * *"),
        (7200, "0 */2 * * *"),
    ],
)
def test_how_often_a_job_runs_is_said_in_crons_words(seconds, cron):
    assert cron_of(seconds) == cron


@pytest.mark.parametrize("seconds", [0.5, 7, 59, 61, 5 * 3600, 24 * 3600])
def test_what_cron_can_not_say_is_refused(seconds):
    with pytest.raises(ValueError, match="every"):
        cron_of(seconds)


def test_two_workers_never_run_a_job_at_once_and_a_killed_ones_job_goes_on(start):
    killed = start("hold", "tick")
    killed.until("hold")
    other = start("hold", "tick")
    other.until("tick")
    assert not other.begins("hold")
    killed.process.kill()
    other.until("hold")


def test_two_workers_run_a_job_no_more_often_than_one(start):
    workers = [start("tick"), start("tick")]
    workers[0].lines = workers[1].lines
    seen: list[float] = []
    while len(seen) < 4:
        assert workers[0].lines.get(timeout=limits.WAIT_S) == "tick"
        seen.append(time.monotonic())
    assert seen[-1] - seen[0] > 1.5


def test_a_worker_ends_after_the_work_under_way_and_home_can_say_whether_one_is_alive(start, url):
    settings = Settings(database_url=url)
    assert who_reads(settings) == FleetReader(ReaderKind.NO_ONE)
    worker = start("listen")
    worker.until("listen")
    assert who_reads(settings).kind is ReaderKind.WORKER
    worker.process.send_signal(signal.SIGTERM)
    worker.process.stdin.write("\n")
    worker.process.stdin.flush()
    worker.until("heard")
    assert worker.end() == 0
    assert who_reads(settings).kind is ReaderKind.NO_ONE


def test_after_the_database_failed_a_worker_goes_on(start, postgres):
    worker = start("tick")
    worker.until("tick")
    with postgres.stopped():
        worker.lines.queue.clear()
    worker.until("tick")
    assert worker.end() == 0
