"""Where it turned: the last good sync before the failures, the first that failed, and what lies between.

The failures are those that go on now; where the newest sync that has ended is a good one, the newest failures
before it. What the connections' errors tell of that time stands beside it: what fell between the two, and
within `NEAR` of either, as clocks differ and an error is often told before a sync meets it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice
from typing import Final

from codat_client import Connection, DataConnectionError
from dashboard.insight.outcome import Outcome
from dashboard.insight.runs import SyncRun, SyncRuns

NEAR: Final = timedelta(days=1)
"""An error so long before the good sync or after the failed one may have to do with it (ours)."""
FARTHEST: Final = 10_000
"""So many runs are looked at, the newest first: as many as the heaviest merchant has."""


class ErrorPlace(StrEnum):
    """Where an error's time lies."""

    BEFORE = "before"
    BETWEEN = "between"
    AFTER = "after"


@dataclass(frozen=True)
class ErrorAtTurn:
    """An error of a connection at that time: `platform` is foreign text, `at` when it happened (UTC)."""

    platform: str
    error: DataConnectionError
    at: datetime
    place: ErrorPlace


@dataclass(frozen=True)
class Turn:
    """The first failed sync of a row, the last good one before it (None: none is known), and its times.

    `failed`: how many failed in that row; `ended`: the good one that ended it, None while it goes on.
    `troubles`: what connections tell, the oldest first. `cut`: runs older than the newest `FARTHEST` were not
    looked at, so more may have failed, `bad` is hardly the first, and a good one may lie before it.
    """

    good: SyncRun | None
    bad: SyncRun
    failed: int
    ended: SyncRun | None
    troubles: tuple[ErrorAtTurn, ...] = ()
    cut: bool = False

    @property
    def going_on(self) -> bool:
        """Whether nothing has succeeded since."""
        return self.ended is None


def turn_of(runs: SyncRuns, connections: Sequence[Connection] | None) -> Turn | None:
    """Return where it turned the last time; None where none of the newest `FARTHEST` runs failed."""
    ended: SyncRun | None = None
    bad: SyncRun | None = None
    failed = 0
    for run in _ended(runs):
        if run.outcome is Outcome.FAILED:
            bad, failed = run, failed + 1
        elif bad is not None:
            return Turn(run, bad, failed, ended, _troubles(connections or (), run, bad))
        else:
            ended = run
    if bad is None:
        return None
    cut = len(runs.timed) > FARTHEST
    return Turn(None, bad, failed, ended, _troubles(connections or (), None, bad), cut=cut)


def _ended(runs: SyncRuns) -> Iterator[SyncRun]:
    """Yield the newest runs that succeeded or failed: one skipped as a duplicate turns nothing."""
    newest = islice(runs.newest_first(), FARTHEST)
    return (run for run in newest if run.succeeded or run.outcome is Outcome.FAILED)


def _troubles(
    connections: Iterable[Connection], good: SyncRun | None, bad: SyncRun
) -> tuple[ErrorAtTurn, ...]:
    begins, ends = good.at if good else bad.at, bad.at
    found = [
        ErrorAtTurn(each.platform_name or each.source_type or "", error, at, _place(at, begins, ends))
        for each in connections
        for error in each.data_connection_errors or ()
        if (at := error.errored_on_utc) is not None and begins - NEAR <= at <= ends + NEAR
    ]
    return tuple(sorted(found, key=lambda each: (each.at, each.platform)))


def _place(at: datetime, begins: datetime, ends: datetime) -> ErrorPlace:
    if at < begins:
        return ErrorPlace.BEFORE
    return ErrorPlace.BETWEEN if at <= ends else ErrorPlace.AFTER
