"""What a start depends on: the reads of the company, and Company's verdict from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from codat_client import CompanySyncStatus, Configuration, Connection, NotFound, SyncList
from dashboard.insight.gap import Range
from dashboard.insight.outcome import Outcome
from dashboard.insight.reading import Reading
from dashboard.insight.runs import SyncRun
from dashboard.insight.schedule import start_date_of
from dashboard.insight.start.preview import Preview
from dashboard.insight.sync_range import range_in
from dashboard.insight.verdict.assessment import Assessment
from dashboard.insight.verdict.facts import CompanyFacts
from dashboard.insight.verdict.state import State
from dashboard.insight.verdict.verdict import Verdict

_UNREAD: Reading[Any] = Reading()


@dataclass(frozen=True, kw_only=True)
class StartBasis:
    """What is known about a company before a start.

    `verdict` is Company’s, so that both pages agree; None before anything was read.
    """

    latest: Reading[CompanySyncStatus] = _UNREAD
    last_successful: Reading[CompanySyncStatus] = _UNREAD
    connections: Reading[list[Connection]] = _UNREAD
    configuration: Reading[Configuration] = _UNREAD
    syncs: Reading[SyncList] = _UNREAD
    verdict: Verdict | None = None

    @property
    def is_running(self) -> bool:
        """Whether a running sync blocks a start: one that isn't stuck."""
        return self.verdict is not None and self.verdict.began is not None

    @property
    def may_run(self) -> SyncRun | None:
        """The sync that may be running, since its start time is unknown: a person decides."""
        return self.verdict.running if self.verdict is not None and not self.is_running else None

    @property
    def stuck(self) -> SyncRun | None:
        """The sync that has been running for too long; None if another one is running, or may be."""
        verdict = self.verdict
        if verdict is None or verdict.running is not None:
            return None
        if verdict.state is State.STUCK:
            return verdict.subject
        newest = verdict.latest
        return newest if newest is not None and newest.outcome is Outcome.RUNNING else None

    @property
    def seen_at(self) -> datetime | None:
        """When the older of the two syncs that a start depends on was read (UTC); None unless both were."""
        ages = (self.latest.read_at, self.last_successful.read_at)
        return None if None in ages else min(at for at in ages if at is not None)

    @property
    def not_read(self) -> Iterator[str]:
        """The names of the missing reads, the most important first."""
        for name in ("latest", "last_successful", "configuration", "connections", "syncs"):
            if not getattr(self, name).present:
                yield name

    @property
    def not_found(self) -> bool:
        """Whether Codat last answered that it can't find the company.

        A 404 for a sync may mean that there is none yet, and one for the set-up that there is none; but every
        company that Codat knows has a list of connections.
        """
        read = (self.configuration, self.connections)
        return all(isinstance(reading.error, NotFound) for reading in read)

    @property
    def no_set_up(self) -> bool:
        """Whether Codat answered that there is no configuration, for a company whose syncs it lists."""
        return isinstance(self.configuration.error, NotFound) and self.seen_at is not None

    @property
    def switched_off(self) -> bool:
        """Whether Codat reports that the company’s sync is switched off."""
        configuration = self.configuration.value
        return configuration is not None and configuration.enable is False

    @property
    def unfinished(self) -> bool:
        """Whether Codat reports that the set-up isn't finished."""
        configuration = self.configuration.value
        return configuration is not None and configuration.configured is False


@dataclass(frozen=True)
class PlannedSync:
    """The sync that a person wants (UTC).

    `start`: the first instant, as chosen; None: Codat decides. `begins`: where it begins, as chosen, reported
    or estimated; None: unknown. `finish`: None: up to now. `preview`: what it would change; None if not
    needed.
    """

    now: datetime
    start: datetime | None = None
    begins: datetime | None = None
    finish: datetime | None = None
    preview: Preview | None = None

    @property
    def range(self) -> Range | None:
        """The range from where it begins to its end; None if unknown or empty."""
        finish = self.finish or self.now
        return Range(self.begins, finish) if self.begins is not None and self.begins < finish else None

    @property
    def is_empty(self) -> bool:
        """Whether it would end before it begins: its end is already covered, or is before the start date."""
        begins = self.begins if self.start is None else None
        return begins is not None and begins >= (self.finish or self.now)


def basis_of(assessment: Assessment) -> StartBasis:
    """Return what a start depends on, from an assessment of the company."""
    read = assessment.snapshot
    return StartBasis(
        latest=read.latest,
        last_successful=read.last_successful,
        connections=read.connections,
        configuration=read.configuration,
        syncs=read.syncs,
        verdict=assessment.verdict,
    )


def beginning_of(known: CompanyFacts) -> datetime | None:
    """Return where Codat would begin a sync without a first day (UTC); None if unknown.

    That is the end of the last success's range (Codat's OpenAPI 1.1), or without one the start date in the
    set-up.
    """
    success = known.last_successful
    return range_in(success, known).up_to if success is not None else start_date_of(known.configuration)
