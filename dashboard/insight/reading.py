"""A reading: what one read brought, when, and what went wrong with the last try."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from codat_client import CodatError

T = TypeVar("T")

OLD_AFTER = timedelta(minutes=15)
"""From this age on data are shown greyed and say so."""


@dataclass(frozen=True)
class Reading(Generic[T]):
    """One read of one company.

    `value`: what the last good read brought (None is an answer as well: "no sync yet").
    `read_at`: when that was (UTC), None while there was no good read.
    `error`: why the last try failed; None when it went well. An older value stays beside it.
    """

    value: T | None = None
    read_at: datetime | None = None
    error: CodatError | None = None

    @property
    def present(self) -> bool:
        """Whether there is an answer to show, new or old."""
        return self.read_at is not None

    @property
    def settled(self) -> bool:
        """Whether the read has ended, well or not."""
        return self.present or self.error is not None

    def is_old(self, now: datetime) -> bool:
        """Whether the answer is older than `OLD_AFTER`; False while there is none."""
        return self.read_at is not None and now - self.read_at > OLD_AFTER

    def arrived(self, value: T | None, at: datetime) -> Reading[T]:
        """The reading after a good read."""
        return Reading(value, at, None)

    def failed(self, error: CodatError) -> Reading[T]:
        """The reading after a failed read: the older answer is kept."""
        return replace(self, error=error)
