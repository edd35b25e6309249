"""The bodies of the two requests that start a sync: for a caller who records what is about to be sent."""

from datetime import datetime
from typing import Any

import msgspec

from codat_client import checks


def latest(sync_to: datetime | str | None) -> dict[str, Any] | None:
    """Return the body of `sync.request`; None where it sends none. Raises BadInput."""
    return None if sync_to is None else {"syncTo": checks.moment(sync_to, "sync_to")[1]}


def date_range(start: datetime | str, finish: datetime | str) -> dict[str, Any]:
    """Return the body of `sync.request_for_date_range`. Raises BadInput."""
    begin, end = checks.date_range(start, finish)
    return {"dateRange": {"start": begin, "finish": end}}


def as_sent(body: dict[str, Any]) -> bytes:
    """Return a body as JSON, byte by byte as it is sent."""
    return msgspec.json.encode(body)
