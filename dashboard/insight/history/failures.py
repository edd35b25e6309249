"""Failed syncs grouped by cause: how many, since when, and whether the cause is the current one.

A cause is "still going on" if the newest failed sync has it and none has succeeded since. It goes on since
the first such failure after the last success; earlier ones were another period. Codat doesn't report whether
a cause was fixed or went away by itself, so the two look the same here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from dashboard.insight.causes.catalogue import cause_of, causes
from dashboard.insight.history.turning_point import FARTHEST
from dashboard.insight.outcome import Outcome

if TYPE_CHECKING:
    from dashboard.insight.runs import SyncRuns

Counted = tuple[int, datetime | None, datetime | None]
"""How many syncs failed with a cause, the first and the last time (UTC); None if none has a time."""


@dataclass(frozen=True)
class CauseGroup:
    """All failures of one cause: `key` and `short` are those of causes.toml, `share` is of all failures.

    `since`: when the first sync of the current period failed; None if it isn't going on.
    """

    key: str
    short: str
    count: int
    first: datetime | None
    last: datetime | None
    share: float
    since: datetime | None = None

    @property
    def going_on(self) -> bool:
        """Whether the newest failure was of this cause, and nothing has succeeded since."""
        return self.since is not None


@dataclass(frozen=True)
class GoingOn:
    """The cause of the newest failure, and when the first sync failed with it after the last success."""

    key: str
    since: datetime


def going_on(runs: SyncRuns) -> GoingOn | None:
    """Return the current cause, from the newest `FARTHEST` runs; None if the last finished one succeeded."""
    found: GoingOn | None = None
    keys: dict[tuple[object, ...], str] = {}
    for run in islice(runs.newest_first(), FARTHEST):
        if run.succeeded:
            break
        if run.outcome is not Outcome.FAILED:
            continue
        record = run.record
        kind = (record.sync_status_code, record.error_message, record.sync_exception_message)
        if kind not in keys:
            keys[kind] = cause_of(record).cause.key
        if found is None or keys[kind] == found.key:
            found = GoingOn(keys[kind], run.at)
    return found


def failures_of(counts: Mapping[str, Counted], now_failing: GoingOn | None) -> list[CauseGroup]:
    """Return the groups, most frequent first; of equal ones, the one that failed last comes first.

    A key that isn't in causes.toml is its own name.
    """
    known, total = causes(), sum(count for count, _, _ in counts.values())
    groups = [
        CauseGroup(
            key=key,
            short=known[key].short if key in known else key,
            count=count,
            first=first,
            last=last,
            share=count / total,
            since=now_failing.since if now_failing and now_failing.key == key else None,
        )
        for key, (count, first, last) in counts.items()
        if count > 0
    ]
    return sorted(groups, key=_frequent_first)


def _frequent_first(group: CauseGroup) -> tuple[int, float, str]:
    return -group.count, -group.last.timestamp() if group.last else 0.0, group.key
