"""An assessment: the verdict on one company at one moment, with what it was made from."""

from __future__ import annotations

from dataclasses import dataclass

from codat_client import CompanySyncStatus
from dashboard.insight.snapshot import Snapshot
from dashboard.insight.sync_range import SyncRange, range_in
from dashboard.insight.verdict.facts import CompanyFacts
from dashboard.insight.verdict.verdict import Verdict


@dataclass(frozen=True)
class Assessment:
    """The verdict, the facts behind it, and the snapshot they came from."""

    snapshot: Snapshot
    facts: CompanyFacts
    verdict: Verdict

    def range_of(self, record: CompanySyncStatus) -> SyncRange:
        """Return the range of one of the company's syncs, and its basis."""
        return range_in(record, self.facts)
