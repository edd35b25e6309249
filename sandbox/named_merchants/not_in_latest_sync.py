"""Merchants whose latest sync alone doesn't say enough: unusual empty syncs, a gap to close."""

from __future__ import annotations

from sandbox.case import Case
from sandbox.outcomes import SERVER_ERROR, WROTE

NOT_IN_LATEST_SYNC: tuple[Case, ...] = (
    Case(
        case="silent-emptiness",
        name="Tramline Café",
        promise=(
            "Sold from Monday to Friday, week after week; the last 12 nights succeeded and found nothing to "
            "write (2040)."
        ),
        empty=12,
        closed=(6, 0),
    ),
    Case(
        case="gap-to-close",
        name="Ferry Lane Bicycles",
        promise=(
            "Eight failing nights (5000), and the cause is gone: a sync started now succeeds and closes what "
            "its range covers."
        ),
        commerce=("Shopify",),
        failing=8,
        failure=SERVER_ERROR,
        end=WROTE,
    ),
)
