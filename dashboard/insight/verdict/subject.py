"""Which sync an answer is about, and which other syncs its cause and steps also apply to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.insight.causes.catalogue import cause_of
from dashboard.insight.outcome import HasSyncOutcome, Outcome, outcome_of
from dashboard.insight.verdict.state import Ground, State

if TYPE_CHECKING:
    from codat_client import CompanySyncStatus
    from dashboard.insight.runs import SyncRun
    from dashboard.insight.verdict.facts import CompanyFacts
    from dashboard.insight.verdict.verdict import Verdict


def subject_of(known: CompanyFacts, state: State, ground: Ground) -> SyncRun | None:
    """Return the run that the answer is about: a stuck, running or failed one, else the newest."""
    if state is State.RUNNING:
        return known.running
    if state is State.STUCK or ground is Ground.UNKNOWN_CODE:
        return known.open
    if ground is Ground.SKIPPED:
        return known.skipped
    failed = known.bearing if known.bearing and known.bearing.outcome is Outcome.FAILED else None
    return failed or next(known.runs.newest_first(), None)


def speaks_for(verdict: Verdict, record: CompanySyncStatus) -> bool:
    """Return whether the answer's cause and steps apply to a sync: its subject, and the latest sync.

    They don't apply to a latest sync that failed for another cause, such as one started for days.
    """
    if verdict.subject is not None and same(record, verdict.subject.record):
        return True
    return verdict.latest is not None and same(record, verdict.latest.record) and holds_for(verdict, record)


def holds_for(verdict: Verdict, record: HasSyncOutcome) -> bool:
    """Return whether a current sync agrees with the answer: it failed for the same cause, or didn't fail."""
    if outcome_of(record) is not Outcome.FAILED or verdict.broken:
        return True
    return verdict.cause is not None and cause_of(record).cause.key == verdict.cause.cause.key


def outlived(verdict: Verdict, record: CompanySyncStatus) -> bool:
    """Return whether a sync has succeeded since; at the same instant a success comes last."""
    success, at = verdict.last_success, record.sync_utc
    if success is None or not success.timed or at is None or same(record, success.record):
        return False
    return success.at >= at


def failed_for_same_cause(verdict: Verdict, record: CompanySyncStatus) -> bool:
    """Return whether an older sync, with no success since, failed for the answer's cause.

    Causes are compared by short name: a lost side has one cause from the connections and one from the
    message.
    """
    if outcome_of(record) is not Outcome.FAILED or verdict.cause is None or outlived(verdict, record):
        return False
    return cause_of(record).cause.short == verdict.cause.cause.short


def in_silence(verdict: Verdict, record: CompanySyncStatus) -> bool:
    """Return whether a sync is one of the empty ones that the answer is about."""
    quiet, at = verdict.quiet, record.sync_utc
    about_it = quiet.unusual is not None and verdict.state in {State.NOTHING_TO_SEND, State.ARRIVING}
    if not about_it or at is None or quiet.first is None or quiet.last is None:
        return False
    return outcome_of(record) is Outcome.NOTHING_TO_WRITE and quiet.first <= at <= quiet.last


def same(record: CompanySyncStatus, other: CompanySyncStatus | None) -> bool:
    """Return whether two records are of the same sync."""
    return other is not None and bool(record.sync_id) and record.sync_id == other.sync_id
