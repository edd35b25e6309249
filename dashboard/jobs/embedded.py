"""The runner inside a dashboard: APScheduler, in threads of this process."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from dashboard.jobs.job import Job, JobProcess, JobRun, Where

logging.getLogger("apscheduler").setLevel(
    logging.ERROR
)  # else it warns of each tick of a job that still runs


FIRST_AFTER_S: Final = 5.0
"""How many seconds after the start a job runs first, at the latest."""


class EmbeddedJobs:
    """Run jobs in this process, each at most once at a time, from `open` to `close`."""

    def __init__(self, jobs: Iterable[Job], process: JobProcess) -> None:
        self._process = process
        self._runs = {job.name: JobRun(job, process) for job in jobs}
        self._scheduler = BackgroundScheduler(
            executors={"default": ThreadPoolExecutor(max(1, len(self._runs)))},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone=UTC,
        )

    def open(self) -> None:
        """Run what each process does for itself now, before anyone is served; then every job at its times."""
        for run in self._runs.values():
            if run.job.where is Where.EACH:
                run()
        now = datetime.now(UTC)
        for name, run in self._runs.items():
            first = now + timedelta(seconds=min(run.job.every, FIRST_AFTER_S))
            self._scheduler.add_job(run, "interval", seconds=run.job.every, id=name, next_run_time=first)
        self._scheduler.start()

    def close(self) -> None:
        """End. Waits for the pieces of work under way."""
        self._process.ended.set()
        for run in self._runs.values():
            run.job.end()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)
