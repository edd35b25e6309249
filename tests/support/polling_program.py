"""`python -m tests.support.polling_program URL DATABASE_URL A_MINUTE`: poll a fleet until it is killed.

It reads the list of companies and what was never read or was asked for, and says "polling" once it begins.
Nothing is read a second time by the clock, so whoever counts requests knows why each was made.
"""

from __future__ import annotations

import sys
import time
from datetime import timedelta

from dashboard.fleet.reading.company_list import list_companies
from dashboard.fleet.reading.plan import FleetPolicy
from dashboard.fleet.reading.poller import PollTimes, make_poller
from dashboard.fleet.registry import fleet_of
from dashboard.services import budget
from dashboard.services.account import account_with
from dashboard.settings import Settings

LEASE_S = 1.5
_YEAR = timedelta(days=365)
_STILL = FleetPolicy(
    troubled=_YEAR, running=_YEAR, settle=_YEAR, longest=_YEAR, healthy=_YEAR, whole=_YEAR,
    troubled_whole=_YEAR, patience=_YEAR,
)  # fmt: skip


def main(url: str, database_url: str, a_minute: int) -> None:
    """Poll until the process is ended from outside."""
    settings = Settings(api_key="test-key", base_url=url, database_url=database_url)
    account = account_with(settings, settings.api_key)
    budget._rates[account.address] = budget.RequestRate(a_minute)
    fleet = fleet_of(settings, account)
    list_companies(fleet, account)
    times = PollTimes(round=20.0, lease=LEASE_S, plan=1.0, report=5.0)
    poller = make_poller(fleet, settings, account, policy=_STILL, times=times)
    print("polling", flush=True)
    while True:
        if not poller.poll().more:
            time.sleep(0.1)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
