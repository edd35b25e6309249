"""The read of one sync by its id: sent out beside a company's six, with the list's record to fall back on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import streamlit as st

from codat_client import CodatClient, CodatError, CompanySyncStatus
from dashboard.insight.outcome import Outcome
from dashboard.insight.reading import Reading
from dashboard.insight.start.attempt import ToldRange
from dashboard.services.company_data import FRESH_FOR, CompanyData
from dashboard.ui import assessments, links, session, starts
from dashboard.ui.page import CompanyView
from dashboard.views import words
from dashboard.views.theme import LATE

_BESIDE = "sync_beside"


@dataclass(frozen=True)
class OneSync:
    """What is known of one sync.

    `record`: its record, None while there is none. `at`: when that was read (UTC). `own`: it came from the
    sync's own read, not from the list. `error`: why the last own read failed, None when it went well.
    """

    record: CompanySyncStatus | None = None
    at: datetime | None = None
    own: bool = False
    error: CodatError | None = None

    @property
    def tried(self) -> bool:
        """Whether its own read has ended, well or not."""
        return self.own or self.error is not None


def id_in_address() -> str:
    """Give the sync's id that the address holds, in lower case; "" where it holds none or no UUID."""
    return links.id_in("sync")


def need(sync_id: str) -> str:
    """Name the reading, as the parts of a screen need it."""
    return f"sync:{sync_id}"


def send(data: CompanyData, sync_id: str) -> None:
    """Send out the read of this sync where it is due; until it comes the list's record stands in for it.

    It is due when the page is opened and a minute has passed, when it was never tried, and together with the
    company's other reads.
    """
    name = need(sync_id)
    before = held(data, sync_id)
    if not before.tried and (record := listed(data, sync_id)):
        before = OneSync(record, data.syncs.read_at)
        data.readings[name] = Reading(before, data.syncs.read_at)
    old = before.at is None or datetime.now(UTC) - before.at > FRESH_FOR
    if not before.tried or (session.moved() and old) or _company_read_again(data, name):
        codat = session.client()
        data.read(name, lambda: _read(codat, data.company_id, sync_id, before))


def fill(page: CompanyView, sync_id: str) -> None:
    """Fill the screen, and remember which reading of the latest sync stands beside this one."""
    try:
        page.render()
    finally:
        if "latest" not in page.data.pending:
            st.session_state[_BESIDE] = (need(sync_id), page.data.latest)


def held(data: CompanyData, sync_id: str) -> OneSync:
    """Give what its own read brought, or what stands in for it so far."""
    reading = data.reading(need(sync_id))
    told: OneSync = reading.value or OneSync()
    return replace(told, error=told.error or reading.error)


def known(data: CompanyData, sync_id: str) -> OneSync:
    """Give what is known of the sync: its own record, else the list's."""
    told = held(data, sync_id)
    if told.record is None and (record := listed(data, sync_id)):
        return OneSync(record, data.syncs.read_at, error=told.error)
    return told


def mark(page: CompanyView) -> str:
    """Give the key of the look of the sync that the address names: what became of it, as far as is known."""
    sync_id = id_in_address()
    record = known(page.data, sync_id).record if sync_id else None
    if record is None:
        return Outcome.UNKNOWN
    return LATE if assessments.why_of(page, record).stuck else words.status_of(record)


def listed(data: CompanyData, sync_id: str) -> CompanySyncStatus | None:
    """Find the sync among those that the company's other reads brought."""
    known: list[CompanySyncStatus | None] = [*(data.syncs.value or ())]
    for record in (*known, data.latest.value, data.last_successful.value):
        if record is not None and (record.sync_id or "").casefold() == sync_id:
            return record
    return None


def likely_range(data: CompanyData, sync_id: str) -> ToldRange | None:
    """Give what Codat told of the start that this sync may be; None where that is its range for certain."""
    told = starts.told_range(data.company_id, sync_id)
    return None if told is None or sync_id in starts.told_ranges(data.company_id) else told


def _company_read_again(data: CompanyData, name: str) -> bool:
    """Whether the company's reads went out since this sync was shown; they may have arrived meanwhile."""
    shown, beside = st.session_state.get(_BESIDE, ("", None))
    return "latest" in data.pending or (shown == name and beside is not data.latest)


def _read(codat: CodatClient, company_id: str, sync_id: str, before: OneSync) -> OneSync:
    """Read it; a failure keeps the record from before, and belongs to this page alone."""
    try:
        return OneSync(codat.sync.get(company_id, sync_id), datetime.now(UTC), own=True)
    except CodatError as error:
        return OneSync(before.record, before.at, before.own, error)
