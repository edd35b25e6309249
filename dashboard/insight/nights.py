"""The due dates whose own run succeeded: the bounds of the ranges in Codat's rule.

Only due dates followed by a success are read, each once for the same runs, and only the runs in their first
hours. So neither 100,000 syncs nor one dated 1970 makes it slow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final

from dashboard.insight.gap import NIGHTLY_WITHIN, reported_range
from dashboard.insight.outcome import SUCCESSES, outcome_of

if TYPE_CHECKING:
    from codat_client import CompanySyncStatus
    from dashboard.insight.gap import Range
    from dashboard.insight.runs import SyncRuns
    from dashboard.insight.schedule import Dues

_TICK: Final = timedelta(microseconds=1)


@dataclass(frozen=True)
class Night:
    """A due date whose own run succeeded, and the first such run: when it ran, and its id."""

    due: datetime
    ran: datetime
    sync_id: str | None


@dataclass(frozen=True)
class _Found:
    """The night of each due date, and the night before each; None: there is none."""

    of: dict[datetime, Night | None] = field(default_factory=dict)
    before: dict[datetime, Night | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Nights:
    """The nights of a company, matched to runs as in `gap.own_due`. Times are aware, UTC."""

    runs: SyncRuns
    dues: Dues
    grace: timedelta
    reported: Mapping[str, Range]

    def of(self, due: datetime) -> Night | None:
        """Return the night of a due date; None if no run of its own succeeded."""
        if due not in self._found.of:
            self._found.of[due] = self._look(due)
        return self._found.of[due]

    def _look(self, due: datetime) -> Night | None:
        ran: datetime | None = None
        ids: list[str] = []
        for at, record in self.own(due):
            if ran is not None and at > ran:
                break
            if outcome_of(record) in SUCCESSES:
                ran, ids = at, [*ids, record.sync_id or ""]
        return Night(due, ran, min(ids) or None) if ran else None

    def over(self, night: Night) -> datetime:
        """Return when the last successful run of a night ran."""
        return max(at for at, record in self.own(night.due) if outcome_of(record) in SUCCESSES)

    def before(self, due: datetime) -> Night | None:
        """Return the last night before a due date."""
        passed: list[datetime] = []
        night: Night | None = None
        while night is None and due not in self._found.before:
            passed.append(due)
            ran = self.runs.last_success(before=due)
            if ran is None:
                break
            due = self.dues.last(ran)
            night = self.of(due)
        night = night or self._found.before.get(due)
        self._found.before.update(dict.fromkeys(passed, night))
        return night

    def since(self, first: datetime) -> list[Night]:
        """Return the nights due after an instant, oldest first, and before them the last one up to it."""
        due = self.dues.last(first)
        earlier = self.of(due) or self.before(due)
        found = [earlier] if earlier else []
        while (ran := self.runs.first_success(since=self.dues.after(due))) is not None:
            due = self.dues.last(ran)
            if (night := self.of(due)) is not None:
                found.append(night)
        return found

    def own(self, due: datetime) -> Iterator[tuple[datetime, CompanySyncStatus]]:
        """Yield the runs that belong to a due date, oldest first; none for a due date in the future."""
        if self.runs.is_to_come(due):
            return
        within = max(NIGHTLY_WITHIN, self.grace) + _TICK
        first: datetime | None = None
        for at, record in self.runs.between(due, min(due + within, self.dues.after(due))):
            if reported_range(record, self.reported):
                continue
            first = first or at
            if at - due > NIGHTLY_WITHIN and at > first:
                return
            yield at, record

    @cached_property
    def _found(self) -> _Found:
        """The nights found so far, shared by all who use the same runs, due dates and reported syncs."""
        key = (Nights, self.dues, self.grace, frozenset(self.reported))
        found: _Found = self.runs.notes.setdefault(key, _Found())
        return found
