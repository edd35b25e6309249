"""Read times from bodies and write them into records."""

from __future__ import annotations

from datetime import UTC, datetime


def now_utc() -> datetime:
    """Return the current time, aware, UTC."""
    return datetime.now(UTC)


def read_time(text: object) -> datetime | None:
    """Read an ISO 8601 time; without a zone it counts as UTC (our guess). None if it isn't a time."""
    if not isinstance(text, str):
        return None
    try:
        read = datetime.fromisoformat(_six_digits(text.strip()))
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _six_digits(text: str) -> str:
    """Cut fractions beyond the microsecond, which .NET writes with seven digits."""
    head, dot, rest = text.partition(".")
    digits = len(rest) - len(rest.lstrip("0123456789"))
    return f"{head}.{rest[: min(digits, 6)]}{rest[digits:]}" if dot and digits else text


def text_z(at: datetime) -> str:
    """Write an instant to the second: 2026-11-11T02:14:00Z."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def text_seven(at: datetime) -> str:
    """Write an instant as .NET does, with seven digits of a second: 2023-04-12T10:52:54.5359678Z."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "0Z"
