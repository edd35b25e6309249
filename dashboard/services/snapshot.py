"""The reads of one company, one after the other: for scripts, which have nobody waiting at a screen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from codat_client import CodatClient, CodatError
from dashboard.insight.reading import Reading
from dashboard.insight.snapshot import Snapshot

T = TypeVar("T")


def read_snapshot(codat: CodatClient, company_id: str) -> Snapshot:
    """Return everything that Codat has on a company. Never raises: a failed read keeps its error."""
    return Snapshot(
        company_id,
        latest=_read(lambda: codat.sync.get_latest_sync(company_id)),
        last_successful=_read(lambda: codat.sync.get_last_successful_sync(company_id)),
        status=_read(lambda: codat.sync.get_status(company_id)),
        connections=_read(lambda: codat.connections.list(company_id)),
        configuration=_read(lambda: codat.configuration.get(company_id)),
        syncs=_read(lambda: codat.sync.list(company_id)),
    )


def _read(call: Callable[[], T | None]) -> Reading[T]:
    reading: Reading[T] = Reading()
    try:
        return reading.arrived(call(), datetime.now(UTC))
    except CodatError as error:
        return reading.failed(error)
