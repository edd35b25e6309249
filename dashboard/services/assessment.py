"""Assess one company: turn a snapshot and a time into an assessment."""

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

    `now` is aware. `runs`: all syncs in order, if already computed (`facts(…).runs`): with 100,000 syncs that
    is the slowest part. Never raises on data from Codat.
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
    """Return the input of the rules. `syncs`: the list, if already deduplicated."""
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
        entered_by_hand=snapshot.entered_by_hand,
    )
