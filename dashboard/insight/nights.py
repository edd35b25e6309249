"""The due dates whose own run succeeded: the marks by which Codat's rule cuts the sales into ranges.

The due dates are walked, not the runs, so that two years take as long with 100,000 syncs as with 800: for
each only the runs of its first hours are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from dashboard.insight.due import NIGHTLY_WITHIN
from dashboard.insight.outcome import outcome_of
from dashboard.insight.runs import SUCCESSES

if TYPE_CHECKING:
    from codat_client import CompanySyncStatus
    from dashboard.insight.gap import Range
    from dashboard.insight.runs import Runs
    from dashboard.insight.schedule import Dues

_TICK: Final = timedelta(microseconds=1)


@dataclass(frozen=True)
class Night:
    """A due date whose own run succeeded, and the first such run: when it ran, and its id."""

    due: datetime
    ran: datetime
    sync_id: str | None


@dataclass(frozen=True)
class Nights:
    """The nights of a company. Whose run is whose is judged as `gap.own_due` does; times are aware, UTC."""

    runs: Runs
    dues: Dues
    grace: timedelta
    told: Mapping[str, Range]

    def of(self, due: datetime) -> Night | None:
        """Return the night of a due date; None where no run of its own succeeded."""
        ran: datetime | None = None
        ids: list[str] = []
        for at, record in self.own(due):
            if ran is not None and at > ran:
                break
            if outcome_of(record) in SUCCESSES:
                ran, ids = at, [*ids, record.sync_id or ""]
        return Night(due, ran, min(ids) or None) if ran else None

    def over(self, night: Night) -> datetime:
        """Return when the last run of a night's own ran that succeeded."""
        return max(at for at, record in self.own(night.due) if outcome_of(record) in SUCCESSES)

    def before(self, due: datetime) -> Night | None:
        """Return the last night whose due date lies before one."""
        if not self.runs.timed:
            return None
        oldest = self.dues.last(self.runs.timed[0][0])
        while (due := self.dues.before(due)) >= oldest:
            if (night := self.of(due)) is not None:
                return night
        return None

    def since(self, first: datetime) -> list[Night]:
        """Return the nights due after an instant, oldest first, and before them the last one up to it."""
        if not self.runs.timed:
            return []
        due = self.dues.last(first)
        earlier = self.of(due) or self.before(due)
        found = [earlier] if earlier else []
        oldest, newest = self.runs.timed[0][0], self.runs.timed[-1][0]
        due = max(self.dues.after(due), self.dues.last(oldest))
        while due <= newest:
            if (night := self.of(due)) is not None:
                found.append(night)
            due = self.dues.after(due)
        return found

    def own(self, due: datetime) -> Iterator[tuple[datetime, CompanySyncStatus]]:
        """Yield the runs that belong to a due date, oldest first."""
        within = max(NIGHTLY_WITHIN, self.grace) + _TICK
        first: datetime | None = None
        for at, record in self.runs.between(due, min(due + within, self.dues.after(due))):
            if (record.sync_id or "") in self.told:
                continue
            first = first or at
            if at - due > NIGHTLY_WITHIN and at > first:
                return
            yield at, record
