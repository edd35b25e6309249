"""Paging, ordering and Codat's query language over plain records.

`prop=value`, `!=`, `~` (contains), `<`, `>`, joined by `&&` and `||`, grouped by `{}` (Codat's docs:
querying). Matching ignores case; times compare as text, which is correct for Codat's format.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from sandbox.errors import Refusal

Json = dict[str, Any]
Test = Callable[[Json], bool]

MOST_PER_PAGE = 5000
DEFAULT_PAGE_SIZE = 100
MOST_TOKENS = 200
_TOKEN = re.compile(r"&&|\|\||[{}]|(?:[^&|{}]|&(?!&)|\|(?!\|))+")
_CONDITION = re.compile(r"^\s*([A-Za-z_][\w.]*)\s*(!=|<=|>=|=|~|<|>)\s*(.*?)\s*$", re.DOTALL)
_COMPARE: dict[str, Callable[[str, str], bool]] = {
    "=": lambda value, wanted: value == wanted,
    "!=": lambda value, wanted: value != wanted,
    "~": lambda value, wanted: wanted in value,
    "<": lambda value, wanted: value < wanted,
    ">": lambda value, wanted: value > wanted,
    "<=": lambda value, wanted: value <= wanted,
    ">=": lambda value, wanted: value >= wanted,
}


def page_of(path: str, params: Mapping[str, str], records: Sequence[Json], known: Sequence[str]) -> Json:
    """Return one page of the records in the API's list format. Raises Refusal 400."""
    number = _whole(params, "page", 1, 2**31 - 1)
    size = _whole(params, "pageSize", DEFAULT_PAGE_SIZE, MOST_PER_PAGE)
    found = [record for record in records if matches(params.get("query", ""), known)(record)]
    found = _ordered(found, params.get("orderBy", ""), known)
    first = (number - 1) * size
    return {
        "results": found[first : first + size],
        "pageNumber": number,
        "pageSize": size,
        "totalResults": len(found),
        "_links": _links(path, params, number, size, len(found)),
    }


def _whole(params: Mapping[str, str], name: str, default: int, most: int) -> int:
    text = params.get(name)
    if text is None:
        return default
    if not re.fullmatch(r"[0-9]{1,10}", text) or not 1 <= int(text) <= most:
        raise Refusal(400, f"Error parsing query - {name} must be between 1 and {most}.", "ClientsApi")
    return int(text)


def _links(path: str, params: Mapping[str, str], number: int, size: int, total: int) -> Json:
    """Return `_links`; a missing `next` ends the paging; it is never null."""
    filters = {name: params[name] for name in ("query", "orderBy") if params.get(name)}

    def to(page: int) -> Json:
        return {"href": f"{path}?{urlencode({'page': page, 'pageSize': size, **filters})}"}

    links = {"self": {"href": path}, "current": to(number)}
    if number * size < total:
        links["next"] = to(number + 1)
    if number > 1:
        links["previous"] = to(number - 1)
    return links


def _ordered(records: list[Json], order: str, known: Sequence[str]) -> list[Json]:
    if not order:
        return records
    name = _known(order.removeprefix("-").strip(), known)
    return sorted(records, key=lambda record: _text(record, name), reverse=order.startswith("-"))


def _known(name: str, known: Sequence[str]) -> str:
    for candidate in known:
        if candidate.lower() == name.lower():
            return candidate
    raise Refusal(400, f"Error parsing query - Could not resolve property {name} on Dataset", "ClientsApi")


def _text(record: Json, name: str) -> str:
    """Return a field as text to compare; `modifiedDate`, which no record has, means the last sync."""
    value = record.get(name)
    if name == "modifiedDate":
        value = record.get("lastSync") or record.get("created")
    return "" if value is None else str(value).lower()


def matches(query: str, known: Sequence[str]) -> Test:
    """Return the predicate for a query; an empty one matches everything. Raises Refusal 400."""
    if not query.strip():
        return lambda _: True
    tokens = [token for token in _TOKEN.findall(query) if token.strip()]
    if len(tokens) > MOST_TOKENS:
        raise _malformed()
    test, rest = _either(tokens, known)
    if rest:
        raise _malformed()
    return test


def _malformed() -> Refusal:
    return Refusal(400, "Error parsing query - Malformed query.", "ClientsApi")


def _either(tokens: list[str], known: Sequence[str]) -> tuple[Test, list[str]]:
    left, rest = _both(tokens, known)
    if rest[:1] != ["||"]:
        return left, rest
    right, rest = _either(rest[1:], known)
    return lambda record: left(record) or right(record), rest


def _both(tokens: list[str], known: Sequence[str]) -> tuple[Test, list[str]]:
    left, rest = _one(tokens, known)
    if rest[:1] != ["&&"]:
        return left, rest
    right, rest = _both(rest[1:], known)
    return lambda record: left(record) and right(record), rest


def _one(tokens: list[str], known: Sequence[str]) -> tuple[Test, list[str]]:
    if tokens[:1] == ["{"]:
        test, rest = _either(tokens[1:], known)
        if rest[:1] != ["}"]:
            raise _malformed()
        return test, rest[1:]
    found = _CONDITION.match(tokens[0]) if tokens else None
    if not found:
        raise _malformed()
    name, compare, wanted = _known(found[1], known), _COMPARE[found[2]], found[3].lower()
    return lambda record: compare(_text(record, name), wanted), tokens[1:]
