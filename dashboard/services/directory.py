"""The list of companies: read in the background, once for all sessions with a key, searchable meanwhile.

    Directory.look        return what is known now, without waiting; start a reading if one is due
    Directory.refresh     start a reading
    Directory.read_now    read it in the caller's thread, for a job
    Directory.stop        stop the reading; keep what has arrived
    Directory.when_known  return a future of one company

A `Directory` belongs to one address and one key and is never shared with another. A reading that fails keeps
the older list, or the part that had arrived, together with the error. It never becomes an empty list.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from codat_client import CodatClient, CodatError, Company, CompanyPage
from dashboard.insight.reading import OLD_AFTER, Reading
from dashboard.search.index import NameIndex
from dashboard.search.listing import ListedCompany, listed
from dashboard.services.snapshot import READ_FAILED, STOPPED
from dashboard.views import platforms

log = logging.getLogger(__name__)

PAGE_SIZE: Final = 1_000
TIME_LIMIT_S: Final = 120.0
"""Seconds for all pages."""
TRY_AGAIN_AFTER: Final = timedelta(seconds=30)
MOST_COMPANIES: Final = 50_000
MOST_DIRECTORIES: Final = 16

Pages = Callable[[], Iterable[CompanyPage]]


@dataclass(frozen=True, slots=True)
class Listing:
    """The list at one moment. Immutable.

    `read_at` (UTC): when the whole list last arrived; None if it never has, so that this is a part. `arrived`
    of about `expected` companies came with the current or last reading. `error`: why the last reading failed.
    `damaged`: how many could not be read. `cut`: `MOST_COMPANIES` arrived, and a further page was not read.
    `repeats`: Codat offered further pages with the same content.
    """

    index: NameIndex = field(default_factory=NameIndex)
    by_id: Mapping[str, ListedCompany] = field(default_factory=dict)
    read_at: datetime | None = None
    tried_at: datetime | None = None
    reading: bool = False
    arrived: int = 0
    expected: int | None = None
    error: CodatError | None = None
    damaged: int = 0
    cut: bool = False
    repeats: bool = False

    @property
    def whole(self) -> bool:
        """Whether the list is complete (as of `read_at`)."""
        return self.read_at is not None

    def is_due(self, now: datetime) -> bool:
        """Whether to read it: never tried, old, or failed a while ago."""
        if self.reading:
            return False
        if self.tried_at is None:
            return True
        soon = self.error is not None and self.error.may_retry
        return now - self.tried_at > (TRY_AGAIN_AFTER if soon else OLD_AFTER)


class Directory:
    """The list of companies for one address and key. Thread-safe; holds no client."""

    def __init__(self) -> None:
        self._listing = Listing()
        self._lock = threading.RLock()
        self._stopped = threading.Event()  # of the current reading: each has its own
        self._promises: list[tuple[str, Future[Reading[ListedCompany]]]] = []

    @property
    def listing(self) -> Listing:
        """What is known now."""
        return self._listing

    def look(self, pages: Pages) -> Listing:
        """Return what is known now, without waiting. `pages` reads the list if a reading is due."""
        with self._lock:
            if self._listing.is_due(datetime.now(UTC)):
                self._start(pages)
            return self._listing

    def refresh(self, pages: Pages) -> None:
        """Start a reading, unless one is running."""
        with self._lock:
            if not self._listing.reading:
                self._start(pages)

    def read_now(self, pages: Pages) -> Listing:
        """Read the list in this thread, unless a reading is running; return what is known then."""
        with self._lock:
            if self._listing.reading:
                return self._listing
            stopped = self._begin()
        self._read(pages, stopped)
        return self._listing

    def stop(self) -> None:
        """Stop the reading for all sessions with this key; what has arrived can be searched."""
        with self._lock:
            if self._listing.reading:
                self._publish(self._stopped, reading=False, error=CodatError(STOPPED))
                self._stopped.set()

    def when_known(self, company_id: str) -> Future[Reading[ListedCompany]]:
        """Return a future of the company's reading, or of None if the whole list lacks it.

        It fails with the list's `CodatError` if the company isn't in the part that was read. No thread waits
        for it.
        """
        promise: Future[Reading[ListedCompany]] = Future()
        with self._lock:
            self._promises.append((company_id, promise))
            self._keep_promises()
        return promise

    def _keep_promises(self) -> None:
        """Resolve the futures that can be resolved now."""
        now, waiting = self._listing, self._promises
        self._promises = []
        for company_id, promise in waiting:
            known = now.by_id.get(company_id)
            if known is None and now.reading:
                self._promises.append((company_id, promise))
            elif known is None and now.error is not None:
                promise.set_exception(copy(now.error))  # each its own: raising adds a traceback to it
            else:
                promise.set_result(Reading(known, datetime.now(UTC)))

    def _start(self, pages: Pages) -> None:
        asked = (pages, self._begin())
        thread = threading.Thread(target=self._read, args=asked, name="companies", daemon=True)
        try:
            thread.start()
        except RuntimeError:  # the system has no thread left; a later look tries again
            log.exception("no thread to load the list of companies")
            self._listing = replace(self._listing, reading=False, error=CodatError(READ_FAILED))
            self._keep_promises()

    def _begin(self) -> threading.Event:
        """Note that a reading begins, and return what stops it."""
        self._listing = replace(self._listing, reading=True, arrived=0, tried_at=datetime.now(UTC))
        self._stopped = threading.Event()
        return self._stopped

    def _read(self, pages: Pages, stopped: threading.Event) -> None:
        try:
            self._read_all(pages, stopped)
        except CodatError as error:
            its = error.with_traceback(None)  # its frames hold the client
            self._publish(stopped, reading=False, error=its)
        except Exception:
            log.exception("loading the list of companies failed with an internal error")
            self._publish(stopped, reading=False, error=CodatError(READ_FAILED))

    def _read_all(self, pages: Pages, stopped: threading.Event) -> None:
        found: dict[str, ListedCompany] = {}
        damaged, repeats, cut = 0, False, False
        for page in pages():
            repeats = page.cut_short
            companies = [_listed(company) for company in page]
            found.update((company.company_id, company) for company in companies if company is not None)
            damaged += len(page.damaged) + companies.count(None)
            self._arrived(stopped, found, page.total_results)
            cut = page.has_next and len(found) >= MOST_COMPANIES
            if cut or stopped.is_set():
                break
        index = NameIndex(found.values())
        whole = {"index": index, "by_id": found, "read_at": datetime.now(UTC)}
        self._publish(stopped, reading=False, error=None, damaged=damaged, cut=cut, repeats=repeats, **whole)

    def _arrived(
        self, stopped: threading.Event, found: Mapping[str, ListedCompany], expected: int | None
    ) -> None:
        """Report progress; without a whole list, what has arrived can be searched."""
        if self._listing.whole:
            self._publish(stopped, arrived=len(found), expected=expected)
            return
        known = {**self._listing.by_id, **found}
        index = NameIndex(known.values())
        self._publish(stopped, arrived=len(found), expected=expected, by_id=known, index=index)

    def _publish(self, stopped: threading.Event, **changes: Any) -> None:
        """Publish changes, unless the reading they come from was stopped."""
        with self._lock:
            if stopped.is_set():
                return
            self._listing = replace(self._listing, **changes)
            self._keep_promises()


def _listed(company: Company) -> ListedCompany | None:
    both = company.data_connections
    names = {"books": platforms.books(both, ""), "shops": platforms.shops(both)}
    return listed(company, platforms.of(both), **names)


_directories: OrderedDict[str, Directory] = OrderedDict()
_lock = threading.Lock()


def directory_of(account_id: str) -> Directory:
    """Return the directory of an account (`CodatAccount.account_id`). Only a few recent ones are kept."""
    with _lock:
        directory = _directories.pop(account_id, None) or Directory()
        _directories[account_id] = directory
        while len(_directories) > MOST_DIRECTORIES:
            _directories.popitem(last=False)
        return directory


def pages_of(codat: CodatClient) -> Pages:
    """Return a reader of the list that uses this client."""
    return lambda: codat.companies.pages(page_size=PAGE_SIZE, timeout=TIME_LIMIT_S)
