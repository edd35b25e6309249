"""What all groups of operations share: the wire, defaults, and turning a body into a record or an error."""

from collections.abc import Sequence
from enum import Enum
from typing import Final, TypeVar

import msgspec

from codat_client import checks
from codat_client.errors import BadInput, NotFound
from codat_client.reading import Unreadable, is_something_else, read_many, read_one
from codat_client.records import Company, Connection, Damaged, Record
from codat_client.retrying import RetryConfig
from codat_client.status_errors import NO_COMPANY, NO_DATA, bad_reply
from codat_client.wire import Call, Wire

R = TypeVar("R", bound=Record)
N = TypeVar("N", Company, Connection)
_NO_IDS = {None, "", "00000000-0000-0000-0000-000000000000"}


class Default(Enum):
    """The client's own setting."""

    DEFAULT = "the client’s"


DEFAULT: Final = Default.DEFAULT
Retries = RetryConfig | None | Default
"""A RetryConfig, None for one request, or DEFAULT."""


class Defaults(msgspec.Struct, frozen=True):
    """The client's settings."""

    retries: RetryConfig | None
    read_timeout: float
    trigger_timeout: float


class Page(Record, frozen=True, kw_only=True):
    """The envelope of a paged response (Codat's OpenAPI 1.1, PagingInfo); `results` is decoded separately."""

    results: msgspec.Raw = msgspec.Raw(b"null")  # in a union with None msgspec takes no array for Raw
    page_number: int | None = None
    page_size: int | None = None
    total_results: int | None = None
    links: dict[str, object] | None = msgspec.field(default=None, name="_links")

    @property
    def has_next(self) -> bool:
        """Return whether another page follows: a missing `next` ends the paging."""
        return bool((self.links or {}).get("next"))


class Walk:
    """What the pages have held so far: some servers offer a next page for ever."""

    def __init__(self) -> None:
        self._seen: set[str | bytes] = set()

    def new(self, records: Sequence[N], damaged: Sequence[Damaged]) -> tuple[list[N], list[Damaged]]:
        """Add a page; return its records that were on no earlier one, compared by id, or by bytes."""
        keys = [each.raw if each.id in _NO_IDS else str(each.id) for each in records]
        found = [each for key, each in zip(keys, records, strict=True) if key not in self._seen]
        aside = [each for each in damaged if each.raw not in self._seen]
        self._seen.update(keys, (each.raw for each in damaged))
        return found, aside


class Group:
    """A group of operations, like those of Codat's SDK."""

    def __init__(self, wire: Wire, defaults: Defaults) -> None:
        self._wire = wire
        self._defaults = defaults

    def _retries(self, given: Retries) -> RetryConfig | None:
        if isinstance(given, Default):
            return self._defaults.retries
        return checked(given)

    def _read_timeout(self, given: float | None) -> float:
        return self._defaults.read_timeout if given is None else checks.seconds(given)

    def _get(self, call: Call, retries: Retries, timeout: float | None) -> bytes:
        return self._wire.read(call, self._retries(retries), self._read_timeout(timeout))

    def _one(self, body: bytes, kind: type[R], call: Call) -> R:
        """Read the record of a 200, or raise BadReply."""
        try:
            record = read_one(body, kind)
            if not is_something_else(record, body):
                return record
            why = "it has none of the requested data"
        except Unreadable as error:
            why = str(error)
        raise self._wire.about(bad_reply(why), call)

    def _many(self, body: bytes, kind: type[R], call: Call) -> tuple[list[R], tuple[Damaged, ...]]:
        """Read the records of a 200, or raise BadReply."""
        try:
            return read_many(body, kind)
        except Unreadable as error:
            why = str(error)
        raise self._wire.about(bad_reply(why), call)

    def _page(self, body: bytes, kind: type[R], call: Call) -> tuple[Page, list[R], tuple[Damaged, ...]]:
        """Read one page of a 200, or raise BadReply."""
        page = self._one(body, Page, call)
        if bytes(page.results) == b"null":
            raise self._wire.about(bad_reply("it has no results"), call)
        records, damaged = self._many(bytes(page.results), kind, call)
        return page, records, damaged


def checked(retries: object) -> RetryConfig | None:
    """Check a `retries` argument."""
    if retries is None or (isinstance(retries, RetryConfig) and retries.makes_sense):
        return retries
    raise BadInput("`retries` must be a RetryConfig with at least one attempt, or None for one request.")


def means_never_synced(error: NotFound) -> bool:
    """Return whether a 404 of `latest`, `lastSuccessful` or `status` means "never synced".

    Neither Codat's spec nor its SDK says what the response is for a company that never synced. So null, {},
    an object of nulls and a 404 in Codat's own words all count, unless the words say that the company is
    unknown.
    A 404 that isn't an ErrorMessage of Codat's stays an error: a gateway's has a `statusCode` as well, but
    neither an `error` nor a `correlationId`.
    """
    return bool(error.error or error.correlation_id) and NO_COMPANY not in (error.error or "").casefold()


def means_no_data(error: NotFound) -> bool:
    """Return whether a 404 of the list means "never synced": only if Codat says that there is no data.

    Otherwise an empty list is expected, so any other 404 is an error, never an empty history.
    """
    return NO_DATA in (error.error or "").casefold()
