"""Add to a company's reads what is on record here: ranges of syncs started here, days entered by hand.

Company judges with it, so whoever judges stored reads adds it first.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dashboard.insight.snapshot import Snapshot

if TYPE_CHECKING:
    from dashboard.starting.service import StartService


def with_record(service: StartService, snapshot: Snapshot) -> Snapshot:
    """Return the snapshot with what is on record of its company. Raises StoreError."""
    starts = service.of_company(snapshot.company_id)
    return replace(
        snapshot,
        known_ranges=starts.reported_ranges,
        commerce_sync_ids=starts.commerce_sync_ids,
        entered_by_hand=tuple(each.days for each in service.entered_by_hand(snapshot.company_id)),
    )
