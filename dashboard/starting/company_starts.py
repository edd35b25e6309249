"""The recorded starts of one company."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.insight.gap import Range
from dashboard.insight.start.attempt import Attempt, MatchBasis, ReportedRange

BY_AN_ID = frozenset({MatchBasis.SAME_ID, MatchBasis.PAIRED})


@dataclass(frozen=True)
class CompanyStarts:
    """A company's starts of this account that are open or have found new syncs, the newest first.

    `held_by_another_key`: whether a start of another account at this address holds the company.
    """

    attempts: tuple[Attempt, ...] = ()
    held_by_another_key: bool = False

    @property
    def holder(self) -> Attempt | None:
        """The attempt that holds the company: until it is settled, no one can start another."""
        return next((each for each in self.attempts if not each.settled), None)

    @property
    def started(self) -> dict[str, Attempt]:
        """The attempts whose sync was recognised by an id, by sync id in lower case.

        Probable matches aren't included; a reported range isn't needed. The newest one counts.
        """
        by_an_id = (each for each in reversed(self.attempts) if each.basis in BY_AN_ID and _sync_id(each))
        return {_sync_id(each): each for each in by_an_id}

    @property
    def reported_ranges(self) -> dict[str, Range]:
        """The ranges (UTC) that Codat reported for syncs that an id identifies as ours, by sync id."""
        ranges = {sync: _certain_range(attempt) for sync, attempt in self.started.items()}
        return {sync: found for sync, found in ranges.items() if found is not None}

    @property
    def commerce_sync_ids(self) -> dict[str, str]:
        """Codat's other ids of the syncs that an id identifies as ours, by sync id in lower case."""
        summaries = {sync: attempt.summary for sync, attempt in self.started.items()}
        return {
            sync: each.commerce_sync_id for sync, each in summaries.items() if each and each.commerce_sync_id
        }

    def reported_range(self, sync_id: str) -> ReportedRange | None:
        """Return the range (UTC) that Codat reported for a sync that is certainly or probably ours."""
        ours = (each for each in self.attempts if sync_id and _sync_id(each) == sync_id.lower())
        return next((each.reported for each in ours if each.reported is not None), None)


def _certain_range(attempt: Attempt) -> Range | None:
    reported = attempt.reported
    if reported is None or not reported.certain or reported.start is None or reported.finish is None:
        return None
    return Range(reported.start, reported.finish, historic=attempt.intent.requested.start is not None)


def _sync_id(attempt: Attempt) -> str:
    return (attempt.sync.sync_id or "").lower() if attempt.sync is not None else ""
