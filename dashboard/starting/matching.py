"""Find the started sync: what Codat listed before the request, and what is new since.

The answer to a trigger has a commerceSyncId and no syncId, and the two differ in Codat's own example of
SyncStatus (Codat's OpenAPI 1.1). So an id that matches the list's is proof, and one that doesn't proves
nothing. A sync is ruled out only if Codat's status gives both of its ids, and the commerceSyncId isn't ours.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import takewhile

import msgspec

from codat_client import (
    CodatClient,
    CodatError,
    CompanySyncStatus,
    Configuration,
    Damaged,
    SyncList,
    SyncSummary,
)
from dashboard.insight.outcome import is_over, outcome_of
from dashboard.insight.reading import Reading
from dashboard.insight.start.attempt import Attempt, MatchBasis
from dashboard.insight.verdict.facts import CompanyFacts, VerdictLimits
from dashboard.services.snapshot import read

CLOCKS_APART = timedelta(minutes=15)
"""How far Codat's clock and ours may differ: a sync older than this at the request isn't ours."""

_ID_IN_BYTES = re.compile(rb'"syncId"\s*:\s*"([0-9A-Fa-f-]{36})"')


@dataclass(frozen=True)
class Baseline:
    """What Codat listed just before the request: all sync ids, the latest sync, a running one.

    `began` (UTC): when that one began; None if unknown, so it may or may not be running. `nightly_from`
    (UTC): the earliest time at which a scheduled run may begin; None if none is scheduled. `syncs` and
    `configuration`: as read from Codat.
    """

    sync_ids: frozenset[str]
    latest: CompanySyncStatus | None
    running: CompanySyncStatus | None = None
    began: datetime | None = None
    nightly_from: datetime | None = None
    syncs: SyncList = field(default_factory=SyncList)
    configuration: Reading[Configuration] = field(default_factory=Reading)


@dataclass(frozen=True)
class Pair:
    """The two ids that Codat's status gives for one sync; "" where it gives none."""

    sync_id: str = ""
    commerce_id: str = ""


@dataclass(frozen=True)
class Observation:
    """The result of a check after the request: every new sync that may be ours, and which one is, if known.

    `others`: new ones that aren't ours, since Codat pairs them with another commerceSyncId.
    """

    new: tuple[CompanySyncStatus, ...] = ()
    sync: CompanySyncStatus | None = None
    basis: MatchBasis = MatchBasis.NOTHING
    others: tuple[CompanySyncStatus, ...] = ()

    @property
    def over(self) -> bool:
        """Whether there is nothing left to wait for: the sync is over, or every candidate is."""
        awaited = (self.sync,) if self.sync is not None else self.new
        return bool(awaited) and all(is_over(outcome_of(record)) for record in awaited)

    @property
    def keys(self) -> frozenset[str]:
        """The ids of the new syncs."""
        return frozenset(map(key_of, self.new))

    @property
    def by_an_id(self) -> bool:
        """Whether an id identified the sync, so that no later check can change the match."""
        return self.basis in (MatchBasis.SAME_ID, MatchBasis.PAIRED)


def read_baseline(
    client: CodatClient,
    company_id: str,
    now: datetime,
    stuck: timedelta,
    ours: frozenset[str] = frozenset(),
) -> Baseline:
    """Read the state before a start. Raises CodatError if Codat can't be read: then nothing is sent.

    What is running is read last, so that nothing else comes between it and the request.

    `stuck`: a sync that has been running this long blocks no start. `ours`: the ids of syncs that may have
    been started here, so none of them counts as a scheduled run.
    """
    read_configuration: Reading[Configuration] = read("configuration", client, company_id)
    configuration = read_configuration.value
    listed = client.sync.list(company_id)
    records = _with_damaged(listed)
    latest = client.sync.get_latest_sync(company_id)
    everything = [*records, latest] if latest is not None else records
    ids = frozenset(key for record in everything if (key := key_of(record)))
    limits = VerdictLimits(stuck=stuck)
    shown = CompanyFacts(records, None, configuration, now, limits, latest=latest)
    running = _alone(shown.running.record) if shown.running else None
    nightly_from = _nightly_from(shown, ours) if configuration is not None else now
    newest = _alone(latest) if latest else None
    return Baseline(ids, newest, running, shown.began, nightly_from, listed, read_configuration)


def look(client: CodatClient, listed: frozenset[str], attempt: Attempt, known: Observation) -> Observation:
    """Look for new syncs since the request. Raises CodatError if Codat can't be read.

    `listed`: the ids that were listed before it. Syncs that an earlier check (`known`) ruled out stay ruled
    out.
    """
    company_id = attempt.intent.company_id
    latest = client.sync.get_latest_sync(company_id)
    records = _read_all(client, company_id)
    found = {key_of(record): record for record in ([latest] if latest is not None else []) + records}
    new = tuple(
        _alone(record)
        for key, record in found.items()
        if key and key not in listed and may_be_of(attempt.sent_at, record)
    )
    not_ours = frozenset(map(key_of, known.others))
    seen = recognise(new, _answered_id(attempt.summary), lambda: _read_pair(client, company_id), not_ours)
    return unless_nightly(seen, attempt.nightly_from)


def unless_nightly(seen: Observation, nightly_from: datetime | None) -> Observation:
    """Return the observation; undecided if the only new sync may equally be a scheduled run."""
    if seen.basis is not MatchBasis.ONLY_NEW or nightly_from is None:
        return seen
    (only,) = seen.new
    if only.sync_utc is not None and only.sync_utc < nightly_from:
        return seen
    return Observation(seen.new, None, MatchBasis.NIGHTLY_OR_OURS, seen.others)


def started_here(attempts: Iterable[Attempt]) -> frozenset[str]:
    """Return the ids of all syncs that any of these attempts may have started."""
    found = (record for each in attempts for record in (each.sync, *each.new) if record is not None)
    return frozenset(map(key_of, found))


def _nightly_from(shown: CompanyFacts, ours: frozenset[str]) -> datetime | None:
    """Return the earliest time (UTC) of a scheduled run: the last due date, if its run isn't listed yet."""
    if shown.dues is None or shown.switched_off:
        return None
    last = shown.dues.last(shown.now)
    since = takewhile(lambda run: run[0] >= last, reversed(shown.runs.timed))
    ran = any(key_of(record) not in ours for _, record in since)
    return shown.dues.next(shown.now) if ran else last


def look_at(client: CodatClient, company_id: str, known: Observation) -> Observation:
    """Read the one sync again that an id identified as ours. Raises CodatError if Codat can't be read."""
    sync_id = known.sync.sync_id if known.sync is not None else None
    if sync_id is None:
        return known
    record = client.sync.get(company_id, sync_id)
    new = tuple(record if key_of(each) == key_of(record) else each for each in known.new)
    return Observation(new, record, known.basis, known.others)


def may_be_of(sent_at: datetime | None, record: CompanySyncStatus) -> bool:
    """Return whether a sync's time allows it to be ours; without a time it does."""
    ran = record.sync_utc
    return sent_at is None or ran is None or ran >= sent_at - CLOCKS_APART


def recognise(
    new: tuple[CompanySyncStatus, ...],
    answered: str,
    pair: Callable[[], Pair],
    not_ours: frozenset[str] = frozenset(),
) -> Observation:
    """Find the started sync among the new ones: by its id, by Codat's pairing of ids, or as the only one.

    `answered` is the commerceSyncId of the trigger's answer ("" without one); `pair` reads both ids of
    Codat's latest sync, only where the list's ids don't match. `not_ours`: sync ids that an earlier pairing
    ruled out.
    """
    by_id = {key_of(record): record for record in new}
    if answered in by_id:
        return Observation(new, by_id[answered], MatchBasis.SAME_ID)
    paired = pair() if new and answered else Pair()
    if paired.commerce_id == answered and paired.sync_id in by_id:
        return Observation(new, by_id[paired.sync_id], MatchBasis.PAIRED)
    if paired.commerce_id:  # someone else's, or ours but not among the new ones
        not_ours |= {paired.sync_id}
    ours = tuple(record for record in new if key_of(record) not in not_ours)
    others = tuple(record for record in new if key_of(record) in not_ours)
    if len(ours) == 1:
        return Observation(ours, ours[0], MatchBasis.ONLY_NEW, others)
    return Observation(ours, None, MatchBasis.SEVERAL if ours else MatchBasis.NOTHING, others)


def key_of(record: CompanySyncStatus) -> str:
    """Return a sync's id in lower case, for comparison; "" without one."""
    return (record.sync_id or "").lower()


def _read_all(client: CodatClient, company_id: str) -> list[CompanySyncStatus]:
    return _with_damaged(client.sync.list(company_id))


def _with_damaged(listed: SyncList) -> list[CompanySyncStatus]:
    """Return all records. A damaged one with a readable id is kept with only its id."""
    ids = [_id_in(each) for each in listed.damaged]
    return [*listed, *(CompanySyncStatus(sync_id=each) for each in ids if each)]


def _id_in(damaged: Damaged) -> str:
    try:
        record = json.loads(damaged.raw)
    except (ValueError, RecursionError):  # cut off, or nested too deeply; the id may still be there
        found = _ID_IN_BYTES.search(damaged.raw)
        return found[1].decode() if found else ""
    sync_id = record.get("syncId") if isinstance(record, dict) else None
    return sync_id if isinstance(sync_id, str) else ""


def _read_pair(client: CodatClient, company_id: str) -> Pair:
    """Read Codat's status, which has both ids of the latest sync."""
    try:
        status = client.sync.get_status(company_id)
    except CodatError:  # optional; the check itself succeeded
        return Pair()
    if status is None:
        return Pair()
    return Pair((status.sync_id or "").lower(), (status.commerce_sync_id or "").lower())


def _answered_id(summary: SyncSummary | None) -> str:
    return (summary.commerce_sync_id or "").lower() if summary is not None else ""


def _alone(record: CompanySyncStatus) -> CompanySyncStatus:
    """Copy a record without the bytes of its list, which it would keep in memory."""
    return msgspec.structs.replace(record, source=msgspec.Raw(record.raw))
