"""Codat's responses as immutable typed records.

Attributes are the API's names in snake case. Every field may be None: Codat leaves fields out, and sends
null. Times come as text: `sync_utc_text` is what came, `sync_utc` the instant (aware, UTC) or None (see
`times.py`).
An id of zeros alone (.NET's empty Guid) is what may be written where there is none: it is read as None.
`raw` is the record's own JSON as it came (b"" when built by hand): fields that are not named here are in it.
Names of syncs, companies and connections are those of Codat's OpenAPI 1.1; the mapping is in `mapping.py`.
"""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import json as fast
from msgspec.structs import force_setattr

from codat_client.times import read_instant, read_utc

Int32 = Annotated[int, msgspec.Meta(ge=-(2**31), le=2**31 - 1)]

NO_ID = "00000000-0000-0000-0000-000000000000"
_NO_SOURCE = msgspec.Raw(b"")
_cut: fast.Decoder[list[msgspec.Raw]] = fast.Decoder(list[msgspec.Raw])


class Origin:
    """The bytes of a whole list, split into its records only when one is asked for."""

    __slots__ = ("_body", "_pieces")

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._pieces: list[msgspec.Raw] | None = None

    def piece(self, index: int) -> bytes:
        """Return the bytes of one record."""
        if self._pieces is None:
            self._pieces = _cut_up(self._body)
        return bytes(self._pieces[index])


def _cut_up(body: bytes) -> list[msgspec.Raw]:
    """Split an earlier list into its items; in a separate thread if the caller's stack is too deep."""
    try:
        return _cut.decode(body)
    except RecursionError:
        from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - hardly ever needed

        with ThreadPoolExecutor(1) as pool:
            return pool.submit(_cut.decode, body).result()


class Piece(msgspec.Struct, frozen=True, gc=False):
    """The bytes of one record of a list: the list, and the record's index."""

    origin: Origin
    place: int


class Record(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """What all records share."""

    source: msgspec.Raw = msgspec.field(default=_NO_SOURCE, name="(source)")
    """The record's own bytes, or the `Piece` of a list that they are, which costs a long list much less."""

    @property
    def raw(self) -> bytes:
        """The record's own JSON as it came; b"" when it was built by hand."""
        source: Any = self.source
        if isinstance(source, Piece):
            return source.origin.piece(source.place)
        return bytes(source)

    def __reduce__(self) -> Any:
        force_setattr(self, "source", msgspec.Raw(self.raw))  # not the whole list along with one record
        return super().__reduce__()

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self._values())

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self._values() if value is not None)
        return f"{type(self).__name__}({shown})"

    def _values(self) -> tuple[tuple[str, Any], ...]:
        """Return what the record says, without the bytes it was read from."""
        return tuple((name, getattr(self, name)) for name in self.__struct_fields__ if name != "source")


def drop_empty_id(record: Record) -> None:
    """Set a new record's ids to None if they are all zeros."""
    for name in ("id", "sync_id", "commerce_sync_id"):
        if getattr(record, name, None) == NO_ID:
            force_setattr(record, name, None)


class CompanySyncStatus(Record, frozen=True, kw_only=True, gc=False):
    """One sync of one company."""

    company_id: str | None = None
    sync_id: str | None = None
    sync_status_code: Int32 | None = None
    sync_status: str | None = None
    error_message: str | None = None
    sync_exception_message: str | None = None
    sync_utc_text: str | None = msgspec.field(default=None, name="syncUtc")
    data_pushed: bool | None = None

    @property
    def sync_utc(self) -> datetime | None:
        """When the sync ran (UTC): its only time stamp; Codat doesn't say whether start or end."""
        return read_utc(self.sync_utc_text)


class DataConnectionError(Record, frozen=True, kw_only=True):
    """One error of a connection, as its platform reported it. `status`: Active, Resolved, None (lasting)."""

    status_code: str | None = None
    status_text: str | None = None
    error_message: str | None = None
    errored_on_utc_text: str | None = msgspec.field(default=None, name="erroredOnUtc")
    status: str | None = None
    resolved_on_utc_text: str | None = msgspec.field(default=None, name="resolvedOnUtc")

    @property
    def errored_on_utc(self) -> datetime | None:
        """When it happened (UTC)."""
        return read_utc(self.errored_on_utc_text)

    @property
    def resolved_on_utc(self) -> datetime | None:
        """When it was over (UTC)."""
        return read_utc(self.resolved_on_utc_text)


class Connection(Record, frozen=True, kw_only=True):
    """A connection to one platform. `status`: PendingAuth, Linked, Unlinked, Deauthorized, or new."""

    id: str | None = None
    integration_id: str | None = None
    integration_key: str | None = None
    source_id: str | None = None
    source_type: str | None = None
    platform_name: str | None = None
    link_url: str | None = None
    status: str | None = None
    last_sync_text: str | None = msgspec.field(default=None, name="lastSync")
    created_text: str | None = msgspec.field(default=None, name="created")
    data_connection_errors: tuple[DataConnectionError, ...] | None = None
    connection_info: dict[str, Any] | None = None

    @property
    def last_sync(self) -> datetime | None:
        """When data were last read (UTC); None if the text has no zone."""
        return read_instant(self.last_sync_text)

    @property
    def created(self) -> datetime | None:
        """When it was created (UTC); None if the text has no zone."""
        return read_instant(self.created_text)


class SyncStatus(CompanySyncStatus, frozen=True, kw_only=True, gc=True):
    """The newest sync of a company and the state of its connections."""

    commerce_sync_id: str | None = None
    data_connections: tuple[Connection, ...] | None = None


class SyncDateRange(Record, frozen=True, kw_only=True):
    """The dates a sync covers; Codat reports them only in the response to a trigger."""

    start_text: str | None = msgspec.field(default=None, name="start")
    finish_text: str | None = msgspec.field(default=None, name="finish")

    @property
    def start(self) -> datetime | None:
        """Where the range begins (UTC)."""
        return read_utc(self.start_text)

    @property
    def finish(self) -> datetime | None:
        """Where the range ends (UTC); Codat doesn't say whether inclusive."""
        return read_utc(self.finish_text)


class SyncSummary(Record, frozen=True, kw_only=True):
    """The response to a trigger. It has no sync id, and its code may already be a failed one."""

    company_id: str | None = None
    commerce_sync_id: str | None = None
    sync_status_code: Int32 | None = None
    sync_status: str | None = None
    error_message: str | None = None
    sync_exception_message: str | None = None
    sync_utc_text: str | None = msgspec.field(default=None, name="syncUtc")
    data_pushed: bool | None = None
    data_connections: tuple[Connection, ...] | None = None
    sync_date_range_utc: SyncDateRange | None = None

    @property
    def sync_utc(self) -> datetime | None:
        """The time Codat gave the sync (UTC)."""
        return read_utc(self.sync_utc_text)


class CompanyReference(Record, frozen=True, kw_only=True):
    """A parent or subsidiary of a company."""

    id: str | None = None
    name: str | None = None
    description: str | None = None
    links: dict[str, Any] | None = None
    tags: dict[str, str] | None = None


class Company(Record, frozen=True, kw_only=True):
    """A merchant, as Codat lists it."""

    id: str | None = None
    name: str | None = None
    redirect: str | None = None
    description: str | None = None
    last_sync_text: str | None = msgspec.field(default=None, name="lastSync")
    created_text: str | None = msgspec.field(default=None, name="created")
    created_by_user_name: str | None = None
    products: tuple[str, ...] | None = None
    tags: dict[str, str] | None = None
    data_connections: tuple[Connection, ...] | None = None
    reference_parent_company: CompanyReference | None = None
    reference_subsidiary_companies: tuple[CompanyReference, ...] | None = None

    @property
    def last_sync(self) -> datetime | None:
        """When data were last read (UTC); None if the text has no zone."""
        return read_instant(self.last_sync_text)

    @property
    def created(self) -> datetime | None:
        """When it was created (UTC); None if the text has no zone."""
        return read_instant(self.created_text)


class Damaged(msgspec.Struct, frozen=True):
    """A record of a list that couldn't be read: its index, why, and its raw bytes."""

    index: int
    reason: str
    raw: bytes


class Quota(msgspec.Struct, frozen=True):
    """The last rate-limit headers: requests a day, how many are left, when the count restarts (UTC).

    seen_at: when they arrived (UTC), or None if unknown.
    """

    limit: int | None = None
    remaining: int | None = None
    reset: datetime | None = None
    seen_at: datetime | None = None


class SyncList(list[CompanySyncStatus]):
    """The syncs as the server ordered them; `damaged`: those that could not be read.

    `body`: the list's raw JSON, by which two responses can be compared at once.
    """

    damaged: tuple[Damaged, ...] = ()
    body: bytes = b""


class ConnectionList(list[Connection]):
    """The connections of a company; `damaged`: those that could not be read.

    `cut_short`: the server offered endless pages; these came before they repeated or became too many.
    """

    damaged: tuple[Damaged, ...] = ()
    cut_short: bool = False


class CompanyPage(list[Company]):
    """One page of companies; `damaged`: those on it that could not be read.

    `cut_short`: the last page, with nothing on it: the server went on to offer pages it had sent before.
    """

    page_number: int | None = None
    page_size: int | None = None
    total_results: int | None = None
    has_next: bool = False
    damaged: tuple[Damaged, ...] = ()
    cut_short: bool = False
