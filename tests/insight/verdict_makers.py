"""What the tests of the verdict are made with: syncs, schedules and moments in few words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from codat_client import CompanySyncStatus, Configuration, Connection, DataConnectionError, Schedule
from dashboard.insight.verdict.judge import judge
from dashboard.insight.verdict.verdict import Verdict

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 20, 13, 42, tzinfo=UTC)
_number = count(1)


def at(day: int, hour: int = 2, minute: int = 14, *, month: int = 11, year: int = 2026) -> datetime:
    """Return a moment of November 2026 in UTC."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def sync(
    when: datetime | str | None, code: int | None = 2000, message: str = "", **more: Any
) -> CompanySyncStatus:
    """Make a sync with an id of its own."""
    text = when.astimezone(UTC).isoformat().replace("+00:00", "Z") if isinstance(when, datetime) else when
    made: dict[str, Any] = {"sync_id": f"{next(_number):08x}-0000-4000-8000-000000000000", **more}
    return CompanySyncStatus(sync_status_code=code, sync_utc_text=text, error_message=message or None, **made)


def nights(codes: Iterable[int], last: datetime = NOW) -> list[CompanySyncStatus]:
    """Make nightly syncs at 02:14 UTC, the last of them on that day; codes are oldest first."""
    known = list(codes)
    newest = last.replace(hour=2, minute=14)
    return [sync(newest - timedelta(days=len(known) - 1 - place), code) for place, code in enumerate(known)]


def settings(zone: str | None = "Europe/London", hour: int | None = 2, **more: Any) -> Configuration:
    """Make a configuration with a daily schedule."""
    schedule = {"selected_frequency": "Daily", "sync_hour": hour, "time_zone": zone} | more.pop(
        "schedule", {}
    )
    return Configuration(schedule=Schedule(**schedule), **{"enable": True, "configured": True, **more})


def connection(
    kind: str, status: str = "Linked", name: str = "Xero", error: str = "", **more: Any
) -> Connection:
    """Make a connection; `error` is the time of one that lasts."""
    errors = (DataConnectionError(status="Active", errored_on_utc_text=error),) if error else ()
    return Connection(
        source_type=kind, status=status, platform_name=name, data_connection_errors=errors, **more
    )


def linked() -> list[Connection]:
    """Make both sides, linked."""
    return [connection("Commerce", name="Square"), connection("Accounting")]


def judged(syncs: Iterable[CompanySyncStatus], now: datetime = NOW, **more: Any) -> Verdict:
    """Judge a linked merchant in London whose syncs are due at 02:00."""
    known = {"connections": linked(), "configuration": settings(), **more}
    return judge(list(syncs), now=now, **known)
