"""The text for Codat support, the same on every page: which sync, what is known about it, the question.

Plain text to copy; times are in UTC.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard.foreign_text import one_line
from dashboard.insight.causes.catalogue import cause_of
from dashboard.insight.outcome import Outcome, outcome_of
from dashboard.insight.sync_range import RangeBasis, SyncRange
from dashboard.insight.verdict.state import Ground, State
from dashboard.insight.verdict.subject import speaks_for
from dashboard.views import range_words, times, words

if TYPE_CHECKING:
    from codat_client import CompanySyncStatus
    from dashboard.insight.verdict.assessment import Assessment
    from dashboard.insight.verdict.verdict import Verdict

_MOST = 2000
_UNREAD = SyncRange(RangeBasis.NO_LIST)
Rows = Iterator[tuple[str, str | None]]


@dataclass(frozen=True)
class SyncDetails:
    """What else is known about a sync: Codat's other id for it, and its range."""

    commerce_sync_id: str | None = None
    covers: SyncRange = _UNREAD


def details_of(assessment: Assessment, record: CompanySyncStatus | None) -> SyncDetails:
    """Return what is known about a sync besides its record."""
    if record is None:
        return SyncDetails()
    return SyncDetails(assessment.snapshot.commerce_sync_id(record), assessment.range_of(record))


def of_answer(
    verdict: Verdict, company_id: str, correlation_ids: tuple[str, ...] = (), known: SyncDetails | None = None
) -> str:
    """Return the text about the sync that the answer is about; without any, about the company."""
    record = verdict.subject.record if verdict.subject else None
    return of_sync(record, verdict, company_id, correlation_ids, known)


def of_sync(
    record: CompanySyncStatus | None,
    verdict: Verdict,
    company_id: str,
    correlation_ids: tuple[str, ...] = (),
    known: SyncDetails | None = None,
) -> str:
    """Return the text about one sync. `correlation_ids`: those of reads that failed."""
    rows = [
        ("Company id", company_id or (record.company_id if record else "") or "unknown"),
        *(_sync(record, known or SyncDetails()) if record else [("Sync", "none")]),
        *_company(verdict),
        ("Correlation ids of failed reads", ", ".join(one_line(each, 80) for each in correlation_ids)),
        ("Question", _question(record, verdict)),
    ]
    return "\n".join(["Sync for Commerce", *(f"{label}: {value}" for label, value in rows if value)])


def _sync(record: CompanySyncStatus, known: SyncDetails) -> Rows:
    code = "none" if record.sync_status_code is None else str(record.sync_status_code)
    yield "Sync id", one_line(record.sync_id, 80) or "none"
    if known.commerce_sync_id and known.commerce_sync_id != record.sync_id:
        yield "Commerce sync id", one_line(known.commerce_sync_id, 80)
    yield "Status", f"{code} {one_line(record.sync_status, 80)}".strip()
    yield "Sync time (UTC)", _when(record)
    yield "Data pushed", words.wrote(record)
    yield "Error message", _cut(record.error_message)
    yield "Exception message", _cut(record.sync_exception_message)
    yield "Range (UTC)", range_words.in_utc(known.covers)
    if outcome_of(record) is Outcome.FAILED:
        yield "Likely cause", cause_of(record).cause.short


def _company(verdict: Verdict) -> Rows:
    good, streak = verdict.last_success, verdict.streak
    if good:
        ran = f"at {times.iso_utc(good.at)}" if good.timed else "at a time not reported"
        yield "Last successful sync", f"{one_line(good.record.sync_id, 80)} {ran}"
    if streak.days and streak.first:
        yield "Days failing (our count)", f"{streak.days}, since {streak.first.isoformat()}"


def _when(record: CompanySyncStatus) -> str:
    if not record.sync_utc_text:
        return "not reported"
    return times.iso_utc(record.sync_utc) or f"not readable: {one_line(record.sync_utc_text, 80)}"


def _cut(text: str | None) -> str:
    if text and len(text) > _MOST:
        return f"{text[:_MOST]}… (cut: {len(text):,} characters in all)"
    return text or ""


def _question(record: CompanySyncStatus | None, verdict: Verdict) -> str:
    """Return what to ask: about the company if the answer is about it, else about the sync."""
    if record is None or speaks_for(verdict, record):
        asked = _of_company(verdict)
        if asked:
            return asked
    return _of_record(record) if record else "Why has no sync run for this company yet?"


def _of_company(verdict: Verdict) -> str:
    if verdict.ground is Ground.GONE:
        return "Was this company deleted, and when?"
    if verdict.state is State.LATE and verdict.late:
        return f"Why didn’t the sync due at {times.iso_utc(verdict.late)} run?"
    if verdict.state in {State.ARRIVING, State.NOTHING_TO_SEND} and verdict.quiet.unusual:
        return f"Why have syncs found nothing to write since {times.iso_utc(verdict.quiet.unusual.ran)}?"
    return _BY_STATE.get(verdict.state, "")


_BY_STATE = {
    State.STUCK: "Why has this sync not ended? Is it still running?",
    State.SWITCHED_OFF: "When was this company’s sync switched off, and why?",
    State.PROBABLY_SWITCHED_OFF: "Is this company’s sync switched off? If so, since when?",
}
_DELETED = "Was this company deleted, and when?"
_OVERLAPS = "Which earlier sync does this one overlap, and are those dates in the books?"
_BY_OUTCOME = {
    Outcome.RUNNING: "Is this sync still running? If not, how did it end?",
    Outcome.SUCCEEDED: "Which sales dates did this sync cover?",
    Outcome.NOTHING_TO_WRITE: "Which sales dates did this sync check?",
}


def _of_record(record: CompanySyncStatus) -> str:
    outcome, cause, code = outcome_of(record), cause_of(record).cause, record.sync_status_code
    if outcome in _BY_OUTCOME:
        return _BY_OUTCOME[outcome]
    if cause.key in {"company-gone", "overlap"}:
        return _DELETED if cause.key == "company-gone" else _OVERLAPS
    if code is None:
        return "How did this sync end?"
    if outcome is Outcome.UNKNOWN:
        return f"What does status code {code} mean, and did this sync write data?"
    if cause.key.startswith("family-"):
        return f"What does status code {code} mean, and why did this sync fail?"
    return "Why did this sync fail, and what needs fixing?"
