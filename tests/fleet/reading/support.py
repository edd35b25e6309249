"""A fleet with the sandbox behind it, on a database of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

from dashboard.fleet.reading.company_list import list_companies
from dashboard.fleet.reading.poller import FleetPoller, PollTimes, make_poller
from dashboard.fleet.reading.snapshots import SnapshotRepository
from dashboard.fleet.registry import Fleet, fleet_of
from dashboard.services.account import CodatAccount, account_with
from dashboard.settings import Settings
from tests.support.sandbox_process import SandboxProcess

QUICK = PollTimes(round=60.0, lease=5.0, plan=0.5, report=0.0)


def settings_for(sandbox: SandboxProcess, folder: Path) -> Settings:
    """Return the settings of a dashboard with this sandbox and a SQLite file in the folder."""
    url = f"sqlite:///{folder / 'desk.db'}"
    return Settings(api_key="test-key", base_url=sandbox.url, database_url=url)


@dataclass
class PolledFleet:
    """A fleet, the pollers on it, and a clock that runs with the real one, ahead by `ahead`."""

    sandbox: SandboxProcess
    settings: Settings
    ahead: timedelta = timedelta()

    def __post_init__(self) -> None:
        self.account: CodatAccount = account_with(self.settings, "test-key")
        self.fleet: Fleet = fleet_of(self.settings, self.account)
        self.snapshots = SnapshotRepository(self.fleet.repository.store, self.fleet.account_id, self.account)
        self.pollers: list[FleetPoller] = []

    def now(self) -> datetime:
        """Return the time of its clock."""
        return datetime.now(UTC) + self.ahead

    def list_companies(self) -> None:
        """Read the list of companies."""
        assert list_companies(self.fleet, self.account, self.now)
        self.fleet.picture.look_again()

    @cached_property
    def poller(self) -> FleetPoller:
        """Return its poller."""
        return self.another_poller()

    def another_poller(self) -> FleetPoller:
        """Make a poller as another process has one."""
        made = make_poller(self.fleet, self.settings, self.account, now=self.now, times=QUICK)
        self.pollers.append(made)
        return made

    def requests(self, operation: str = "") -> list[str]:
        """Return the company of each request that the sandbox got, or of those of an operation."""
        made = self.sandbox.company_requests()
        return [_company_in(each["path"]) for each in made if operation in {"", each["operation"]}]

    def close(self) -> None:
        """Close the pollers."""
        for each in self.pollers:
            each.close()


def _company_in(path: str) -> str:
    words = path.split("/")
    return words[words.index("companies") + 1]
