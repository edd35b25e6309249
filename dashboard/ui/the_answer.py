"""The answer for the company of a page: the verdict and its words, made once a minute for the same data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from codat_client import CodatError, CompanySyncStatus, NotFound, SyncSummary
from dashboard.insight.gap import Range, told_of
from dashboard.insight.runs import SyncRuns
from dashboard.insight.sync_range import range_in
from dashboard.insight.verdict.facts import CompanyFacts, VerdictLimits, limits_of
from dashboard.insight.verdict.judge import Verdict, judge
from dashboard.insight.verdict.subject import same
from dashboard.ui import session, starts
from dashboard.ui.screen import Screen
from dashboard.views import platforms
from dashboard.views.cause_words import Names, Why
from dashboard.views.reader import Reader
from dashboard.views.sync import explanation
from dashboard.views.verdict import wording
from dashboard.views.verdict.merchant_text import Outside, outside_of
from dashboard.views.verdict.support_text import SyncDetails, of_sync
from dashboard.views.verdict.wording import VerdictText

NEEDS = ("latest", "last_successful", "connections", "configuration")
"""The small reads that the answer is first made from; the long list makes it whole."""


@dataclass(frozen=True)
class CompanyAnswer:
    """The verdict, and the same in words for the zone of the page."""

    verdict: Verdict
    told: VerdictText


def of(screen: Screen) -> CompanyAnswer:
    """Give the answer from what has been read by now."""
    settings, told = session.settings(), starts.told_ranges(screen.company_id)
    limits, outside, ids = limits_of(settings), outside_of(settings), _correlation_ids(screen)
    read, minute = screen.data.stamp(*NEEDS, "company", "status"), screen.now.replace(second=0, microsecond=0)
    reader = starts.reader()
    rests_on = (read, minute, limits, outside, ids, starts.stamp(screen.company_id), reader)
    return screen.kept("answer", lambda: _make(screen, limits, outside, told, reader), *rests_on)


def known(screen: Screen, syncs: Sequence[CompanySyncStatus] | None = None) -> CompanyFacts:
    """Give all that the rules judge from, as read by now, with the ranges that were told here.

    `syncs`: the list's records, where they have been freed of repeated ones before.
    """
    data = screen.data
    return CompanyFacts(
        (data.syncs.value if data.syncs.present else None) if syncs is None else syncs,
        data.connections.value if data.connections.present else None,
        data.configuration.value,
        screen.now,
        limits_of(session.settings()),
        starts.told_ranges(screen.company_id),
        data.latest.value,
        data.last_successful.value,
        in_order=runs(screen),
    )


def why_of(screen: Screen, record: CompanySyncStatus) -> Why:
    """Say why a sync of the company ended as it did, and who does what next."""
    answer = of(screen)
    return explanation.why_of(record, answer.verdict, answer.told, names(screen), _told(screen, record))


def why_ended(screen: Screen, record: CompanySyncStatus | SyncSummary) -> Why:
    """Say the same of a sync that has just ended, started here."""
    answer = of(screen)
    covers = _told(screen, record) if isinstance(record, CompanySyncStatus) else None
    return explanation.why_ended(record, answer.verdict, answer.told, names(screen), covers)


def _told(screen: Screen, record: CompanySyncStatus) -> Range | None:
    """Give the range of a sync that was started from here, if Codat told it."""
    return told_of(record, starts.told_ranges(screen.company_id))


def support_text(screen: Screen, record: CompanySyncStatus, error: CodatError | None) -> str:
    """Give the text about one sync for Codat's support. `error`: why its last read failed."""
    ids = (error.correlation_id,) if error and error.correlation_id else ()
    return of_sync(record, of(screen).verdict, screen.company_id, ids, beside(screen, record))


def runs(screen: Screen) -> SyncRuns:
    """Give all syncs that have been read by now in order.

    Made anew each minute only while the clock has a part in it: some bear a time to come, or the latest none.
    """
    data, now = screen.data, screen.now
    syncs = data.syncs.value if data.syncs.present else None
    latest, last_successful = data.latest.value, data.last_successful.value
    known = CompanyFacts(
        syncs, None, data.configuration.value, now, latest=latest, last_successful=last_successful
    )
    rests_on = data.stamp("latest", "last_successful")
    made = screen.kept("runs", lambda: known.runs, rests_on)
    minute = now.replace(second=0, microsecond=0)
    return screen.kept("runs", lambda: known.runs, rests_on, minute) if made.clock_counts else made


def _make(
    screen: Screen, limits: VerdictLimits, outside: Outside, ranges: Mapping[str, Range], reader: Reader
) -> CompanyAnswer:
    data = screen.data
    gone = data.read_at is None and isinstance(data.latest.error, NotFound)
    verdict = judge(
        data.syncs.value if data.syncs.present else None,
        data.connections.value if data.connections.present else None,
        data.configuration.value,
        screen.now,
        limits=limits,
        told=ranges,
        latest=data.latest.value,
        last_successful=data.last_successful.value,
        configuration_missing=isinstance(data.configuration.error, NotFound) and not gone,
        company_missing=gone,
        runs=runs(screen),
    )
    told = wording.tell(
        verdict,
        names(screen),
        screen.zone.zone,
        screen.now,
        outside=outside,
        company_id=screen.company_id,
        correlation_ids=_correlation_ids(screen),
        reader=reader,
        known=beside(screen, verdict.subject.record if verdict.subject else None),
    )
    return CompanyAnswer(verdict, told)


def beside(screen: Screen, record: CompanySyncStatus | None) -> SyncDetails:
    """Give what is known of a sync beside its record: its range, and Codat's other id for it."""
    if record is None:
        return SyncDetails()
    company, status = screen.company_id, screen.data.status.value
    paired = status.commerce_sync_id if status and same(record, status) else None
    started = starts.commerce_sync_id(company, record.sync_id) if record.sync_id else None
    return SyncDetails(paired or started, range_in(record, known(screen)))


def names(screen: Screen) -> Names:
    """Name the company and both its sides, as far as they have been read."""
    company, connections = screen.data.reading("company").value, screen.data.connections.value
    books, shop = platforms.books(connections, ""), platforms.shop(connections)
    return Names(books=books, shop=shop, company=company.name if company else "")


def _correlation_ids(screen: Screen) -> tuple[str, ...]:
    errors = [reading.error for reading in screen.data.readings.values() if reading.error is not None]
    return tuple(dict.fromkeys(error.correlation_id for error in errors if error.correlation_id))
