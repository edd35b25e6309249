"""What is said of syncs that Codat skipped as duplicates, wherever it is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.insight.streak import SWITCHED_OFF_AFTER

if TYPE_CHECKING:
    from dashboard.insight.streak import Streak


def many(streak: Streak) -> str:
    """Say that so many days in a row were skipped that Codat may count them; "" for fewer."""
    if not streak.many_skipped:
        return ""
    days = f"{streak.skipped_since} days in a row ended in a skipped sync"
    return f"{days}; Codat may count these towards its {SWITCHED_OFF_AFTER}."


def between(streak: Streak) -> str:
    """Return ", 2 of them skipped as duplicates", which Codat may not count; "" where all of them failed."""
    if not streak.skipped:
        return ""
    if streak.skipped == 1:
        return ", 1 of them skipped as a duplicate"
    return f", {streak.skipped} of them skipped as duplicates"
