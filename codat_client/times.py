"""Read and write times in Codat's formats.

Read: `2023-01-24T14:15:22Z`, any number of fractional digits (cut to microseconds, never rounded: .9999999
must not become the next second), an offset, no zone at all, a bare date, a blank for the T, no seconds.
A text without a zone names an instant only where Codat promises UTC (fields named …Utc, and the schedule's
start date). Elsewhere it may be the merchant's local time (Codat's docs: data types, dates), so there is no
instant: the attribute is None, and the text attribute holds the original.
"""

import re
from datetime import UTC, datetime

_FORM = re.compile(
    r"(\d{4}-\d\d-\d\d)"
    r"(?:[Tt ](\d\d:\d\d)(:\d\d)?(?:[.,](\d+))?)?"
    r"\s?([Zz]|[+-]\d\d(?::?\d\d)?)?",
    re.ASCII,
)
_LONGEST = 64
"""No time is longer; a hostile text may be 10 MB."""
_FIRST_YEAR, _LAST_YEAR = 2, 9998
"""Outside of these an instant can't be told in every zone: datetime overflows."""


def read_clock(text: str | None) -> datetime | None:
    """Parse `text` as written: naive if it has no zone, None if it isn't a time."""
    match = _FORM.fullmatch(text.strip()) if text and len(text) <= _LONGEST else None
    if match is None:
        return None
    day, minutes, seconds, fraction, zone = match.groups()
    if minutes is None and zone is not None:
        return None
    plain = f"{day}T{minutes or '00:00'}{seconds or ':00'}.{(fraction or '')[:6]:0<6}"
    try:
        return datetime.fromisoformat(plain + (zone or "").upper())
    except ValueError:
        return None


def read_instant(text: str | None) -> datetime | None:
    """Parse `text` as an instant (aware, UTC); None if it isn't a time or has no zone."""
    clock = read_clock(text)
    return None if clock is None or clock.tzinfo is None else _in_utc(clock)


def read_utc(text: str | None) -> datetime | None:
    """Parse `text` from a UTC field: no zone means UTC. None if it isn't a time."""
    clock = read_clock(text)
    if clock is None:
        return None
    return _in_utc(clock if clock.tzinfo else clock.replace(tzinfo=UTC))


def write(instant: datetime) -> str:
    """Write an aware datetime as Codat's spec has it: UTC, `Z`, microseconds only where there are some."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _in_utc(clock: datetime) -> datetime | None:
    if not _FIRST_YEAR <= clock.year <= _LAST_YEAR:
        return None
    return clock.astimezone(UTC)
