"""The assessment of a page's company and its texts, cached for the same data and minute."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from codat_client import CodatError, CompanySyncStatus, SyncSummary
from dashboard.insight.runs import SyncRuns
from dashboard.insight.snapshot import Snapshot
from dashboard.insight.verdict.assessment import Assessment
from dashboard.insight.verdict.facts import CompanyFacts, limits_of
from dashboard.insight.verdict.verdict import Verdict
from dashboard.services import assessment
from dashboard.ui import session, starts
from dashboard.ui.page import CompanyView
from dashboard.ui.run_cache import once_a_run
from dashboard.views import platforms
from dashboard.views.cause_words import Why
from dashboard.views.sync import explanation
from dashboard.views.verdict.merchant_text import outside_of
from dashboard.views.verdict.support_text import SyncDetails, details_of, of_sync
from dashboard.views.verdict.texts import texts_of
from dashboard.views.verdict.verdict_text import VerdictText

NEEDS = ("latest", "last_successful", "connections", "configuration")
"""The small reads that a first assessment needs; the list of syncs completes it."""


@dataclass(frozen=True)
class CompanyAnswer:
    """The assessment, and its texts in the zone of the page."""

    assessment: Assessment
    texts: VerdictText

    @property
    def verdict(self) -> Verdict:
        """The verdict on the company."""
        return self.assessment.verdict


def of(page: CompanyView) -> CompanyAnswer:
    """Return the assessment and its texts from what has been read by now."""
    return _of(page, page.data.stamp(*NEEDS, "syncs", "company", "status"))


@once_a_run
def _of(page: CompanyView, _read: Hashable) -> CompanyAnswer:
    limits, outside = limits_of(session.settings()), outside_of(session.settings())
    snapshot, reader = snapshot_of(page), starts.reader(page.company_id)
    read, minute = page.data.stamp(*NEEDS, "company", "status"), page.now.replace(second=0, microsecond=0)
    rests_on = (
        read, minute, limits, outside, snapshot.correlation_ids, starts.stamp(page.company_id),
        snapshot.entered_by_hand, reader,
    )  # fmt: skip

    def make() -> CompanyAnswer:
        made = assessment.assess(snapshot, page.now, limits, runs=runs(page))
        return CompanyAnswer(made, texts_of(made, page.clock.shown_zone, outside, reader))

    return page.cached("answer", make, *rests_on)


def snapshot_of(page: CompanyView) -> Snapshot:
    """Return what has been read of the page's company by now."""
    company_id = page.company_id
    entered = tuple(each.days for each in starts.entered_by_hand(company_id))
    return page.data.snapshot(
        starts.reported_ranges(company_id), starts.commerce_sync_ids(company_id), entered
    )


def facts_of(page: CompanyView, syncs: Sequence[CompanySyncStatus] | None = None) -> CompanyFacts:
    """Return what the rules judge from, as read by now.

    `syncs`: the list's records, where repeated ones were left out before.
    """
    limits = limits_of(session.settings())
    return assessment.facts(snapshot_of(page), page.now, limits, runs=runs(page), syncs=syncs)


def why_of(page: CompanyView, record: CompanySyncStatus) -> Why:
    """Say why a sync of the company ended as it did, and who does what next."""
    answer, snapshot = of(page), snapshot_of(page)
    names, covers = platforms.names_of(snapshot), snapshot.known_range(record)
    return explanation.why_of(record, answer.verdict, answer.texts, names, covers)


def why_ended(page: CompanyView, record: CompanySyncStatus | SyncSummary) -> Why:
    """Say the same of a sync that has just ended, started here."""
    answer, snapshot = of(page), snapshot_of(page)
    covers = snapshot.known_range(record) if isinstance(record, CompanySyncStatus) else None
    return explanation.why_ended(record, answer.verdict, answer.texts, platforms.names_of(snapshot), covers)


def support_text(page: CompanyView, record: CompanySyncStatus, error: CodatError | None) -> str:
    """Return the text about one sync for Codat support. `error`: why its last read failed."""
    ids = (error.correlation_id,) if error and error.correlation_id else ()
    return of_sync(record, of(page).verdict, page.company_id, ids, details(page, record))


def details(page: CompanyView, record: CompanySyncStatus) -> SyncDetails:
    """Return what is known of a sync beside its record: its range, and Codat's other id for it."""
    return details_of(of(page).assessment, record)


def runs(page: CompanyView) -> SyncRuns:
    """Return all syncs that have been read by now, in order.

    Made again each minute only while the clock matters: a sync has a time in the future, or the latest none.
    """
    data, now = page.data, page.now
    syncs = data.syncs.value if data.syncs.present else None
    latest, last_successful = data.latest.value, data.last_successful.value
    known = CompanyFacts(
        syncs, None, data.configuration.value, now, latest=latest, last_successful=last_successful
    )
    rests_on = data.stamp("latest", "last_successful")
    made = page.cached("runs", lambda: known.runs, rests_on)
    minute = now.replace(second=0, microsecond=0)
    return page.cached("runs", lambda: known.runs, rests_on, minute) if made.clock_counts else made
