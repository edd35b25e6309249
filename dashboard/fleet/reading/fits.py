"""Whether a new latest sync simply follows what is stored of a healthy company, so one request is enough.

It does if it is the success of the next due time after a known success. Everything else is read again. A sync
that someone started between two nightly ones isn't noticed this way; the next whole read brings it.
"""

from __future__ import annotations

from dataclasses import replace

from codat_client import CompanySyncStatus, SyncList
from codat_client.reading import Unreadable, read_many
from dashboard.fleet.reading.packing import version_of
from dashboard.fleet.reading.reads import StoredReads
from dashboard.insight.outcome import SUCCESSES, outcome_of
from dashboard.insight.reading import Reading
from dashboard.insight.schedule import dues_of
from dashboard.insight.snapshot import Snapshot


def appended(stored: StoredReads, latest: Reading[CompanySyncStatus]) -> StoredReads | None:
    """Return the stored reads with this latest sync added; None if something doesn't fit."""
    new, at, before = latest.value, latest.read_at, stored.snapshot
    if new is None or at is None or latest.error is not None or not stored.whole:
        return None
    syncs = _with(before.syncs.value, new) if _follows(before, new) else None
    if syncs is None:
        return None
    after = replace(before, latest=latest, last_successful=Reading(new, at), syncs=Reading(syncs, at))
    return StoredReads(after, version_of(after), at, whole=True)


def _follows(before: Snapshot, new: CompanySyncStatus) -> bool:
    """Return whether it is the success of the next due time, of the same company."""
    known, listed = before.latest.value, before.syncs.value
    if known is None or listed is None or before.latest.error or before.syncs.error or not new.sync_id:
        return False
    if (new.company_id or "").lower() != before.company_id.lower():
        return False
    ids = {(each.sync_id or "").lower() for each in listed}
    is_next = new.sync_id.lower() not in ids and (known.sync_id or "-").lower() in ids
    return is_next and outcome_of(known) in SUCCESSES and outcome_of(new) in SUCCESSES and _next(before, new)


def _next(before: Snapshot, new: CompanySyncStatus) -> bool:
    """Return whether it belongs to the due time after that of the latest sync known."""
    dues, known = dues_of(before.configuration.value), before.latest.value
    if dues is None or known is None or known.sync_utc is None or new.sync_utc is None:
        return False
    return dues.last(new.sync_utc) == dues.after(dues.last(known.sync_utc))


def _with(listed: SyncList | None, new: CompanySyncStatus) -> SyncList | None:
    """Return the list with a sync added, as Codat would have sent it; None if it can't be made."""
    if listed is None:
        return None
    old = listed.body.strip()
    if not (old.startswith(b"[") and old.endswith(b"]")) or not new.raw:
        return None
    rest = old[1:].lstrip()
    body = b"[" + new.raw + (b"," if rest != b"]" else b"") + rest
    try:
        records, damaged = read_many(body, CompanySyncStatus)
    except Unreadable:
        return None
    syncs = SyncList(records)
    syncs.damaged, syncs.body = damaged, body
    return syncs
