"""Run the checks again just before a start: the person’s page may be out of date."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

from codat_client import CodatClient, CompanySyncStatus, Connection
from dashboard.insight.reading import Reading
from dashboard.insight.snapshot import Snapshot
from dashboard.insight.start.basis import PlannedSync, basis_of, beginning_of
from dashboard.insight.start.by_hand import Days
from dashboard.insight.start.check import Check, Kind
from dashboard.insight.start.checks import checks_of, refused_by
from dashboard.insight.start.intent import Intent
from dashboard.insight.verdict.assessment import Assessment
from dashboard.insight.verdict.facts import VerdictLimits
from dashboard.services.assessment import assess
from dashboard.services.snapshot import read
from dashboard.starting.matching import Baseline
from dashboard.starting.repository import StartRepository
from dashboard.views import platforms
from dashboard.views.clock import PageClock
from dashboard.views.start.checks import sentence
from dashboard.views.start.plan import Beginning, Plan, Situation

_DECIDED_BEFORE = frozenset({Check.MAY_RUN, Check.RUNNING})
"""The worker decides these from the `Baseline`, which also counts damaged records."""


@dataclass(frozen=True)
class Recheck:
    """The checks just before a start: their data, and when a sync is stuck or late.

    The data is read before the `Baseline`, so that nothing happens between the check for a running sync and
    the request. A failed read counts as a question.
    """

    records: StartRepository
    limits: VerdictLimits
    last_successful: Reading[CompanySyncStatus]
    connections: Reading[list[Connection]]

    @classmethod
    def read(
        cls, client: CodatClient, records: StartRepository, limits: VerdictLimits, company_id: str
    ) -> Recheck:
        """Read what the checks need besides the `Baseline`."""
        last_successful = read("last_successful", client, company_id)
        return cls(records, limits, last_successful, read("connections", client, company_id))

    def refusal(self, intent: Intent, before: Baseline, now: datetime) -> str:
        """Return why a start is refused now (a sentence); "" if nothing blocks and no question is open.

        `before`: what has just been read. Raises StoreError.
        """
        entered = tuple(each.days for each in self.records.answers.entered_by_hand(intent.company_id))
        found, asked = self._assessed(intent.company_id, before, entered, now), intent.requested
        begins = asked.start or beginning_of(found.facts)
        planned = PlannedSync(now, asked.start, begins, asked.finish)
        findings = checks_of(basis_of(found), planned, entered)
        known = [each for each in findings if each.check not in _DECIDED_BEFORE]
        refusing = refused_by(known, intent.answers)
        if refusing is None:
            return ""
        plan = Plan(Beginning(begins, "", ""), None, None, asked.start, asked.finish)
        said = sentence(refusing, plan, _situation(found, now))
        again = " Open the form again and answer this first." if refusing.kind is Kind.ASKS else ""
        return f"Nothing was sent. {said}{again}"

    def _assessed(
        self, company_id: str, before: Baseline, entered: tuple[Days, ...], now: datetime
    ) -> Assessment:
        snapshot = Snapshot(
            company_id,
            latest=Reading(before.latest, now),
            last_successful=self.last_successful,
            connections=self.connections,
            configuration=before.configuration,
            syncs=Reading(before.syncs, now),
            known_ranges=self.records.of_company(company_id).reported_ranges,
            entered_by_hand=entered,
        )
        return assess(snapshot, now, self.limits)


def _situation(found: Assessment, now: datetime) -> Situation:
    """Return the context for the sentence: in the record, times are in the merchant’s zone."""
    zone, basis = found.facts.merchant, basis_of(found)
    books = platforms.books(basis.connections.value)
    known = {each.name: getattr(basis, each.name) for each in fields(basis)}
    return Situation(PageClock(now, zone, zone.zone), books, **known)
