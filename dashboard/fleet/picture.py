"""The fleet in memory: one picture for each account and process, brought up to date from the store."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from threading import Lock
from types import MappingProxyType
from typing import Final

from sqlalchemy import Connection

from dashboard.fleet.history import incidents_in, open_episodes_in
from dashboard.fleet.repository import FleetRepository
from dashboard.fleet.work_in_store import works_in
from dashboard.insight.fleet.company_state import FleetRow
from dashboard.insight.fleet.episode import Episode, Incident
from dashboard.insight.fleet.work import CompanyWork
from dashboard.store.fleet.revision import last_revision

LOOK_S: Final = 1.0
"""The seconds for which a process relies on its picture before it looks into the store again."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the store had at one moment. Nothing of it is ever changed: a newer picture replaces it."""

    revision: int
    rows: Mapping[str, FleetRow]
    works: Mapping[str, CompanyWork]
    episodes: tuple[Episode, ...]
    incidents: tuple[Incident, ...]


_NOTHING: Final = _Seen(-1, MappingProxyType({}), MappingProxyType({}), (), ())


class FleetPicture:
    """The companies of one account with their states, and who is on them. No HTTP; for any thread.

    Every method raises StoreError if the store can't be read. `clock`: monotonic seconds.
    """

    def __init__(self, repository: FleetRepository, clock: Callable[[], float] = time.monotonic) -> None:
        self._repository, self._clock = repository, clock
        self._lock = Lock()
        self._seen, self._looked_at = _NOTHING, float("-inf")

    def rows(self) -> Mapping[str, FleetRow]:
        """Return the companies by id, without those that are gone. The mapping never changes."""
        return self._now().rows

    def works(self) -> Mapping[str, CompanyWork]:
        """Return the work on each company that has some, by its id."""
        return self._now().works

    def open_episodes(self) -> tuple[Episode, ...]:
        """Return the episodes that last, by their beginning."""
        return self._now().episodes

    def incidents(self) -> tuple[Incident, ...]:
        """Return the incidents in which a company still has a part, by their beginning."""
        return self._now().incidents

    def revision(self) -> int:
        """Return the number of the fleet's last change that the picture has."""
        return self._now().revision

    def look_again(self) -> None:
        """Look into the store before the next answer: someone has just changed something here."""
        self._looked_at = float("-inf")

    def _now(self) -> _Seen:
        with self._lock:
            if self._clock() - self._looked_at >= LOOK_S:
                self._looked_at = self._clock()  # before the look, which `look_again` may overtake
                try:
                    self._seen = self._look(self._seen)
                except BaseException:
                    self.look_again()
                    raise
            return self._seen

    def _look(self, seen: _Seen) -> _Seen:
        """Return what the store has now; what hasn't changed isn't read again."""
        repository = self._repository
        with repository.store.reading() as connection:
            works = works_in(connection, repository.account_id)
            revision = last_revision(connection, repository.account_id)
            if revision == seen.revision:
                return replace(seen, works=works)
            if revision < seen.revision:  # the database was restored under us
                seen = _NOTHING
            return _Seen(
                revision,
                self._rows(connection, seen),
                works,
                tuple(open_episodes_in(connection, repository.account_id)),
                tuple(incidents_in(connection, repository.account_id)),
            )

    def _rows(self, connection: Connection, seen: _Seen) -> Mapping[str, FleetRow]:
        changed = self._repository.rows_in(connection, seen.revision)
        if not changed:
            return seen.rows
        rows = dict(seen.rows)
        for row in changed:
            if row.company.gone:
                rows.pop(row.company_id, None)
            else:
                rows[row.company_id] = row
        return MappingProxyType(rows)
