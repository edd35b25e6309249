"""A job: a plain function, and how often it runs."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from threading import Event, Lock
from typing import Final

from codat_client import BadInput, CodatError
from dashboard.demo import DemoError
from dashboard.services.stored_account import UnknownKeyError
from dashboard.settings import Settings, SettingsError
from dashboard.sharing.link import ShareRefused
from dashboard.store.errors import StoreError

log = logging.getLogger(__name__)

DEAD_AFTER_S: Final = 30.0
"""A worker that hasn't said for so many seconds that it is alive counts as dead."""
_EXPECTED: Final = (SettingsError, DemoError, BadInput, CodatError, StoreError, UnknownKeyError, ShareRefused)


class Where(Enum):
    """Who runs a job: each process for itself, or one process for all."""

    EACH = "each"
    ONE = "one"


def nothing() -> None:
    """Do nothing."""


@dataclass(frozen=True)
class Job:
    """What runs in the background.

    `every`: the seconds from one run to the next. `work`: does a piece of it, in seconds rather than minutes,
    so that the process can end between two; if it returns True there is more to do at once.
    `end`: lets a piece under way end soon, and closes what the work keeps open; never raises.
    `polls`: it asks Codat although no one is waiting, so `FLEET_POLLING=0` switches it off.
    """

    name: str
    every: float
    work: Callable[[Settings], bool | None]
    where: Where = Where.ONE
    polls: bool = False
    end: Callable[[], None] = nothing


RunsHere = Callable[[Job, Settings], bool]
"""Whether this process runs a job with these settings."""


@dataclass
class JobProcess:
    """The process that runs jobs.

    `settings` returns those of now, and may raise SettingsError. `here`: whether it runs a job. `ended`: set
    when it ends; the pieces of work under way are the last ones then. `problems`: what each job couldn't do
    when it last ran, as a sentence.
    """

    settings: Callable[[], Settings]
    here: RunsHere
    ended: Event = field(default_factory=Event)
    problems: dict[str, str] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def note(self, job: Job, problem: str) -> None:
        """Log a problem once, however many jobs have it and however long it lasts: pages say it too."""
        with self._lock:
            is_known = problem in self.problems.values()
            self.problems[job.name] = problem
        if problem and not is_known:
            log.error("%s", problem)


class JobRun:
    """A job as both runners call it: with the settings of now, and without ever raising."""

    def __init__(self, job: Job, process: JobProcess) -> None:
        self.job, self._process = job, process

    def __call__(self) -> None:
        """Work until nothing is left to do now."""
        problem = ""
        try:
            while self._works() and not self._process.ended.is_set():
                pass
        except _EXPECTED as error:
            problem = str(error)
        except Exception:
            log.exception("the job %s failed", self.job.name)
        self._process.note(self.job, problem)

    def _works(self) -> bool:
        """Do one piece of work, if this process does it. Return whether there is more."""
        settings = self._process.settings()
        if not self._process.here(self.job, settings) or (self.job.polls and not settings.fleet_polling):
            return False
        return bool(self.job.work(settings))
