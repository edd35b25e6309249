"""One sync as the sandbox knows it: more than the API reports, since the rules need its range."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sandbox.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class Sync:
    """A past sync, or one started here; times are aware, UTC."""

    id: str
    at: datetime
    """`syncUtc`. Codat doesn't document whether it is the beginning or the end; here it is the beginning."""
    outcome: Outcome
    start: datetime
    finish: datetime
    commerce_id: str = ""
    """`commerceSyncId` where a trigger gave one; empty: the world's switch decides."""

    def overlaps(self, start: datetime, finish: datetime) -> bool:
        """Return whether this range overlaps [start, finish)."""
        return self.start < finish and start < self.finish
