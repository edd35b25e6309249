"""When someone last looked at Home, so that "new since I last looked" outlives a reload."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

LOOK_LASTS: Final = timedelta(minutes=30)
"""Home opened again within this time is the same look."""
_FUTURE: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Looks:
    """The last look at Home, and the one before. Both are aware, UTC. `before`: None if there was none."""

    at: datetime
    before: datetime | None = None


def looked(known: Looks | None, now: datetime) -> Looks:
    """Return the looks once Home is opened at `now` (aware); the same while the last look lasts.

    A look in the future, by a clock that was wrong, counts as none.
    """
    if known is None or known.at > now + _FUTURE:
        return Looks(now)
    return known if now < known.at + LOOK_LASTS else Looks(now, known.at)


def to_text(looks: Looks) -> str:
    """Return looks as the browser stores them: whole seconds since 1970, "1796040000.1796000000"."""
    before = 0 if looks.before is None else int(looks.before.timestamp())
    return f"{int(looks.at.timestamp())}.{before}"


def from_text(text: str) -> Looks | None:
    """Read what the browser has stored; None if it isn't that. Anyone can write it."""
    found = re.fullmatch(r"([1-9]\d{0,9})\.(\d{1,10})", text, re.ASCII)
    if found is None:
        return None
    at, before = (datetime.fromtimestamp(int(each), UTC) for each in found.groups())
    return Looks(at, before if before.timestamp() else None)
