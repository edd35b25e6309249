"""The reads of one company, sequentially; `company_data.py` runs them concurrently."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from codat_client import CodatClient, CodatError
from dashboard.insight.reading import Reading
from dashboard.insight.snapshot import Snapshot

STOPPED: Final = "Loading was stopped. Check again to load the rest."
INTERNAL_ERROR: Final = "Something went wrong in this dashboard."
READ_FAILED: Final = f"{INTERNAL_ERROR} Try again, or report it."
"""Why a read failed here, not at Codat."""

Read = Callable[[CodatClient, str], Any]
READS: dict[str, Read] = {
    "latest": lambda codat, company: codat.sync.get_latest_sync(company),
    "last_successful": lambda codat, company: codat.sync.get_last_successful_sync(company),
    "status": lambda codat, company: codat.sync.get_status(company),
    "connections": lambda codat, company: codat.connections.list(company),
    "configuration": lambda codat, company: codat.configuration.get(company),
    "syncs": lambda codat, company: codat.sync.list(company),
}


def read_snapshot(codat: CodatClient, company_id: str) -> Snapshot:
    """Return everything that Codat has on a company. Never raises: a failed read keeps its error."""
    readings: dict[str, Any] = {name: read(name, codat, company_id) for name in READS}
    return Snapshot(company_id, **readings)


def read(name: str, codat: CodatClient, company_id: str) -> Reading[Any]:
    """Make one of the `READS`. Never raises a `CodatError`: it is stored in the reading."""
    try:
        return Reading(READS[name](codat, company_id), datetime.now(UTC))
    except CodatError as error:
        return Reading[Any]().failed(error, datetime.now(UTC))
