"""Read one sync by its id, beside the company's reads, with the list's record as a fallback."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import streamlit as st

from codat_client import CodatClient, CodatError, CompanySyncStatus
from dashboard.insight.outcome import Outcome
from dashboard.insight.reading import Reading
from dashboard.insight.start.attempt import ReportedRange
from dashboard.services.company_data import FRESH_FOR, CompanyData
from dashboard.ui import assessments, links, reads, session, starts
from dashboard.ui.page import CompanyView
from dashboard.views import words
from dashboard.views.sync import summary
from dashboard.views.theme import LATE

_SHOWN = "sync_shown"


@dataclass(frozen=True)
class SyncRead:
    """One sync as read so far.

    `record`: its record, None if there is none yet. `at`: when that was read (UTC). `own`: it came from the
    sync's own read, not from the list. `error`: why the last own read failed, None if it succeeded;
    `failed_at`: when (UTC), None where that isn't known.
    """

    record: CompanySyncStatus | None = None
    at: datetime | None = None
    own: bool = False
    error: CodatError | None = None
    failed_at: datetime | None = None

    @property
    def tried(self) -> bool:
        """Whether its own read has ended, successful or not."""
        return self.own or self.error is not None


def id_in_address() -> str:
    """Return the sync's id in the address, in lower case; "" if there is none, or it is no UUID."""
    return links.id_in("sync")


def need(sync_id: str) -> str:
    """Return the name of the read of this sync, for the sections of a page."""
    return f"sync:{sync_id}"


def send(data: CompanyData, sync_id: str) -> None:
    """Start the read of this sync if it is due; the list's record is used until it ends.

    It is due if it was never tried, when the page is opened after a minute or more, and together with the
    company's other reads.
    """
    name = need(sync_id)
    before = own_read(data, sync_id)
    if not before.tried and (record := listed(data, sync_id)):
        before = SyncRead(record, data.syncs.read_at)
        data.readings[name] = Reading(before, data.syncs.read_at)
    old = before.at is None or datetime.now(UTC) - before.at > FRESH_FOR
    if not before.tried or (session.moved() and old) or _company_read_again(data, name):
        codat = reads.client(data.company_id)
        data.read(name, lambda: _read(codat, data.company_id, sync_id, before))


def render(page: CompanyView, sync_id: str) -> None:
    """Render the page, and store with which read of the latest sync this one was shown."""
    try:
        page.render()
    finally:
        if "latest" not in page.data.pending:
            st.session_state[_SHOWN] = (need(sync_id), page.data.latest)


def own_read(data: CompanyData, sync_id: str) -> SyncRead:
    """Return the result of its own read, or its fallback so far."""
    reading = data.reading(need(sync_id))
    found: SyncRead = reading.value or SyncRead()
    if found.error is not None:
        return found
    return replace(found, error=reading.error, failed_at=reading.failed_at)


def known(data: CompanyData, sync_id: str) -> SyncRead:
    """Return the sync as known so far: its own record, else the list's."""
    found = own_read(data, sync_id)
    if found.record is None and (record := listed(data, sync_id)):
        return replace(found, record=record, at=data.syncs.read_at)
    return found


def mark(page: CompanyView) -> str:
    """Return the status key of the sync in the address, for the mark in the tab's title."""
    sync_id = id_in_address()
    record = known(page.data, sync_id).record if sync_id else None
    if record is None:
        return Outcome.UNKNOWN
    return LATE if assessments.why_of(page, record).stuck else words.status_of(record)


def listed(data: CompanyData, sync_id: str) -> CompanySyncStatus | None:
    """Return the sync's record from the company's other reads, if it is there."""
    known: list[CompanySyncStatus | None] = [*(data.syncs.value or ())]
    for record in (*known, data.latest.value, data.last_successful.value):
        if record is not None and (record.sync_id or "").casefold() == sync_id:
            return record
    return None


def likely_range(data: CompanyData, sync_id: str) -> ReportedRange | None:
    """Return the range reported for a start that may be this sync; None if it is this sync's for certain."""
    reported = starts.reported_range(data.company_id, sync_id)
    certain = sync_id in starts.reported_ranges(data.company_id)
    return None if certain else reported


def started_html(page: CompanyView, sync_id: str) -> str:
    """Return who started the sync, with a link to the start; "" unless an id shows it was started here."""
    start = starts.of_sync(page.company_id, sync_id)
    if start is None:
        return ""
    link_html = links.anchor("View that start", "start", company=page.company_id, attempt=start.id)
    return summary.started_html(starts.who_confirmed(start.intent), start.confirmed_at, page.clock, link_html)


def _company_read_again(data: CompanyData, name: str) -> bool:
    """Whether the company was read again since this sync was shown; those reads may have ended already."""
    shown, latest = st.session_state.get(_SHOWN, ("", None))
    return "latest" in data.pending or (shown == name and latest is not data.latest)


def _read(codat: CodatClient, company_id: str, sync_id: str, before: SyncRead) -> SyncRead:
    """Read the sync; after a failure the earlier record stays, and only this page shows the error."""
    try:
        return SyncRead(codat.sync.get(company_id, sync_id), datetime.now(UTC), own=True)
    except CodatError as error:
        return SyncRead(before.record, before.at, before.own, error, datetime.now(UTC))
