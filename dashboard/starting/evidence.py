"""What shows whether a sync began: what Codat listed before we asked, and what is new since.

The answer to a trigger bears a commerceSyncId and no syncId, and the two differ in Codat's own example of
SyncStatus (Codat's OpenAPI 1.1), so an id is evidence when it matches and proves nothing when it does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from codat_client import CodatClient, CodatError, CompanySyncStatus, SyncSummary
from dashboard.insight.outcome import Outcome, is_over, outcome_of
from dashboard.starting.attempt import Evidence

YOUNG = timedelta(hours=2)
"""A sync that Codat calls running for longer than this is taken for stuck, and holds nobody up (our rule)."""


@dataclass(frozen=True)
class Baseline:
    """What Codat showed just before we asked: the ids of all syncs, the latest one, one that runs."""

    sync_ids: frozenset[str]
    latest: CompanySyncStatus | None
    running: CompanySyncStatus | None


@dataclass(frozen=True)
class Sight:
    """What a look after the call shows: every sync that is new, and the one it is, where that is known."""

    new: tuple[CompanySyncStatus, ...] = ()
    sync: CompanySyncStatus | None = None
    evidence: Evidence = Evidence.NOTHING

    @property
    def over(self) -> bool:
        """Whether nothing is left to wait for: the sync is over, or all of several are."""
        awaited = (self.sync,) if self.sync is not None else self.new
        return bool(awaited) and all(is_over(outcome_of(record)) for record in awaited)


def read_baseline(client: CodatClient, company_id: str, now: datetime) -> Baseline:
    """Read what there is before a start. Raises CodatError when Codat can't be read: then nothing is sent."""
    records = _read_all(client, company_id)
    latest = client.sync.get_latest_sync(company_id)
    everything = [*records, latest] if latest is not None else records
    return Baseline(frozenset(_ids(everything)), latest, running_now(everything, now))


def running_now(records: Iterable[CompanySyncStatus], now: datetime) -> CompanySyncStatus | None:
    """Find a sync that Codat calls running and that is younger than `YOUNG`; its time must be readable."""
    for record in records:
        began = record.sync_utc
        if outcome_of(record) is Outcome.RUNNING and began is not None and now - began < YOUNG:
            return record
    return None


def look(client: CodatClient, company_id: str, baseline: Baseline, summary: SyncSummary | None) -> Sight:
    """Look for what is new since the baseline. Raises CodatError when Codat can't be read."""
    latest = client.sync.get_latest_sync(company_id)
    listed = _read_all(client, company_id)
    found = {_key(record): record for record in ([latest] if latest is not None else []) + listed}
    new = tuple(record for key, record in found.items() if key and key not in baseline.sync_ids)
    return recognise(new, _answered_id(summary), lambda: _paired_id(client, company_id, summary))


def look_at(client: CodatClient, company_id: str, known: Sight) -> Sight:
    """Read the one sync again that an id told us is ours. Raises CodatError when Codat can't be read."""
    if known.sync is None or known.sync.sync_id is None:
        return known
    record = client.sync.get(company_id, known.sync.sync_id)
    new = tuple(record if _key(each) == _key(record) else each for each in known.new)
    return Sight(new, record, known.evidence)


def recognise(new: tuple[CompanySyncStatus, ...], answered: str, paired: Callable[[], str]) -> Sight:
    """Say which new sync is the started one: by its id, by Codat's pairing of ids, or as the only one.

    `answered` is the commerceSyncId of the trigger's answer ("" without one); `paired` asks Codat for the
    sync id that goes with it, and is asked only where the ids of the list don't tell.
    """
    by_id = {_key(record): record for record in new}
    if answered in by_id:
        return Sight(new, by_id[answered], Evidence.SAME_ID)
    if new and answered and (key := paired()) in by_id:
        return Sight(new, by_id[key], Evidence.PAIRED)
    if len(new) == 1:
        return Sight(new, new[0], Evidence.ONLY_NEW)
    return Sight(new, None, Evidence.SEVERAL if new else Evidence.NOTHING)


def _read_all(client: CodatClient, company_id: str) -> list[CompanySyncStatus]:
    return list(client.sync.list(company_id))


def _paired_id(client: CodatClient, company_id: str, summary: SyncSummary | None) -> str:
    """Ask Codat's status, which bears both ids of the latest sync, for the one that goes with our answer."""
    try:
        status = client.sync.get_status(company_id)
    except CodatError:  # it is only further evidence; the look itself went well
        return ""
    same = status is not None and (status.commerce_sync_id or "").lower() == _answered_id(summary)
    return (status.sync_id or "").lower() if same and status is not None else ""


def _answered_id(summary: SyncSummary | None) -> str:
    return (summary.commerce_sync_id or "").lower() if summary is not None else ""


def _ids(records: Iterable[CompanySyncStatus]) -> Iterable[str]:
    return (key for record in records if (key := _key(record)))


def _key(record: CompanySyncStatus) -> str:
    return (record.sync_id or "").lower()
