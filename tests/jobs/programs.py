"""A worker of the tests, with jobs of their own: `python -m tests.jobs.programs JOB …`.

It prints the name of a job when a run begins, and works on the database that DATABASE_URL names.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from threading import Event

from dashboard.jobs.job import Job, JobProcess
from dashboard.jobs.queue import QueueTimes
from dashboard.jobs.queue_worker import Worker
from dashboard.settings import Settings, current_settings

SOON = QueueTimes(heartbeat=1, again=0.2, dead_after=8)  # a living one may get no turn for seconds


def tick(_settings: Settings) -> None:
    """Do nothing: that it ran is enough."""
    say("tick")


def hold(_settings: Settings) -> None:
    """Begin, and end only when the process is killed."""
    say("hold")
    Event().wait()


def listen(_settings: Settings) -> None:
    """Begin, and end when a line arrives."""
    say("listen")
    sys.stdin.readline()
    say("heard")


def say(what: str) -> None:
    """Print a line."""
    print(what, flush=True)


WORK: dict[str, Callable[[Settings], None]] = {"tick": tick, "hold": hold, "listen": listen}


if __name__ == "__main__":
    process = JobProcess(current_settings, lambda _job, _settings: True)
    Worker([Job(name, 1, WORK[name]) for name in sys.argv[1:]], process, SOON).run()
