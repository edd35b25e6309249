"""The runner over the queue in PostgreSQL: what `python -m dashboard.jobs.worker` runs."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Final

from procrastinate import App
from procrastinate.exceptions import ConnectorException
from psycopg import Error as DriverError

from dashboard.jobs.embedded import EmbeddedJobs
from dashboard.jobs.job import Job, JobProcess, JobRun, Where
from dashboard.jobs.queue import QueueTimes, make_queue
from dashboard.services.stores import real_store
from dashboard.settings import SettingsError
from dashboard.store.errors import StoreError

log = logging.getLogger(__name__)

_STOPS: Final = (signal.SIGTERM, signal.SIGINT)


class Worker:
    """Run these jobs until SIGTERM or SIGINT; after the database failed, go on as soon as it answers."""

    def __init__(self, jobs: Iterable[Job], process: JobProcess, times: QueueTimes | None = None) -> None:
        all_jobs = list(jobs)
        self._process, self._times = process, times or QueueTimes()
        self._problem: str | None = None
        self._runs = [JobRun(job, process) for job in all_jobs if job.where is Where.ONE]
        self._own = EmbeddedJobs((job for job in all_jobs if job.where is Where.EACH), process)

    def run(self) -> None:
        """Work. Returns when everything under way has ended."""
        self._own.open()
        try:
            asyncio.run(self._work())
        finally:
            self._own.close()

    async def _work(self) -> None:
        loop, stop = asyncio.get_running_loop(), asyncio.Event()
        loop.set_default_executor(ThreadPoolExecutor(len(self._runs) + 2, "jobs"))
        for each in _STOPS:
            loop.add_signal_handler(each, self._stop, stop)
        while not stop.is_set():
            problem = ""
            try:
                await self._work_until(stop)
            except (StoreError, SettingsError) as error:
                problem = str(error)
            except (ConnectorException, DriverError) as error:
                problem = str(error.__cause__ or error)
            if not stop.is_set():
                self._note(problem)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), self._times.again)

    def _note(self, problem: str) -> None:
        """Log why no job can run for now; the same reason once in a row."""
        if problem != self._problem:
            log.error("no job can run for now: %s", problem or "the database failed")
        self._problem = problem

    def _stop(self, stop: asyncio.Event) -> None:
        self._process.ended.set()
        stop.set()
        for run in self._runs:
            run.job.end()

    async def _work_until(self, stop: asyncio.Event) -> None:
        """Bring the store up to date and run jobs; return after a stop, or when the database failed."""
        settings = self._process.settings()
        await asyncio.to_thread(real_store, settings)
        queue = make_queue(settings.database_url, self._runs, self._times)
        async with queue.open_async():
            self._problem = None
            log.info("a worker runs the jobs %s", ", ".join(run.job.name for run in self._runs))
            await self._run(queue, stop)

    async def _run(self, queue: App, stop: asyncio.Event) -> None:
        """Run jobs until a stop; then wait for those under way."""
        working = asyncio.create_task(
            queue.run_worker_async(
                concurrency=len(self._runs) + 1,
                delete_jobs="always",
                install_signal_handlers=False,
                update_heartbeat_interval=self._times.heartbeat,
                stalled_worker_timeout=self._times.dead_after,
            )
        )
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working
