"""A fleet that other processes poll, which are killed; and what Codat was asked meanwhile."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

from dashboard.access.company import CompanyIdentity
from dashboard.fleet.reading.refresh import FleetRefreshes
from dashboard.fleet.reading.snapshots import SnapshotRepository
from dashboard.fleet.registry import Fleet, fleet_of
from dashboard.services.account import account_with
from dashboard.settings import Settings
from tests.support import limits
from tests.support.people import at_desk
from tests.support.sandbox_process import ROOT, SandboxProcess

LATEST = "sync.get_latest_sync"
_LOOK_S = 0.05


@dataclass
class KilledPollers:
    """A fleet with pollers in processes of their own. `a_minute`: how many requests each may make."""

    sandbox: SandboxProcess
    database_url: str
    a_minute: int
    under_way: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        settings = Settings(api_key="test-key", base_url=self.sandbox.url, database_url=self.database_url)
        account = account_with(settings, settings.api_key)
        self.fleet: Fleet = fleet_of(settings, account)
        self.snapshots = SnapshotRepository(self.fleet.repository.store, self.fleet.account_id, account)
        self.asked_at = datetime.now(UTC)

    def start(self) -> subprocess.Popen[str]:
        """Start a process that polls, and wait until it does."""
        program = [sys.executable, "-m", "tests.support.polling_program"]
        command = [*program, self.sandbox.url, self.database_url, str(self.a_minute)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        assert process.stdout.readline() == "polling\n"
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
        refreshes.start(at_desk("Ada"), companies, self.asked_at, everything=True)

    def read(self) -> set[str]:
        """Return the companies whose read since then is stored."""
        stamps = self.snapshots.stamps().values()
        return {each.company_id for each in stamps if each.read_at and each.read_at >= self.asked_at}

    def wait_for(self, count: int, seconds: float) -> None:
        """Wait until so many companies have been read."""
        until = time.monotonic() + seconds
        while len(self.read()) < count:
            assert time.monotonic() < until, f"only {len(self.read())} of {count} were read"
            time.sleep(_LOOK_S)

    def requests(self) -> Counter[str]:
        """Return how often each company's latest sync was asked for."""
        paths = [each["path"].split("/") for each in self.sandbox.requests() if each["operation"] == LATEST]
        return Counter(words[words.index("companies") + 1] for words in paths)

    def read_twice(self) -> int:
        """Return how many reads were made again although none was under way at a kill."""
        return sum(max(0, n - 1 - self.under_way[each]) for each, n in self.requests().items())

    def most_in_a_minute(self) -> int:
        """Return the most requests in any 60 seconds."""
        times = sorted(datetime.fromisoformat(each["at"][:26] + "+00:00") for each in self.sandbox.requests())
        most = first = 0
        for number, at in enumerate(times):
            while (at - times[first]).total_seconds() >= 60:
                first += 1
            most = max(most, number - first + 1)
        return most
