"""When it broke: the last successful sync before the failures, the first failed one, errors in between.

The failures are the current ones, or, if the newest finished sync succeeded, the newest ones before it.
Connection errors of that time are listed too: those between the two syncs, and those within `NEAR` of either,
as clocks differ and an error is often reported before a sync meets it.
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
"""An error this long before the successful sync or after the failed one may be related (our choice)."""
FARTHEST: Final = 10_000
"""How many runs are examined, newest first: as many as the largest merchant has."""


class ErrorPlace(StrEnum):
    """When an error happened, relative to the two syncs."""

    BEFORE = "before"
    BETWEEN = "between"
    AFTER = "after"


@dataclass(frozen=True)
class ErrorAtTurn:
    """A connection error of that time: `platform` is foreign text, `at` the time of the error (UTC)."""

    platform: str
    error: DataConnectionError
    at: datetime
    place: ErrorPlace


@dataclass(frozen=True)
class Turn:
    """The first failed sync of a row, the last successful one before it (None if none is known), and errors.

    `failed`: how many failed in that row; `ended`: the success that ended it, None while it goes on.
    `errors`: what connections report, oldest first. `cut`: runs older than the newest `FARTHEST` were not
    examined, so more may have failed, `bad` may not be the first, and a success may lie before it.
    """

    good: SyncRun | None
    bad: SyncRun
    failed: int
    ended: SyncRun | None
    errors: tuple[ErrorAtTurn, ...] = ()
    cut: bool = False

    @property
    def going_on(self) -> bool:
        """Whether nothing has succeeded since."""
        return self.ended is None


def turn_of(runs: SyncRuns, connections: Sequence[Connection] | None) -> Turn | None:
    """Return the newest turn; None if none of the newest `FARTHEST` runs failed."""
    ended: SyncRun | None = None
    bad: SyncRun | None = None
    failed = 0
    for run in _ended(runs):
        if run.outcome is Outcome.FAILED:
            bad, failed = run, failed + 1
        elif bad is not None:
            return Turn(run, bad, failed, ended, _errors(connections or (), run, bad))
        else:
            ended = run
    if bad is None:
        return None
    cut = len(runs.timed) > FARTHEST
    return Turn(None, bad, failed, ended, _errors(connections or (), None, bad), cut=cut)


def _ended(runs: SyncRuns) -> Iterator[SyncRun]:
    """Yield the newest runs that succeeded or failed; one skipped as a duplicate changes nothing."""
    newest = islice(runs.newest_first(), FARTHEST)
    return (run for run in newest if run.succeeded or run.outcome is Outcome.FAILED)


def _errors(connections: Iterable[Connection], good: SyncRun | None, bad: SyncRun) -> tuple[ErrorAtTurn, ...]:
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
