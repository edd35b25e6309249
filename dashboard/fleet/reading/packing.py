"""A company's reads as bytes, for the store, so any process can load them after a restart.

Codat's answers are stored as they came and read again like an answer, so a stored snapshot is judged exactly
as the page that read it. No pickle: what is in the database is data, not code.
"""

from __future__ import annotations

import hashlib
import zlib
from datetime import datetime
from functools import partial
from typing import Any, Final

import msgspec

import codat_client
from codat_client import (
    CodatError,
    CompanySyncStatus,
    Configuration,
    Connection,
    ConnectionList,
    Damaged,
    SyncList,
    SyncStatus,
)
from codat_client.reading import Unreadable, read_many, read_one
from codat_client.records import Record
from dashboard.insight.reading import Reading
from dashboard.insight.snapshot import Snapshot
from dashboard.services.snapshot import READS

_FAST: Final = 1
"""zlib's level: lists of syncs repeat themselves, so its fastest shrinks them well."""
_ONE: Final[dict[str, type[Record]]] = {
    "latest": CompanySyncStatus,
    "last_successful": CompanySyncStatus,
    "status": SyncStatus,
    "configuration": Configuration,
}
"""The reads of one record, and its type."""


class _Error(msgspec.Struct, frozen=True):
    """Why a read failed."""

    kind: str
    message: str
    details: dict[str, str | int | None]


class _Read(msgspec.Struct, frozen=True):
    """One reading. `parts`: a record's bytes, those of a whole list, or those of each record of a list."""

    parts: list[bytes] | None = None
    read_at: datetime | None = None
    damaged: list[tuple[int, str, bytes]] = []
    cut_short: bool = False
    error: _Error | None = None
    failed_at: datetime | None = None


class _Reads(msgspec.Struct, frozen=True):
    """All reads of a company, and whether they belong together."""

    whole: bool
    reads: dict[str, _Read]


_decoder = msgspec.msgpack.Decoder(_Reads)


def pack(snapshot: Snapshot, *, whole: bool = True) -> bytes:
    """Return the reads of a snapshot, compressed; what is on record isn't part of it.

    `whole`: the other reads were made with the latest sync, or after it.
    """
    reads = {name: _packed(getattr(snapshot, name)) for name in READS}
    return zlib.compress(msgspec.msgpack.encode(_Reads(whole, reads)), _FAST)


def unpack(company_id: str, body: bytes) -> tuple[Snapshot, bool]:
    """Return the snapshot that `pack` packed, and whether it is whole. Raises ValueError if it isn't one."""
    try:
        packed = _decoder.decode(zlib.decompress(body))
        readings: dict[str, Any] = {name: _unpacked(name, packed.reads[name]) for name in READS}
    except (zlib.error, msgspec.MsgspecError, KeyError, Unreadable) as error:
        raise ValueError("the stored reads can’t be read") from error
    return Snapshot(company_id, **readings), packed.whole


def version_of(snapshot: Snapshot) -> str:
    """Return a hash of what the reads say, not of when they were made."""
    content = hashlib.sha256()
    for name in READS:
        reading: Reading[Any] = getattr(snapshot, name)
        error = type(reading.error).__name__ if reading.error is not None else ""
        content.update(f"{name} {reading.digest} {error}\n".encode())
    return content.hexdigest()


def error_named(name: str, message: str = "", **details: str | int | None) -> CodatError:
    """Return an error of the class with this name; a `CodatError` if this version has no such class."""
    kind = getattr(codat_client, name, CodatError)
    known = isinstance(kind, type) and issubclass(kind, CodatError)
    made: CodatError = (kind if known else CodatError)(message, **details)
    return made


def _packed(reading: Reading[Any]) -> _Read:
    value, read_at = reading.value, reading.read_at
    if reading.error is not None:
        packed = partial(_Read, error=_packed_error(reading.error), failed_at=reading.failed_at)
    else:
        packed = partial(_Read)
    if isinstance(value, SyncList):
        return packed([value.body], read_at)
    if isinstance(value, list):
        damaged = [(each.index, each.reason, each.raw) for each in getattr(value, "damaged", ())]
        cut_short = getattr(value, "cut_short", False)
        return packed([each.raw for each in value], read_at, damaged, cut_short)
    return packed(None if value is None else [value.raw], read_at)


def _unpacked(name: str, read: _Read) -> Reading[Any]:
    error = None if read.error is None else _unpacked_error(read.error)
    value = None if read.parts is None else _value(name, read)
    return Reading(value, read.read_at, error, failed_at=read.failed_at)


def _value(name: str, read: _Read) -> Any:
    parts = read.parts or []
    if name in _ONE:
        return read_one(parts[0], _ONE[name])
    if name == "syncs":
        return _syncs(parts[0])
    connections = ConnectionList(read_one(part, Connection) for part in parts)
    connections.damaged = tuple(Damaged(*each) for each in read.damaged)
    connections.cut_short = read.cut_short
    return connections


def _syncs(body: bytes) -> SyncList:
    if not body:
        return SyncList()
    records, damaged = read_many(body, CompanySyncStatus)
    syncs = SyncList(records)
    syncs.damaged, syncs.body = damaged, body
    return syncs


_DETAILS: Final = ("status", "status_code", "error", "correlation_id")


def _packed_error(error: CodatError) -> _Error:
    details = {name: getattr(error, name) for name in _DETAILS}
    return _Error(type(error).__name__, str(error), details)


def _unpacked_error(error: _Error) -> CodatError:
    return error_named(error.kind, error.message, **error.details)
