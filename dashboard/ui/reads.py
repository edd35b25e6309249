"""The six reads of a company: sent out together, held in the session, kept when a later try fails.

A rerun of a page costs no call. A read goes out when a company is opened, when a page is opened whose data
are older than a minute, and when somebody asks ("Read again").
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Hashable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import streamlit as st

from codat_client import (
    CodatClient,
    CodatError,
    CompanySyncStatus,
    Configuration,
    Connection,
    SyncList,
    SyncStatus,
)
from dashboard.insight.reading import Reading
from dashboard.ui import kept, session
from dashboard.ui.kept import Kept, Same
from dashboard.ui.read_threads import Holder, Shares

log = logging.getLogger(__name__)

Read = Callable[[CodatClient, str], Any]
READS: dict[str, Read] = {
    "latest": lambda codat, company: codat.sync.get_latest_sync(company),
    "last_successful": lambda codat, company: codat.sync.get_last_successful_sync(company),
    "status": lambda codat, company: codat.sync.get_status(company),
    "connections": lambda codat, company: codat.connections.list(company),
    "configuration": lambda codat, company: codat.configuration.get(company),
    "syncs": lambda codat, company: codat.sync.list(company),
}
STOPPED = "You stopped reading before this had come. Read again when you need it."
FRESH_FOR = timedelta(minutes=1)
_MOST_COMPANIES = 8
_shares = Shares()


@dataclass
class CompanyData:
    """What this session knows of one company: a `Reading` a read, and those under way.

    `owner` names whose it is (`Access.identity`), `older`: what was made of a list of syncs that is no longer
    the newest: another session has read a newer one. `reader`: the session, whose share of the reading it
    uses (`percentages.py`).
    """

    company_id: str
    owner: str
    readings: dict[str, Reading[Any]] = field(default_factory=dict)
    pending: dict[str, Future[Any]] = field(default_factory=dict)
    older: Kept | None = None
    reader: Hashable = field(default_factory=object)

    @property
    def kept(self) -> Kept:
        """What is kept of this company for all who read it with the same address and key.

        While others have read a newer list of syncs, what is made of this one is kept for this session alone.
        """
        for_all, syncs = kept.of(self.owner, self.company_id), self.syncs.value
        if syncs is not None and for_all.answer("syncs") is None:  # it had been forgotten
            kept.same(self.owner, self.company_id, "syncs", syncs)
        if syncs is None or for_all.answer("syncs") is syncs:
            self.older = None
            return for_all
        self.older = self.older or Kept()
        self.older.same("syncs", syncs)
        return self.older

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
        """Stand for what these reads have brought, in keys of `kept`: it changes only when that does."""
        readings = [self.reading(name) for name in names]
        return tuple((Same(each.value), each.present, _told(each.error)) for each in readings)

    @property
    def read_at(self) -> datetime | None:
        """When the oldest of the six answers on the page was read (UTC); None while there is none."""
        times = [self.reading(name).read_at for name in READS]
        return min((at for at in times if at is not None), default=None)

    def is_old(self, now: datetime) -> bool:
        """Whether any of what the page shows is older than 15 minutes."""
        return any(self.reading(name).is_old(now) for name in READS)

    def read(self, name: str, job: Callable[[], Any]) -> None:
        """Send out one read, unless it is under way."""
        if name not in self.pending:
            holder = Holder(self.owner, self.reader, self.company_id)
            dated = partial(_dated, job, name, self.owner, self.company_id)
            self.pending[name] = _shares.submit(holder, dated)

    def await_name(self, name: Future[Any]) -> None:
        """Take the company's name when it comes: the list of companies is read elsewhere."""
        self.pending.setdefault("company", name)

    def read_again(self) -> None:
        """Send out all six reads."""
        codat = session.client()
        for name, call in READS.items():
            self.read(name, lambda call=call: call(codat, self.company_id))  # type: ignore[misc] # lambda

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


def company(company_id: str, *, moved: bool) -> CompanyData:
    """What is known of this company; sends out its reads where they are due. Never blocks.

    `moved`: whether this run opened the page (a link, Back, a reload), not a filter or a button on it.
    """
    held: dict[str, CompanyData] = st.session_state.setdefault("companies", {})
    owner = _owner()
    data = held.pop(company_id, None)
    if data is None or data.owner != owner:
        data = CompanyData(company_id, owner, reader=_reader())
    held[company_id] = data  # newest last
    while len(held) > _MOST_COMPANIES:
        held.pop(next(iter(held)))
    data.collect()
    failed = any(data.reading(name).error for name in READS)
    due = failed or data.read_at is None or datetime.now(UTC) - data.read_at > FRESH_FOR
    if (moved and due) or not (data.readings or data.pending):
        data.read_again()
    return data


def submit(company_id: str, job: Callable[[], Any]) -> Future[Any]:
    """Send out another read of this session about a company, in the session's share of the threads."""
    return _shares.submit(Holder(_owner(), _reader(), company_id), job)


def held(company_id: str) -> CompanyData | None:
    """What is known of this company, without sending out anything; None when it was not opened here."""
    companies: dict[str, CompanyData] = st.session_state.get("companies", {})
    return companies.get(company_id)


def read_again(company_id: str) -> None:
    """Send out all six reads of a company that was opened here.

    For a button: Streamlit keeps what a button calls to the end of the session, so that is no `CompanyData`.
    """
    if (data := held(company_id)) is not None:
        data.read_again()


def stop(company_id: str) -> None:
    """Wait no longer for the reads of a company that was opened here; for a button as well."""
    if (data := held(company_id)) is not None:
        data.stop()


def _owner() -> str:
    way = session.access()
    return way.identity if way else ""


def _reader() -> Hashable:
    """Identify this session where threads are shared."""
    reader: Hashable = st.session_state.setdefault("reader", object())
    return reader


def _dated(job: Callable[[], Any], name: str, owner: str, company_id: str) -> tuple[Any, datetime]:
    """Do a read, and note when its answer came (UTC), however late somebody takes it in."""
    value = job()
    return kept.same(owner, company_id, name, value) if name in READS else value, datetime.now(UTC)


def _outcome(before: Reading[Any], done: Future[Any]) -> Reading[Any]:
    """Return the reading after a read; the newest answer stays, wherever it came from."""
    error = done.exception()
    if error is None:
        value, at = done.result()
        return before.arrived(value, at) if before.read_at is None or before.read_at <= at else before
    if isinstance(error, CodatError):
        error.__cause__ = error.__context__ = None
        return before.failed(error.with_traceback(None))  # the frames hold the client
    log.error("a read failed with an internal error", exc_info=error)
    return before.failed(CodatError("Something went wrong in this dashboard. Try again, or report it."))


def _told(error: CodatError | None) -> Hashable:
    """Return what an error tells, without the error: a key outlives the session that met it."""
    return error and (type(error), str(error), error.correlation_id)
