"""A snapshot: all reads of one company, each with its error and age."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codat_client import Company, CompanySyncStatus, Configuration, Connection, NotFound, SyncList, SyncStatus
from dashboard.insight.gap import Range, reported_range
from dashboard.insight.reading import Reading
from dashboard.insight.verdict.subject import same

if TYPE_CHECKING:
    from dashboard.insight.start.by_hand import Days


@dataclass(frozen=True)
class Snapshot:
    """The reads of one company, what Codat reported about syncs started here, and what is recorded.

    An unfinished read is an empty `Reading`. `known_ranges` and `commerce_sync_ids` are by sync id, in lower
    case. `entered_by_hand`: the merchant's days recorded as such.
    """

    company_id: str
    latest: Reading[CompanySyncStatus] = field(default_factory=Reading)
    last_successful: Reading[CompanySyncStatus] = field(default_factory=Reading)
    status: Reading[SyncStatus] = field(default_factory=Reading)
    connections: Reading[list[Connection]] = field(default_factory=Reading)
    configuration: Reading[Configuration] = field(default_factory=Reading)
    syncs: Reading[SyncList] = field(default_factory=Reading)
    company: Reading[Company] = field(default_factory=Reading)
    known_ranges: Mapping[str, Range] = field(default_factory=dict)
    commerce_sync_ids: Mapping[str, str] = field(default_factory=dict)
    entered_by_hand: tuple[Days, ...] = ()

    @property
    def company_missing(self) -> bool:
        """Whether Codat has no such company: it says so for the latest sync, and no read succeeded."""
        reads = (
            self.latest, self.last_successful, self.status, self.connections, self.configuration, self.syncs
        )  # fmt: skip
        return isinstance(self.latest.error, NotFound) and not any(each.present for each in reads)

    @property
    def configuration_missing(self) -> bool:
        """Whether Codat knows the company, but has no Commerce configuration for it."""
        return isinstance(self.configuration.error, NotFound) and not self.company_missing

    @property
    def correlation_ids(self) -> tuple[str, ...]:
        """Codat's ids of the last failed requests, without duplicates, in the order of the reads."""
        reads = (
            self.latest, self.last_successful, self.status, self.connections, self.configuration, self.syncs,
            self.company,
        )  # fmt: skip
        errors = [each.error for each in reads if each.error is not None]
        return tuple(dict.fromkeys(error.correlation_id for error in errors if error.correlation_id))

    def known_range(self, record: CompanySyncStatus) -> Range | None:
        """Return the range that Codat reported for a sync that was started here."""
        return reported_range(record, self.known_ranges)

    def commerce_sync_id(self, record: CompanySyncStatus) -> str | None:
        """Return Codat's other id of a sync: from the latest status, or from the start if started here."""
        status = self.status.value
        if status is not None and same(record, status) and status.commerce_sync_id:
            return status.commerce_sync_id
        return self.commerce_sync_ids.get((record.sync_id or "").lower())
