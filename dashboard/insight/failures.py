"""Failed syncs grouped by cause: how many, since when, and whether that is what fails now.

A cause is "still going on" when the newest sync that has ended failed with it. One that stopped by itself and
one that was mended look the same from here: Codat does not tell which it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dashboard.insight.causes import causes

Counted = tuple[int, datetime | None, datetime | None]
"""How many syncs failed with a cause, the first and the last (UTC), None where none of them has a time."""


@dataclass(frozen=True)
class CauseGroup:
    """All failures of one cause: `key` and `short` are those of causes.toml, `share` is of all failures."""

    key: str
    short: str
    count: int
    first: datetime | None
    last: datetime | None
    share: float
    going_on: bool = False


def failures_of(counts: Mapping[str, Counted], newest: str | None) -> list[CauseGroup]:
    """Return the groups, the most frequent first; of equal ones the one that failed last.

    `newest`: the cause of the newest sync that has ended, None if that one succeeded. A key that is not in
    causes.toml keeps its own name.
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
            going_on=key == newest,
        )
        for key, (count, first, last) in counts.items()
        if count > 0
    ]
    return sorted(groups, key=_frequent_first)


def _frequent_first(group: CauseGroup) -> tuple[int, float, str]:
    return -group.count, -group.last.timestamp() if group.last else 0.0, group.key
