"""What somebody typed or pasted into the search box: ids, a link, or a name. Text in, typed answer out.

```
understand(text)
├─ NothingAsked      empty, or only quotes and blanks
├─ IdsAsked          one or more UUIDs: of companies or of syncs, which their look doesn't tell
├─ LinkAsked         a link that names a company, and perhaps a sync
├─ LinkWithoutId     a link that names no company
└─ NameAsked         anything else: a name, a part of one, or the first digits of an id
```
In a link only the id after `company` or `companies` is the company: a connection's id stands there as well
(Codat's docs: link.codat.io/company/{companyId}, link-api.codat.io/companies/{companyId}/connections/…).
"""

import re
from dataclasses import dataclass
from typing import Final, TypeAlias
from urllib.parse import unquote

MOST_TEXT: Final = 4_000
MOST_IDS: Final = 5

_ID: Final = r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}"
_BARE_ID: Final = re.compile(_ID)
_ID_IN_TEXT: Final = re.compile(rf"(?<![0-9a-f])(?:{_ID})(?![0-9a-f])")
_COMPANY: Final = re.compile(rf"(?:/compan(?:y|ies)/|[?&#;]company(?:_?id)?=)[{{\"']?({_ID})(?![0-9a-f])")
_SYNC: Final = re.compile(rf"(?:/syncs/|[?&#;]sync(?:_?id)?=)[{{\"']?({_ID})(?![0-9a-f])")
_LINK: Final = re.compile(r"[a-z][a-z0-9+.-]*://|\bwww\.|\bcodat\.io\b|^/?[a-z]*\?(?:company|sync|q)=")
_BEGINNING_OF_ID: Final = re.compile(r"[0-9a-f]{6,8}(?:-[0-9a-f-]{0,27})?")

_WRAPPING: Final = " \t\r\n\"'`´‘’“”«»‹›„‚(){}[]<>,;…"
# What word processors and chats make of a plain hyphen, and what they put in without showing it.
_UNSEEN: Final = (
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
_PLAIN: Final = {ord(dash): "-" for dash in "‐‑‒–—−﹣-"} | dict.fromkeys(map(ord, _UNSEEN))


@dataclass(frozen=True, slots=True)
class NothingAsked:
    """The box is empty, or holds only quotes, brackets and blanks."""


@dataclass(frozen=True, slots=True)
class IdsAsked:
    """One or more UUIDs (lower case, with hyphens), as they stood, each once, at most `MOST_IDS`."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinkAsked:
    """A link that names a company, and a sync where the link has one."""

    company_id: str
    sync_id: str | None = None


@dataclass(frozen=True, slots=True)
class LinkWithoutId:
    """A link in which no company's id stands."""


@dataclass(frozen=True, slots=True)
class NameAsked:
    """A name or a part of it; `id_start` is the text as the beginning of an id, where it could be one."""

    name: str
    id_start: str | None = None


Asked: TypeAlias = NothingAsked | IdsAsked | LinkAsked | LinkWithoutId | NameAsked


def understand(text: str) -> Asked:
    """Return what `text` asks for. Never raises; what is longer than `MOST_TEXT` is cut."""
    shown = text[:MOST_TEXT].translate(_PLAIN).strip(_WRAPPING)
    if not shown:
        return NothingAsked()
    low = unquote(unquote(shown)).lower()
    link = _link_in(low)
    if link is not None:
        return link
    ids = _ids_in(low)
    if ids:
        return IdsAsked(ids)
    if _LINK.search(low):
        return LinkWithoutId()
    return NameAsked(" ".join(shown.split()), low if _BEGINNING_OF_ID.fullmatch(low) else None)


def _link_in(low: str) -> LinkAsked | None:
    company, sync = _COMPANY.search(low), _SYNC.search(low)
    if company is None or not (company_id := _hyphened(company[1])):
        return None
    return LinkAsked(company_id, _hyphened(sync[1]) or None if sync else None)


def _ids_in(low: str) -> tuple[str, ...]:
    squeezed = re.sub(r"[\s\"'`{}()\[\]<>]", "", low)
    if _BARE_ID.fullmatch(squeezed):
        return tuple(filter(None, [_hyphened(squeezed)]))
    found = dict.fromkeys(_hyphened(match[0]) for match in _ID_IN_TEXT.finditer(low))
    return tuple(filter(None, found))[:MOST_IDS]


def _hyphened(uuid: str) -> str:
    """Return an id with its hyphens; "" for zeros alone, which Codat writes where there is no id."""
    digits = uuid.replace("-", "")
    if not digits.strip("0"):
        return ""
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
