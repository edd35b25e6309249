"""The assessment of a page's company and its texts, made once a minute for the same data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from codat_client import CodatError, CompanySyncStatus, SyncSummary
from dashboard.insight.runs import SyncRuns
from dashboard.insight.snapshot import Snapshot
from dashboard.insight.verdict.assessment import Assessment
from dashboard.insight.verdict.facts import CompanyFacts, limits_of
from dashboard.insight.verdict.judge import Verdict
from dashboard.services import assessment
from dashboard.ui import session, starts
from dashboard.ui.screen import Screen
from dashboard.views import platforms
from dashboard.views.cause_words import Why
from dashboard.views.sync import explanation
from dashboard.views.verdict.merchant_text import outside_of
from dashboard.views.verdict.support_text import SyncDetails, details_of, of_sync
from dashboard.views.verdict.texts import texts_of
from dashboard.views.verdict.verdict_text import VerdictText

NEEDS = ("latest", "last_successful", "connections", "configuration")
"""The small reads that an assessment is first made from; the long list makes it whole."""


@dataclass(frozen=True)
class CompanyAnswer:
    """The assessment, and its texts in the zone of the page."""

    assessment: Assessment
    texts: VerdictText

    @property
    def verdict(self) -> Verdict:
        """The verdict on the company."""
        return self.assessment.verdict


def of(screen: Screen) -> CompanyAnswer:
    """Return the answer from what has been read by now."""
    limits, outside = limits_of(session.settings()), outside_of(session.settings())
    snapshot, reader = snapshot_of(screen), starts.reader()
    read, minute = screen.data.stamp(*NEEDS, "company", "status"), screen.now.replace(second=0, microsecond=0)
    rests_on = (
        read, minute, limits, outside, snapshot.correlation_ids, starts.stamp(screen.company_id), reader
    )  # fmt: skip

    def make() -> CompanyAnswer:
        made = assessment.assess(snapshot, screen.now, limits, runs=runs(screen))
        return CompanyAnswer(made, texts_of(made, screen.zone.zone, outside, reader))

    return screen.kept("answer", make, *rests_on)


def snapshot_of(screen: Screen) -> Snapshot:
    """Return what has been read of the page's company by now."""
    data, company_id = screen.data, screen.company_id
    return Snapshot(
        company_id,
        data.latest,
        data.last_successful,
        data.status,
        data.connections,
        data.configuration,
        data.syncs,
        data.reading("company"),
        starts.told_ranges(company_id),
        starts.commerce_sync_ids(company_id),
    )


def facts_of(screen: Screen, syncs: Sequence[CompanySyncStatus] | None = None) -> CompanyFacts:
    """Return what the rules judge from, as read by now.

    `syncs`: the list's records, where repeated ones were left out before.
    """
    limits = limits_of(session.settings())
    return assessment.facts(snapshot_of(screen), screen.now, limits, runs=runs(screen), syncs=syncs)


def why_of(screen: Screen, record: CompanySyncStatus) -> Why:
    """Say why a sync of the company ended as it did, and who does what next."""
    answer, snapshot = of(screen), snapshot_of(screen)
    names, covers = platforms.names_of(snapshot), snapshot.known_range(record)
    return explanation.why_of(record, answer.verdict, answer.texts, names, covers)


def why_ended(screen: Screen, record: CompanySyncStatus | SyncSummary) -> Why:
    """Say the same of a sync that has just ended, started here."""
    answer, snapshot = of(screen), snapshot_of(screen)
    covers = snapshot.known_range(record) if isinstance(record, CompanySyncStatus) else None
    return explanation.why_ended(record, answer.verdict, answer.texts, platforms.names_of(snapshot), covers)


def support_text(screen: Screen, record: CompanySyncStatus, error: CodatError | None) -> str:
    """Return the text about one sync for Codat's support. `error`: why its last read failed."""
    ids = (error.correlation_id,) if error and error.correlation_id else ()
    return of_sync(record, of(screen).verdict, screen.company_id, ids, details(screen, record))


def details(screen: Screen, record: CompanySyncStatus) -> SyncDetails:
    """Return what is known of a sync beside its record: its range, and Codat's other id for it."""
    return details_of(of(screen).assessment, record)


def runs(screen: Screen) -> SyncRuns:
    """Return all syncs that have been read by now, in order.

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
