"""Run the jobs of dashboards whose database is PostgreSQL: `python -m dashboard.jobs.worker`.

Any number of workers can run, on any machines. SIGTERM ends one after the pieces of work under way. It reads
its settings from the environment, and exits with 2 and a sentence if they aren't for a worker.
"""

from __future__ import annotations

import logging
import sys
from typing import Final

from dashboard.jobs.all_jobs import JOBS, has_embedded_jobs
from dashboard.jobs.job import JobProcess
from dashboard.jobs.logs import log_our_own
from dashboard.jobs.queue_worker import Worker
from dashboard.services.stores import close_stores
from dashboard.settings import SettingsError, current_settings
from dashboard.sharing.registry import close_sharing
from dashboard.sharing.shared_views import close_shared_views
from dashboard.starting.registry import close_services

log = logging.getLogger("dashboard.jobs.worker")  # not __main__

_NO_WORK: Final = (
    "No worker is needed: with SQLite, and in the demo, each dashboard does the background work itself. "
    "Workers are for a DATABASE_URL that names PostgreSQL."
)


def main() -> int:
    """Run a worker with the settings of the environment; return the exit code."""
    log_our_own()
    try:
        settings = current_settings()
    except SettingsError as error:
        print(error, file=sys.stderr)  # noqa: T201 - a command's answer
        return 2
    if has_embedded_jobs(settings):
        print(_NO_WORK, file=sys.stderr)  # noqa: T201 - as above
        return 2
    try:
        Worker(JOBS, JobProcess(current_settings, lambda _job, _settings: True)).run()
    finally:
        close_shared_views()
        close_services()
        close_sharing()
        close_stores()
    log.info("the worker has ended")
    return 0


if __name__ == "__main__":
    sys.exit(main())
