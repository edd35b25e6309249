"""A fleet that other processes poll, which are killed; and what Codat was asked meanwhile."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any

from dashboard.access.company import CompanyIdentity
from dashboard.fleet.reading.plan import FleetPolicy
from dashboard.fleet.reading.refresh import FleetRefreshes
from dashboard.fleet.reading.snapshots import SnapshotRepository
from dashboard.fleet.registry import Fleet, fleet_of
from dashboard.services.account import account_with
from dashboard.settings import Settings
from tests.jobs.worker_process import clean_environ
from tests.support import limits
from tests.support.dashboard_process import RUN, WITH_US, free_port
from tests.support.people import at_desk
from tests.support.sandbox_process import ROOT, SandboxProcess

LATEST = "sync.get_latest_sync"
_LOOK_S = 0.05


@dataclass
class KilledPollers:
    """A fleet with pollers in processes of their own. `a_minute`: how many requests each may make.

    `real`: they are dashboards, or workers where the database is PostgreSQL, and make as many as in use.
    """

    sandbox: SandboxProcess
    database_url: str
    a_minute: int
    real: bool = False
    under_way: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        settings = Settings(api_key="test-key", base_url=self.sandbox.url, database_url=self.database_url)
        account = account_with(settings, settings.api_key)
        self.fleet: Fleet = fleet_of(settings, account)
        self.snapshots = SnapshotRepository(self.fleet.repository.store, self.fleet.account_id, account)
        self.asked_at = datetime.now(UTC)

    def start(self) -> subprocess.Popen[str]:
        """Start a process that polls, and wait until it does, or is about to."""
        if self.real:
            return self._start_real()
        program = [sys.executable, "-m", "tests.support.polling_program"]
        command = [*program, self.sandbox.url, self.database_url, str(self.a_minute)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        assert process.stdout.readline() == "polling\n"
        return process

    def _start_real(self) -> subprocess.Popen[str]:
        settings = {"CODAT_API_KEY": "test-key", "CODAT_BASE_URL": self.sandbox.url}
        environ = clean_environ() | settings | {"DATABASE_URL": self.database_url, "FLEET_POLLING": "1"}
        worker = [sys.executable, "-m", "dashboard.jobs.worker"]
        dashboard = [*RUN, "--server.port", str(free_port())]
        command = worker if self.database_url.startswith("postgresql") else dashboard
        process = subprocess.Popen([*WITH_US, *command], cwd=ROOT, env=environ, text=True)
        self._until(self._is_listed, limits.WAIT_S, "the companies were not listed")
        return process

    def kill(self, process: subprocess.Popen[str]) -> None:
        """Kill it by SIGKILL, and note whose read was under way: requested, and not stored."""
        process.kill()
        process.wait(limits.WAIT_S)
        if process.stdout is not None:
            process.stdout.close()
        stored = self.read()
        self.under_way |= Counter({each: n for each, n in self.requests().items() if each not in stored})

    def ask(self) -> None:
        """Ask for every company to be read now."""
        self.fleet.picture.look_again()
        companies = [CompanyIdentity(each) for each in self.fleet.picture.rows()]
        self.asked_at = datetime.now(UTC)
        self.sandbox.reset()
        self.under_way.clear()
        refreshes = FleetRefreshes(self.fleet.repository.store, self.fleet.account_id)
        refreshes.asked(
            self.fleet.picture.rows(), self.snapshots.stamps(), self.asked_at
        )  # ends what is read
        refreshes.start(at_desk("Ada"), companies, self.asked_at, everything=True)

    def read(self) -> set[str]:
        """Return the companies whose read since then is stored."""
        stamps = self.snapshots.stamps().values()
        return {each.company_id for each in stamps if each.read_at and each.read_at >= self.asked_at}

    def wait_for(self, count: int, seconds: float) -> None:
        """Wait until so many companies have been read."""
        self._until(lambda: len(self.read()) >= count, seconds, f"fewer than {count} were read")

    def _is_listed(self) -> bool:
        self.fleet.picture.look_again()
        return bool(self.fleet.picture.rows())

    def _until(self, is_so: Callable[[], bool], seconds: float, said: str) -> None:
        until = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < until, said
            time.sleep(_LOOK_S)

    def requests(self) -> Counter[str]:
        """Return how often each company's latest sync was asked for."""
        return Counter(company_id for company_id, _ in self._asked_for())

    def _asked_for(self) -> list[tuple[str, datetime]]:
        """Return whose latest sync was asked for, and when (UTC), in order."""
        asked = [each for each in self.sandbox.requests() if each["operation"] == LATEST]
        return sorted(((_company_of(each["path"]), _time_of(each)) for each in asked), key=itemgetter(1))

    def read_twice(self) -> int:
        """Return how many reads were made again although none was under way at a kill.

        Read again is what was read before within the shortest time in which the plan reads a company again.
        """
        again: Counter[str] = Counter()
        last: dict[str, datetime] = {}
        for company_id, at in self._asked_for():
            again[company_id] += company_id in last and at - last[company_id] < FleetPolicy().running
            last[company_id] = at
        return sum(max(0, n - self.under_way[each]) for each, n in again.items())

    def most_in_a_minute(self) -> int:
        """Return the most requests in any 60 seconds."""
        times = sorted(map(_time_of, self.sandbox.requests()))
        most = first = 0
        for number, at in enumerate(times):
            while (at - times[first]).total_seconds() >= 60:
                first += 1
            most = max(most, number - first + 1)
        return most


def _company_of(path: str) -> str:
    words = path.split("/")
    return words[words.index("companies") + 1]


def _time_of(request: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(request["at"][:26] + "+00:00")
