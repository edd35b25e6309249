"""Bytes in, records out: fast if all is well, lenient if not.

1. The whole body is decoded at once into typed records (msgspec).
2. Only when that fails: record by record, each strictly first, then leniently: codes as text or floats
   ("2000", " 2000 ", "4200,", 2000.0), `dataPushed` as "true" or 1, null items in arrays and maps left out,
   lone surrogates (half an emoji, cut by someone's substring) kept.
3. A record that is still wrong is set aside as Damaged in a list, and `Unreadable` if it is the only one. So
   is a value nested too deeply for Python.
This module never raises another library's exception and never blanks a field silently.
"""

import json
import re
from collections import deque
from collections.abc import Iterator
from functools import cache
from itertools import count, islice, repeat
from typing import Any, TypeVar

import msgspec
from msgspec import json as fast
from msgspec.structs import force_setattr

from codat_client.records import NO_ID, Damaged, Origin, Piece, Record, drop_empty_id

R = TypeVar("R", bound=Record)

_BOM = b"\xef\xbb\xbf"
_FOREIGN = (msgspec.MsgspecError, UnicodeError, RecursionError, ValueError)
_EMPTY_ID = NO_ID.encode()  # one search of the whole body: to look at each record would cost a list a tenth
_CODE = "syncStatusCode"
_PUSHED = "dataPushed"
_RESULTS = "results"
_COMPLAINT = re.compile(r"Expected `([^`]+)`, got `([^`]+)`(?: - at `\$(.*)`)?")
_TYPES = {
    "str": "a string",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "object": "an object",
    "array": "an array",
}
_MARK = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{}]', re.DOTALL)
"""A text, or where an array or object begins or ends: enough to find the end of what is nested too deeply."""
_MOST_MARKS = 1_000_000
_MOST_TOO_DEEP = 20
"""With more such records the whole list is given up: each costs time."""
_TRUTH = {"true": True, "false": False, "1": True, "0": False}


class Unreadable(Exception):  # noqa: N818 - it never leaves the package
    """The body isn't what the API documents; the text says how, without quoting it."""


def read_one(body: bytes, kind: type[R]) -> R:
    """Read one record; raises Unreadable if that fails."""
    body = body.removeprefix(_BOM).strip()
    try:
        record: R = _decoder(kind).decode(body)
    except _FOREIGN:
        record = _read_leniently(body, kind)
    force_setattr(record, "source", msgspec.Raw(body))
    if _EMPTY_ID in body:
        drop_empty_id(record)
    return record


def read_many(body: bytes, kind: type[R]) -> tuple[list[R], tuple[Damaged, ...]]:
    """Read an array of records in order, and those set aside; Unreadable if it isn't an array."""
    body = body.removeprefix(_BOM).strip()
    damaged: tuple[Damaged, ...] = ()
    try:
        records: list[R] = _list_decoder(kind).decode(body)
        pieces = map(Piece, repeat(Origin(body)), count())
        deque(map(force_setattr, records, repeat("source"), pieces), maxlen=0)  # a loop, at C speed
    except _FOREIGN:
        records, damaged = _read_each(_split(body), kind)
    if _EMPTY_ID in body:
        deque(map(drop_empty_id, records), maxlen=0)
    return records, damaged


def is_null(body: bytes) -> bool:
    """Return whether the whole body is JSON's null."""
    return body.removeprefix(_BOM).strip() == b"null"


def is_something_else(record: Record, body: bytes) -> bool:
    """Return whether `record` was read from an object with none of its fields: a response to something else.

    {} doesn't count, nor an object with a known field that is null: they can mean "nothing yet".
    """
    if record != type(record)():
        return False
    value = loads(body)
    return bool(value) and not _names(type(record)) & value.keys()


def loads(body: bytes) -> Any:
    """Read any JSON into plain values; raises Unreadable if it isn't JSON."""
    try:
        return _loads(body)
    except _FOREIGN as error:
        raise Unreadable(_reason(error)) from None


def _loads(body: bytes) -> Any:
    return json.loads(body.removeprefix(_BOM).decode("utf-8"), parse_constant=_no_constant)


_raw_list: fast.Decoder[list[msgspec.Raw]] = fast.Decoder(list[msgspec.Raw])


@cache
def _decoder(kind: type[R]) -> "fast.Decoder[R]":
    return fast.Decoder(kind)


@cache
def _list_decoder(kind: type[R]) -> "fast.Decoder[list[R]]":
    return fast.Decoder(list[kind])  # type: ignore[valid-type] # a type made while running


def _read_each(raws: list[msgspec.Raw], kind: type[R]) -> tuple[list[R], tuple[Damaged, ...]]:
    records: list[R] = []
    damaged: list[Damaged] = []
    decode = _decoder(kind).decode
    for index, raw in enumerate(raws):
        try:
            record: R = decode(raw)
            force_setattr(record, "source", raw)
        except _FOREIGN:
            try:
                record = read_one(bytes(raw), kind)
            except Unreadable as error:
                damaged.append(Damaged(index, str(error), bytes(raw)))
                continue
        records.append(record)
    return records, tuple(damaged)


def _split(body: bytes) -> list[msgspec.Raw]:
    """Cut an array into its items as they came."""
    try:
        return _raw_list.decode(body)
    except msgspec.ValidationError as error:
        raise Unreadable(_reason(error)) from None
    except _FOREIGN:
        pass  # msgspec refuses the whole body for one bad character; the slow way finds the ends all the same
    try:
        return list(map(msgspec.Raw, _split_slowly(body.decode("utf-8", "surrogateescape"))))
    except _FOREIGN as error:
        raise Unreadable(_reason(error)) from None


def _split_slowly(text: str) -> Iterator[bytes]:
    decoder = json.JSONDecoder()
    at = _past_blanks(text, 0)
    if text[at : at + 1] != "[":
        raise Unreadable("it isn’t an array")
    at = _past_blanks(text, at + 1)
    more, too_deep = text[at : at + 1] != "]", 0
    while more:
        try:
            _, end = decoder.raw_decode(text, at)
        except RecursionError:
            end, too_deep = _end_of(text, at), too_deep + 1
            if too_deep > _MOST_TOO_DEEP:
                raise
        yield text[at:end].encode("utf-8", "surrogateescape")
        at = _past_blanks(text, end)
        more = text[at : at + 1] == ","
        at = _past_blanks(text, at + 1) if more else at
    if text[at:] != "]":
        raise Unreadable("the array is cut off, or followed by something else")


def _end_of(text: str, at: int) -> int:
    """Find the end of the array or object that begins at `at`, however deep it is."""
    depth = 0
    for mark in islice(_MARK.finditer(text, at), _MOST_MARKS):
        depth += (mark[0] in "[{") - (mark[0] in "]}")
        if depth == 0:
            return mark.end()
    raise RecursionError


def _with_results_apart(body: bytes) -> tuple[bytes, bytes]:
    """Cut the array of results out of a page: (the page with null in its place, the array)."""
    text = body.decode("utf-8", "surrogateescape")
    depth = 0
    for mark in islice(_MARK.finditer(text), _MOST_MARKS):
        depth += (mark[0] in "[{") - (mark[0] in "]}")
        start = _past_blanks(text, mark.end())
        if depth == 1 and mark[0] == f'"{_RESULTS}"' and text[start : start + 1] == ":":
            start = _past_blanks(text, start + 1)
            end = _end_of(text, start)
            parts = (text[:start] + "null" + text[end:], text[start:end])
            page, results = (part.encode("utf-8", "surrogateescape") for part in parts)
            return page, results
    raise RecursionError


def _past_blanks(text: str, at: int) -> int:
    while text[at : at + 1] in {" ", "\t", "\r", "\n"}:
        at += 1
    return at


def _read_leniently(body: bytes, kind: type[R]) -> R:
    try:
        try:
            value = _loads(body)
        except RecursionError:
            if _RESULTS not in _names(kind):
                raise
            page, results = _with_results_apart(body)  # one item that is too deep spoils no page
            value = _loads(page) | {_RESULTS: msgspec.Raw(results)}
        return msgspec.convert(_repaired(value, kind), kind)
    except _FOREIGN as error:
        raise Unreadable(_reason(error)) from None


def _repaired(value: Any, kind: type[R]) -> dict[str, Any]:
    """Fix what `msgspec` would reject."""
    if not isinstance(value, dict):
        raise Unreadable(f"expected an object, got {_name(value)}")
    results = value.get(_RESULTS) if _RESULTS in _names(kind) else None
    if results is not None and not isinstance(results, msgspec.Raw):
        value[_RESULTS] = msgspec.Raw(json.dumps(results).encode())  # its items stay apart, each to be judged
    present: dict[str, Any] = _without_nulls(value)
    for field, repair in ((_CODE, _as_code), (_PUSHED, _as_truth)):
        if field in present and field in _names(kind):
            present[field] = repair(present[field])
    return present


@cache
def _names(kind: type[Record]) -> frozenset[str]:
    return frozenset(kind.__struct_encode_fields__)


def _as_code(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str):
        digits = value.strip().rstrip(",").strip()
        return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else value  # noqa: PLR2004 - int32
    return value


def _as_truth(value: Any) -> Any:
    if isinstance(value, str | int) and not isinstance(value, bool):
        return _TRUTH.get(str(value).strip().lower(), value)
    return value


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_nulls(item) for item in value if item is not None]
    return value


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} isn’t JSON")


def _reason(error: Exception) -> str:
    """Say why, without quoting the body: it may be long, hostile, or private."""
    if isinstance(error, msgspec.ValidationError):
        return _in_words(str(error))
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, UnicodeError):
        return "it isn’t UTF-8"
    return "it isn’t JSON"


def _in_words(complaint: str) -> str:
    """Reword msgspec's complaint: it names types and the position, and quotes nothing."""
    match = _COMPLAINT.fullmatch(complaint)
    if match is None:
        return "a value is out of bounds" if "Expected" in complaint else "a value is of the wrong type"
    wanted, came = (_TYPES.get(name.split(" ")[0], name) for name in match.group(1, 2))
    place = (match[3] or "").removeprefix(".")[:80]
    return f"{place}: expected {wanted}, got {came}" if place else f"expected {wanted}, got {came}"


def _name(value: Any) -> str:
    return {list: "an array", str: "a string", bool: "true or false", type(None): "null"}.get(
        type(value), "a number"
    )
