"""Codat's daily quota, and what may be read of it without a person asking for it.

The quota is shared with whatever else runs on the same key (Codat's docs: rate limits), so reads that no
person asked for stop while a share of it is left.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final, Protocol

from codat_client import Quota

LATEST: Final = "latest"
"""The read that is allowed while the quota is unknown: one small answer, whose headers bring the quota."""


def may_read(name: str, left: float | None, reserve: float) -> bool:
    """Return whether to make a read that no person asked for: one of `services.snapshot.READS`.

    `left`: the share of the day's quota that is left, from 0 to 1; None if unknown. `reserve`: the share that
    is never used.
    """
    return name == LATEST if left is None else left > reserve


def share_left(quota: Quota | None, now: datetime) -> float | None:
    """Return the share of the day's quota that is left; None if unknown, or if it has restarted since."""
    if quota is None or not quota.limit or quota.remaining is None:
        return None
    restarted = quota.reset is not None and quota.reset <= now
    return None if restarted else quota.remaining / quota.limit


class HasQuota(Protocol):
    """A client of Codat, as far as its quota is concerned."""

    @property
    def quota(self) -> Quota | None:
        """The last quota seen."""


class ReadBudget:
    """The quota of one client, as it is at each decision.

    A quota without a readable reset counts for the day (UTC) on which it was first seen here: the reads it
    forbids are those that would bring a newer one.
    """

    def __init__(self, client: HasQuota, reserve: float) -> None:
        self._client, self._reserve = client, reserve
        self._seen: tuple[Quota | None, date] = (None, date.min)

    def may_read(self, name: str, now: datetime) -> bool:
        """Return whether to make a read that no person asked for. `now` is UTC."""
        return may_read(name, self._left(now), self._reserve)

    def _left(self, now: datetime) -> float | None:
        quota = self._client.quota
        if quota is not self._seen[0]:
            self._seen = (quota, now.date())
        is_of_today = self._seen[1] == now.date() or (quota is not None and quota.reset is not None)
        return share_left(quota, now) if is_of_today else None
