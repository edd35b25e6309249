"""The one way to a verdict: a snapshot and a moment in, an assessment out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from codat_client import CompanySyncStatus
from dashboard.insight.runs import SyncRuns
from dashboard.insight.snapshot import Snapshot
from dashboard.insight.verdict.assessment import Assessment
from dashboard.insight.verdict.facts import CompanyFacts, VerdictLimits
from dashboard.insight.verdict.judge import verdict_on


def assess(
    snapshot: Snapshot, now: datetime, limits: VerdictLimits, *, runs: SyncRuns | None = None
) -> Assessment:
    """Return the assessment of one company.

    `now` is aware. `runs`: all syncs in order, where that was made before (`facts(…).runs`): with 100,000
    syncs it takes the longest. Never raises on what was read.
    """
    known = facts(snapshot, now, limits, runs=runs)
    verdict = verdict_on(
        known,
        configuration_missing=snapshot.configuration_missing,
        company_missing=snapshot.company_missing,
    )
    return Assessment(snapshot, known, verdict)


def facts(
    snapshot: Snapshot,
    now: datetime,
    limits: VerdictLimits,
    *,
    runs: SyncRuns | None = None,
    syncs: Sequence[CompanySyncStatus] | None = None,
) -> CompanyFacts:
    """Return what the rules judge from. `syncs`: the list, where repeated records were left out before."""
    listed = snapshot.syncs.value if snapshot.syncs.present else None
    return CompanyFacts(
        listed if syncs is None else syncs,
        snapshot.connections.value if snapshot.connections.present else None,
        snapshot.configuration.value,
        now,
        limits,
        snapshot.known_ranges,
        snapshot.latest.value,
        snapshot.last_successful.value,
        in_order=runs,
    )
