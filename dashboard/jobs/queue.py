"""The queue of the workers in PostgreSQL: Procrastinate defers each job at its times, one worker runs it.

The queue never repeats a job: each is a tick, and the next one does the same. So what a killed worker leaves
behind is dropped, which lets the next tick run.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from procrastinate import App, PsycopgConnector
from procrastinate.jobs import Status

from dashboard.jobs.job import DEAD_AFTER_S, JobRun
from dashboard.store.postgresql import CONNECT

log = logging.getLogger(__name__)
for _name in ("procrastinate", "psycopg.pool"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)  # a traceback for each try while the database is down

MINUTE, HOUR = 60, 3600
_MISSED_S: Final = 2 * HOUR
"""A time that no worker was there for is made up within so many seconds: twice the longest pause."""
_TICK: Final = 100
"""Ticks come before whatever else waits in the queue."""


@dataclass(frozen=True)
class QueueTimes:
    """In seconds: how often a worker says that it is alive, and after how much silence it counts as dead.

    `again`: after which pause it tries again when the database failed.
    """

    heartbeat: float = 10.0
    again: float = 5.0
    dead_after: float = DEAD_AFTER_S


def make_queue(url: str, runs: Iterable[JobRun], times: QueueTimes) -> App:
    """Return a queue of these jobs in the database at this URL."""
    connector = PsycopgConnector(
        conninfo=url.replace("postgresql+psycopg:", "postgresql:", 1), kwargs=CONNECT, min_size=1, max_size=4
    )
    queue = App(connector=connector, periodic_defaults={"max_delay": _MISSED_S})
    for run in runs:
        _add(queue, run.job.name, cron_of(run.job.every), _task(run), lock=run.job.name)
    _add(queue, "drop_stalled", cron_of(times.heartbeat), _drop_stalled(queue, times))
    return queue


def cron_of(seconds: float) -> str:
    """Return the times at which a job that runs every so many seconds runs; the sixth field is seconds.

    Raises ValueError unless they divide a minute, an hour or a day.
    """
    for unit, length, form in (
        (1, MINUTE, "* * * * * */{}"),
        (MINUTE, HOUR, "*/{} * * * *"),
        (HOUR, 24 * HOUR, "0 */{} * * *"),
    ):
        if unit <= seconds < length and seconds % unit == 0 and length % seconds == 0:
            return form.format(int(seconds // unit))
    raise ValueError(f"a job can’t run every {seconds} s")


def _add(queue: App, name: str, cron: str, work: Callable[..., Any], lock: str | None = None) -> None:
    """Add a job: at most one waits, and with `lock` at most one runs, in all workers."""
    task = queue.task(name=name, queueing_lock=name, lock=lock, priority=_TICK)(work)
    queue.periodic(cron=cron)(task)


def _task(run: JobRun) -> Callable[..., None]:
    def work(timestamp: int) -> None:  # noqa: ARG001 - Procrastinate passes the time of the tick by this name
        run()

    return work


def _drop_stalled(queue: App, times: QueueTimes) -> Callable[..., Any]:
    async def drop(timestamp: int) -> None:  # noqa: ARG001 - as above
        for job in await queue.job_manager.get_stalled_jobs(seconds_since_heartbeat=times.dead_after):
            log.warning(
                "a worker stopped during the job %s, which runs again at its next time", job.task_name
            )
            await queue.job_manager.finish_job(job, status=Status.FAILED, delete_job=True)

    return drop
