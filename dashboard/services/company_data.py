"""What a session has read of one company: six reads sent out together, kept when a later try fails."""

from __future__ import annotations

import logging
from collections.abc import Callable, Hashable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final

from codat_client import (
    CodatClient,
    CodatError,
    CompanySyncStatus,
    Configuration,
    Connection,
    SyncList,
    SyncStatus,
)
from dashboard.insight.gap import Range
from dashboard.insight.reading import Reading
from dashboard.insight.snapshot import Snapshot
from dashboard.services import read_threads
from dashboard.services.cache import Content, shared
from dashboard.services.read_threads import Holder
from dashboard.services.snapshot import READ_FAILED, READS, STOPPED

log = logging.getLogger(__name__)

FRESH_FOR: Final = timedelta(minutes=1)


@dataclass
class CompanyData:
    """What a session has read of one company: a `Reading` for each read, and those that are going on.

    `session` identifies the session where threads are shared (`read_threads.py`).
    """

    company_id: str
    account_id: str
    readings: dict[str, Reading[Any]] = field(default_factory=dict)
    pending: dict[str, Future[Reading[Any]]] = field(default_factory=dict)
    session: Hashable = field(default_factory=object)

    @property
    def content(self) -> Content:
        """The syncs, as keys of the cache name them."""
        return Content(self.account_id, self.company_id, self.syncs.digest, len(self.syncs.value or ()))

    def reading(self, name: str) -> Reading[Any]:
        """The reading of that name; an empty one before its read ended."""
        return self.readings.get(name, Reading())

    @property
    def latest(self) -> Reading[CompanySyncStatus]:
        """The latest sync."""
        return self.reading("latest")

    @property
    def last_successful(self) -> Reading[CompanySyncStatus]:
        """The last successful sync."""
        return self.reading("last_successful")

    @property
    def status(self) -> Reading[SyncStatus]:
        """The latest sync with the connections."""
        return self.reading("status")

    @property
    def syncs(self) -> Reading[SyncList]:
        """Every sync."""
        return self.reading("syncs")

    @property
    def connections(self) -> Reading[list[Connection]]:
        """The connections."""
        return self.reading("connections")

    @property
    def configuration(self) -> Reading[Configuration]:
        """The configuration with the schedule."""
        return self.reading("configuration")

    @property
    def latest_id(self) -> str | None:
        """The id of the sync that Codat calls the latest: it is the last of those at its instant."""
        return self.latest.value.sync_id if self.latest.value is not None else None

    def stamp(self, *names: str) -> Hashable:
        """Stand for what these reads brought in keys of the cache: it changes only when that does."""
        readings = [self.reading(name) for name in names]
        return tuple((each.digest, _stamp_of(each.error)) for each in readings)

    def snapshot(self, known_ranges: Mapping[str, Range], commerce_sync_ids: Mapping[str, str]) -> Snapshot:
        """Return everything that has been read by now, with what Codat reported of starts from here."""
        return Snapshot(
            self.company_id,
            self.latest,
            self.last_successful,
            self.status,
            self.connections,
            self.configuration,
            self.syncs,
            self.reading("company"),
            known_ranges,
            commerce_sync_ids,
        )

    @property
    def read_at(self) -> datetime | None:
        """When the oldest of the six answers on the page was read (UTC); None while there is none."""
        times = [self.reading(name).read_at for name in READS]
        return min((at for at in times if at is not None), default=None)

    def is_old(self, now: datetime) -> bool:
        """Whether any of what the page shows is older than 15 minutes."""
        return any(self.reading(name).is_old(now) for name in READS)

    def is_due(self, now: datetime) -> bool:
        """Whether to read it again when its page is opened: something failed, or is older than a minute."""
        failed = any(self.reading(name).error for name in READS)
        return failed or self.read_at is None or now - self.read_at > FRESH_FOR

    def read(self, name: str, job: Callable[[], Any]) -> None:
        """Send out one read, unless it is going on."""
        if name not in self.pending:
            holder = Holder(self.account_id, self.session, self.company_id)
            answered = partial(_answered, job, self.account_id, self.company_id)
            self.pending[name] = read_threads.submit(holder, answered)

    def await_name(self, name: Future[Reading[Any]]) -> None:
        """Take the company's name when it comes: the list of companies is read elsewhere."""
        self.pending.setdefault("company", name)

    def read_again(self, codat: CodatClient) -> None:
        """Send out all six reads."""
        for name, call in READS.items():
            self.read(name, partial(call, codat, self.company_id))

    def take(self, newer: Mapping[str, Reading[Any]]) -> None:
        """Take what has been read elsewhere for all, where it is newer than what is here."""
        for name, reading in newer.items():
            own = self.reading(name).read_at
            if reading.read_at is not None and (own is None or own < reading.read_at):
                self.readings[name] = reading

    def stop(self) -> None:
        """Wait no longer: what has arrived is kept, the rest is not read. A name still comes by itself."""
        self.collect()
        for name in self.pending.keys() - {"company"}:
            self.pending.pop(name).cancel()
            self.readings[name] = self.reading(name).failed(CodatError(STOPPED))

    def collect(self) -> list[str]:
        """Take in what has arrived; gives the names of those reads."""
        done = [name for name, future in self.pending.items() if future.done()]
        for name in done:
            self.readings[name] = _outcome(self.reading(name), self.pending.pop(name))
        return done

    @property
    def awaits_only_the_name(self) -> bool:
        """Whether everything of the company itself has come."""
        return set(self.pending) == {"company"}

    def arrivals(self, step: float = 0.1) -> Iterator[list[str]]:
        """Wait for the reads under way: the names that arrived, again and again, [] after a quiet `step`.

        The caller draws something at each turn: that is where Streamlit ends a run that a click overtook.
        The reads themselves go on, and the next run finds them here.
        """
        while self.pending:
            wait(list(self.pending.values()), timeout=step, return_when=FIRST_COMPLETED)
            yield self.collect()


def _answered(job: Callable[[], Any], account_id: str, company_id: str) -> Reading[Any]:
    """Make a read. In its thread, so that the answer has its own time, however late a page takes it in."""
    return shared(account_id, company_id, Reading(job(), datetime.now(UTC)))


def _outcome(before: Reading[Any], done: Future[Reading[Any]]) -> Reading[Any]:
    """Return the reading after a read; the newest answer stays, wherever it came from."""
    error = done.exception()
    if error is None:
        new = done.result()
        newer = before.read_at is None or (new.read_at is not None and before.read_at <= new.read_at)
        return new if newer else before
    if isinstance(error, CodatError):
        return before.failed(error)
    log.error("a read failed with an internal error", exc_info=error)
    return before.failed(CodatError(READ_FAILED))


def _stamp_of(error: CodatError | None) -> Hashable:
    """Stand for an error in a key, without the error: a key outlives the session that met it."""
    return error and (type(error), str(error), error.correlation_id)
