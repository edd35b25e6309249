"""Parse the text of the search box: ids, a link, or a name.

```
parse_query(text)
├─ EmptyQuery          empty, or only quotes and blanks
├─ IdQuery             one or more UUIDs, of companies or of syncs: they look the same
├─ LinkQuery           a link with a company's id, and perhaps a sync's
├─ LinkWithoutCompany  a link without a company's id
└─ NameQuery           anything else: a name, a part of one, or the first digits of an id
```
In a link only the id after `company` or `companies` is the company's; others may be a connection's
(Codat's docs: link.codat.io/company/{companyId}, link-api.codat.io/companies/{companyId}/connections/…).
"""

import re
from dataclasses import dataclass
from typing import Final, TypeAlias
from urllib.parse import unquote

MAX_TEXT_LENGTH: Final = 4_000
MAX_IDS: Final = 5

_ID: Final = r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}"
_BARE_ID: Final = re.compile(_ID)
_ID_IN_TEXT: Final = re.compile(rf"(?<![0-9a-f])(?:{_ID})(?![0-9a-f])")
_COMPANY: Final = re.compile(rf"(?:/compan(?:y|ies)/|[?&#;]company(?:_?id)?=)[{{\"']?({_ID})(?![0-9a-f])")
_SYNC: Final = re.compile(rf"(?:/syncs/|[?&#;]sync(?:_?id)?=)[{{\"']?({_ID})(?![0-9a-f])")
_LINK: Final = re.compile(r"[a-z][a-z0-9+.-]*://|\bwww\.|\bcodat\.io\b|^/?[a-z]*\?(?:company|sync|q)=")
_ID_PREFIX: Final = re.compile(r"[0-9a-f]{6,8}(?:-[0-9a-f-]{0,27})?")

_WRAPPING: Final = " \t\r\n\"'`´‘’“”«»‹›„‚(){}[]<>,;…"
# Invisible characters that word processors and chats insert, and the dashes they turn a hyphen into.
_INVISIBLE: Final = (
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
_TO_PLAIN: Final = {ord(dash): "-" for dash in "‐‑‒–—−﹣-"} | dict.fromkeys(map(ord, _INVISIBLE))


@dataclass(frozen=True, slots=True)
class EmptyQuery:
    """The box is empty, or holds only quotes, brackets and blanks."""


@dataclass(frozen=True, slots=True)
class IdQuery:
    """One or more UUIDs (lower case, with hyphens), in order, without repeats, at most `MAX_IDS`."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinkQuery:
    """A link with a company's id, and a sync's id where it has one."""

    company_id: str
    sync_id: str | None = None


@dataclass(frozen=True, slots=True)
class LinkWithoutCompany:
    """A link without a company's id."""


@dataclass(frozen=True, slots=True)
class NameQuery:
    """A name or a part of one; `id_prefix` is the same text where it could be the beginning of an id."""

    name: str
    id_prefix: str | None = None


SearchQuery: TypeAlias = EmptyQuery | IdQuery | LinkQuery | LinkWithoutCompany | NameQuery


def parse_query(text: str) -> SearchQuery:
    """Parse `text`. Never raises; text longer than `MAX_TEXT_LENGTH` is cut."""
    shown = text[:MAX_TEXT_LENGTH].translate(_TO_PLAIN).strip(_WRAPPING)
    if not shown:
        return EmptyQuery()
    low = unquote(unquote(shown)).lower()
    link = _parse_link(low)
    if link is not None:
        return link
    ids = _parse_ids(low)
    if ids:
        return IdQuery(ids)
    if _LINK.search(low):
        return LinkWithoutCompany()
    return NameQuery(" ".join(shown.split()), low if _ID_PREFIX.fullmatch(low) else None)


def _parse_link(low: str) -> LinkQuery | None:
    company, sync = _COMPANY.search(low), _SYNC.search(low)
    if company is None or not (company_id := _canonical_id(company[1])):
        return None
    return LinkQuery(company_id, _canonical_id(sync[1]) or None if sync else None)


def _parse_ids(low: str) -> tuple[str, ...]:
    squeezed = re.sub(r"[\s\"'`{}()\[\]<>]", "", low)
    if _BARE_ID.fullmatch(squeezed):
        return tuple(filter(None, [_canonical_id(squeezed)]))
    found = dict.fromkeys(_canonical_id(match[0]) for match in _ID_IN_TEXT.finditer(low))
    return tuple(filter(None, found))[:MAX_IDS]


def _canonical_id(uuid: str) -> str:
    """Return an id with hyphens; "" for all zeros, which Codat writes where there is no id."""
    digits = uuid.replace("-", "")
    if not digits.strip("0"):
        return ""
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
