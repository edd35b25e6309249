"""When a company that a live link shows is read again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from dashboard.fleet.reading.reads import StoredReads, is_ahead, is_running


@dataclass(frozen=True)
class LivePolicy:
    """How often Codat is asked for the latest sync of a company, for all links and processes together.

    `usual`, and `running` while a sync runs. `unread`: after a failure, while there is nothing to show.
    `stuck`: how long a sync may run before it counts as stuck. `trusted`: how long a process relies on its
    copy of what is stored. `round_s`: the seconds for which a process has the company to itself for one read;
    more than a read takes.
    """

    usual: timedelta = timedelta(minutes=5)
    running: timedelta = timedelta(minutes=1)
    unread: timedelta = timedelta(seconds=30)
    stuck: timedelta = timedelta(hours=2)
    trusted: timedelta = timedelta(seconds=2)
    round_s: float = 60.0


def pause_after(stored: StoredReads, now: datetime, policy: LivePolicy) -> timedelta:
    """Return how long after `stored.read_at` Codat may be asked again."""
    latest = stored.snapshot.latest.value
    return policy.running if is_running(latest, now, policy.stuck) else policy.usual


def is_due(stored: StoredReads | None, now: datetime, policy: LivePolicy) -> bool:
    """Return whether to ask Codat for the latest sync. `now` is UTC."""
    if stored is None or is_ahead(stored.read_at, now):
        return True
    return now - stored.read_at >= pause_after(stored, now, policy)
