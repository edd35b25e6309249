"""Companies opened recently, as the browser stores them. What comes back from there is untrusted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

MAX_RECENTS: Final = 8
MAX_LETTERS: Final = 200
MAX_AGE: Final = timedelta(days=3650)
"""A check that is older can't be true, and the first years can't be shown in every time zone."""
_TEXTS: Final = ("name", "platforms", "status", "state", "left")
_ID_LENGTH: Final = len(str(UUID(int=0)))


@dataclass(frozen=True, slots=True)
class RecentCompany:
    """A company and its state when it was last checked. All texts are foreign.

    `status`: a status key of `theme`; `state`: its words, "failing 9 days"; `left`: "22 days left", before
    Codat switches it off, or "". `checked_at`: aware; None if it isn't known, and then no state is.
    """

    company_id: str
    name: str
    platforms: str = ""
    status: str = ""
    state: str = ""
    left: str = ""
    checked_at: datetime | None = None

    def as_stored(self) -> dict[str, str]:
        """Return the entry for the browser to store."""
        texts = {name: getattr(self, name)[:MAX_LETTERS] for name in _TEXTS}
        checked_at = self.checked_at.isoformat() if self.checked_at else ""
        return {"id": self.company_id, **texts, "checked_at": checked_at}


def parse_recents(entries: object, now: datetime) -> list[RecentCompany]:
    """Return the valid entries, newest first as they were stored, each company once. Never raises."""
    listed = entries[:MAX_RECENTS] if isinstance(entries, list) else []
    parsed = [_parse(entry, now) for entry in listed if isinstance(entry, dict)]
    return list({each.company_id: each for each in parsed if each is not None}.values())


def merge(session: Iterable[RecentCompany], browser: Iterable[RecentCompany]) -> list[RecentCompany]:
    """Return the companies of this session, then the others of the browser; of each the later check."""
    stored = {each.company_id: each for each in browser}
    own = [_later(each, stored.pop(each.company_id, None)) for each in session]
    return [*own, *stored.values()][:MAX_RECENTS]


def _later(own: RecentCompany, stored: RecentCompany | None) -> RecentCompany:
    if stored is None or stored.checked_at is None:
        return own
    return stored if own.checked_at is None or stored.checked_at > own.checked_at else own


def _parse(entry: Mapping[object, object], now: datetime) -> RecentCompany | None:
    company_id = _text(entry, "id").lower()
    if not _is_id(company_id):
        return None
    company = RecentCompany(company_id, _text(entry, "name"), _text(entry, "platforms"))
    checked_at = _time(_text(entry, "checked_at"), now)
    if checked_at is None:
        return company
    state = {name: _text(entry, name) for name in ("status", "state", "left")}
    return replace(company, checked_at=checked_at, **state)


def _text(entry: Mapping[object, object], name: str) -> str:
    text = entry.get(name)
    return text[:MAX_LETTERS] if isinstance(text, str) else ""


def _is_id(text: str) -> bool:
    try:
        return len(text) == _ID_LENGTH and str(UUID(text)) == text
    except ValueError:
        return False


def _time(text: str, now: datetime) -> datetime | None:
    """Read an aware time that is neither in the future nor older than `MAX_AGE`."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read if read.tzinfo is not None and timedelta() <= now - read <= MAX_AGE else None
