"""History as a CSV: read from Codat as its page is, and the same bytes as the page's file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial
from math import ceil
from typing import Final, NamedTuple

from codat_client import CodatClient, CodatError, HeldBack, NotFound, RateLimited, SyncList
from dashboard.export.files import export, file_name
from dashboard.export.history_file import HistorySource, ranges_of
from dashboard.insight.runs import deduplicate
from dashboard.insight.snapshot import Snapshot
from dashboard.insight.verdict.facts import limits_of
from dashboard.insight.zone import UTC as UTC_ZONE
from dashboard.insight.zone import ZoneChoice, merchant_zone
from dashboard.services.account import CodatAccount
from dashboard.services.assessment import facts
from dashboard.services.company_data import CompanyData
from dashboard.services.snapshot import READS
from dashboard.services.stored_account import UnknownKeyError
from dashboard.settings import Settings
from dashboard.sharing.composing import ViewComposer
from dashboard.views.clock import PageClock
from dashboard.views.history.frame import chosen, history_frame, in_order
from dashboard.web.api.history_query import HistoryQuery
from dashboard.web.api.replies import Refused

NO_COMPANY: Final = "Company not found, or your role doesn’t cover it."
_LATEST: Final = "latest"
"""The read that goes first: a small one that brings the quota. Until it's known, a script's others wait."""


class HistoryFile(NamedTuple):
    """A file: its name, its bytes, and how many syncs it holds."""

    name: str
    content: bytes
    syncs: int


def read_company(client: CodatClient, account: CodatAccount, company_id: str) -> Snapshot:
    """Read a company in the shared threads. Raises Refused if anything that the file needs can't be read."""
    data = CompanyData(company_id, account.account_id)
    _read(data, client, (_LATEST,))
    if data.latest.error is None:
        _read(data, client, READS.keys() - {_LATEST})
    snapshot = data.snapshot({}, {})
    if snapshot.company_missing or isinstance(data.latest.error, NotFound):
        raise Refused(404, NO_COMPANY)
    for reading in data.readings.values():
        if reading.error is not None and not isinstance(reading.error, NotFound):
            raise _unread(reading.error)
    if not data.syncs.present:
        raise Refused(404, NO_COMPANY)
    return snapshot


def history_file(
    query: HistoryQuery, name: str, snapshot: Snapshot, settings: Settings, account: CodatAccount
) -> HistoryFile:
    """Return the file. `name`: the company's. Raises StoreError."""
    now, came = datetime.now(UTC), snapshot.syncs.value or SyncList()
    merchant, syncs = merchant_zone(snapshot.configuration.value), deduplicate(came)
    clock = PageClock(now, merchant, UTC_ZONE if query.zone is ZoneChoice.UTC else merchant.zone)
    latest = snapshot.latest.value
    frame = history_frame(syncs, merchant.zone, latest.sync_id if latest else None)
    ordered = in_order(chosen(frame, query.filters, clock.today), query.order)
    known = facts(_with_record(snapshot, settings, account), now, limits_of(settings), syncs=syncs)
    source = HistorySource(
        query.company_id, name, query.filters, query.order, clock, snapshot.syncs.read_at or now, len(frame),
        len(came.damaged),
    )  # fmt: skip
    about = source.about(len(ordered))
    ranges = ranges_of((syncs[place] for place in ordered["place"]), known)
    return HistoryFile(file_name(about, "csv"), export(ordered, "csv", about, ranges), len(ordered))


def _with_record(snapshot: Snapshot, settings: Settings, account: CodatAccount) -> Snapshot:
    """Return the snapshot with what is known of syncs started here: nothing, with a key that is read-only."""
    try:
        return ViewComposer(settings, account).with_record(snapshot)
    except UnknownKeyError:
        return snapshot


def _read(data: CompanyData, client: CodatClient, names: Iterable[str]) -> None:
    for each in names:
        data.read(each, partial(READS[each], client, data.company_id))
    for _ in data.arrivals():
        pass


def _unread(error: CodatError) -> Refused:
    """Return the refusal for a read that failed: 429 within our limits, 503 at Codat's, else 502."""
    if isinstance(error, HeldBack):
        wait = (error.until - datetime.now(UTC)).total_seconds() if error.until else None
        return Refused(429, str(error), None if wait is None else max(1, ceil(wait)))
    if isinstance(error, RateLimited):
        return Refused(503, str(error), None if error.retry_after is None else ceil(error.retry_after))
    return Refused(502, str(error))
