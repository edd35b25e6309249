"""What a page has read of the sandbox's merchants, complete as from Codat, and a fleet to take it into."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from codat_client import SyncList
from dashboard.fleet.registry import Fleet, fleet_of
from dashboard.fleet.taking import take
from dashboard.insight.fleet.company_state import CompanyState, FleetCompany
from dashboard.insight.reading import Reading
from dashboard.insight.snapshot import Snapshot
from dashboard.services.account import CodatAccount
from dashboard.settings import Settings
from tests.support.merchants import reads

NO_CODAT = "http://127.0.0.1:1"


def company_of(case: str) -> str:
    """Return an id for one of the sandbox's merchants."""
    return str(uuid5(NAMESPACE_URL, case))


@lru_cache(maxsize=256)
def page_reads(case: str, at: datetime) -> Snapshot:
    """Return all reads of a merchant as a page has them, made at that time."""
    known = reads(case, at)
    snapshot = replace(known.snapshot, company_id=company_of(case))
    syncs = SyncList(known.syncs or ())
    syncs.body = b"[%s]" % b",".join(each.raw for each in syncs) if syncs else b""
    if snapshot.syncs.present:
        snapshot = replace(snapshot, syncs=Reading(syncs, at))
    return replace(
        snapshot,
        status=Reading(None, at) if snapshot.latest.present else Reading(error=snapshot.latest.error),
        latest=_dated(snapshot.latest, at),
    )


def _dated(reading: Reading[Any], at: datetime) -> Reading[Any]:
    return replace(reading, failed_at=at) if reading.error is not None else reading


@dataclass(frozen=True)
class Desk:
    """A fleet in a store of its own; Codat can't be asked."""

    settings: Settings
    account: CodatAccount

    @property
    def fleet(self) -> Fleet:
        return fleet_of(self.settings, self.account)

    def list(self, *cases: str, now: datetime) -> None:
        """Store these merchants as Codat's list has them."""
        companies = [FleetCompany(company_of(case), case) for case in cases]
        self.fleet.repository.put_companies(companies, now, whole=True)

    def take(self, snapshot: Snapshot, now: datetime) -> bool:
        return take(self.settings, self.account, snapshot, now)

    def state(self, case: str) -> CompanyState:
        """Return the state in the merchant's row, as every process sees it."""
        row = self.fleet.repository.one(company_of(case))
        assert row is not None
        assert row.state is not None
        return row.state
