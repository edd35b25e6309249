"""A session's reads of one company: six concurrent reads, kept if a later try fails."""

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
from dashboard.insight.start.by_hand import Days
from dashboard.services import read_threads
from dashboard.services.cache import Content, shared
from dashboard.services.read_threads import Holder
from dashboard.services.snapshot import READ_FAILED, READS, STOPPED

log = logging.getLogger(__name__)

FRESH_FOR: Final = timedelta(minutes=1)


@dataclass
class CompanyData:
    """A session's reads of one company: a `Reading` for each, and the pending ones.

    `session` identifies the session where threads are shared (`read_threads.py`).
    """

    company_id: str
    account_id: str
    readings: dict[str, Reading[Any]] = field(default_factory=dict)
    pending: dict[str, Future[Reading[Any]]] = field(default_factory=dict)
    session: Hashable = field(default_factory=object)

    @property
    def content(self) -> Content:
        """The syncs as a cache key."""
        return Content(self.account_id, self.company_id, self.syncs.digest, len(self.syncs.value or ()))

    def reading(self, name: str) -> Reading[Any]:
        """The reading of that name; empty until its read has ended."""
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
        """The id of the sync that Codat calls the latest; it sorts last at its instant."""
        return self.latest.value.sync_id if self.latest.value is not None else None

    def stamp(self, *names: str) -> Hashable:
        """Return a cache key for these reads that changes only when their content does."""
        readings = [self.reading(name) for name in names]
        return tuple((each.digest, _stamp_of(each.error)) for each in readings)

    def snapshot(
        self,
        known_ranges: Mapping[str, Range],
        commerce_sync_ids: Mapping[str, str],
        entered_by_hand: tuple[Days, ...] = (),
    ) -> Snapshot:
        """Return everything read so far, with what else is known, as a `Snapshot`."""
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
            entered_by_hand,
        )

    @property
    def read_at(self) -> datetime | None:
        """When the oldest result on the page was read (UTC); None if there is none."""
        times = [self.reading(name).read_at for name in READS]
        return min((at for at in times if at is not None), default=None)

    def is_old(self, now: datetime) -> bool:
        """Whether any result on the page is older than 15 minutes."""
        return any(self.reading(name).is_old(now) for name in READS)

    def is_due(self, now: datetime) -> bool:
        """Whether to read it again when its page opens: a read failed, or is older than a minute."""
        failed = any(self.reading(name).error for name in READS)
        return failed or self.read_at is None or now - self.read_at > FRESH_FOR

    def read(self, name: str, job: Callable[[], Any]) -> None:
        """Start one read, unless it is pending."""
        if name not in self.pending:
            holder = Holder(self.account_id, self.session, self.company_id)
            answered = partial(_answered, job, self.account_id, self.company_id)
            self.pending[name] = read_threads.submit(holder, answered)

    def await_name(self, name: Future[Reading[Any]]) -> None:
        """Use the company's name once it arrives from the list of companies."""
        self.pending.setdefault("company", name)

    def read_again(self, codat: CodatClient) -> None:
        """Start all six reads."""
        for name, call in READS.items():
            self.read(name, partial(call, codat, self.company_id))

    def take(self, newer: Mapping[str, Reading[Any]]) -> None:
        """Use shared readings that are newer than these."""
        for name, reading in newer.items():
            own = self.reading(name).read_at
            if reading.read_at is not None and (own is None or own < reading.read_at):
                self.readings[name] = reading

    def stop(self) -> None:
        """Stop waiting: keep what has arrived and cancel the rest, except the name."""
        self.collect()
        for name in self.pending.keys() - {"company"}:
            self.pending.pop(name).cancel()
            self.readings[name] = self.reading(name).failed(CodatError(STOPPED), datetime.now(UTC))

    def collect(self) -> list[str]:
        """Store the reads that have arrived, and return their names."""
        done = [name for name, future in self.pending.items() if future.done()]
        for name in done:
            self.readings[name] = _outcome(self.reading(name), self.pending.pop(name))
        return done

    @property
    def awaits_only_the_name(self) -> bool:
        """Whether only the company's name is pending."""
        return set(self.pending) == {"company"}

    def arrivals(self, step: float = 0.1) -> Iterator[list[str]]:
        """Wait for pending reads and yield the names that arrived, or [] every `step` seconds.

        The caller draws something for each, so that Streamlit can end a run when the user clicks. The reads
        continue, and the next run collects them.
        """
        while self.pending:
            wait(list(self.pending.values()), timeout=step, return_when=FIRST_COMPLETED)
            yield self.collect()


def _answered(job: Callable[[], Any], account_id: str, company_id: str) -> Reading[Any]:
    """Make a read in its thread, so that the reading has its own time, whenever a page collects it."""
    try:
        value = job()
    except CodatError as error:
        return Reading[Any]().failed(error, datetime.now(UTC))
    return shared(account_id, company_id, Reading(value, datetime.now(UTC)))


def _outcome(before: Reading[Any], done: Future[Reading[Any]]) -> Reading[Any]:
    """Return the reading after a read; the newest result wins."""
    error = done.exception()
    if error is None:
        return _newest(before, done.result())
    if isinstance(error, CodatError):  # the list of companies failed
        return before.failed(error)
    log.error("a read failed with an internal error", exc_info=error)
    return before.failed(CodatError(READ_FAILED))


def _newest(before: Reading[Any], new: Reading[Any]) -> Reading[Any]:
    if new.error is not None:
        return before.failed(new.error, new.failed_at)
    newer = before.read_at is None or (new.read_at is not None and before.read_at <= new.read_at)
    return new if newer else before


def _stamp_of(error: CodatError | None) -> Hashable:
    """Return a cache key for an error. It doesn't hold the error, as it outlives the session."""
    return error and (type(error), str(error), error.correlation_id)
