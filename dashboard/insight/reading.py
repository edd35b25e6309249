"""A reading: what one read brought, when, and what went wrong with the last try."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Generic, TypeVar

from codat_client import CodatError
from codat_client.records import Record

T = TypeVar("T")

OLD_AFTER = timedelta(minutes=15)
"""From this age on data are shown greyed and say so."""


@dataclass(frozen=True)
class Reading(Generic[T]):
    """One read of one company.

    `value`: what the last good read brought (None is an answer as well: "no sync yet").
    `read_at`: when that was (UTC), None while there was no good read.
    `error`: why the last try failed; None when it went well. An older value stays beside it.
    `digest`: the hash of what Codat sent, made once with the reading; "" while there was no good read.
    """

    value: T | None = None
    read_at: datetime | None = None
    error: CodatError | None = None
    digest: str = ""

    def __post_init__(self) -> None:
        if self.present and not self.digest:
            object.__setattr__(self, "digest", digest_of(self.value))

    @property
    def present(self) -> bool:
        """Whether there is an answer to show, new or old."""
        return self.read_at is not None

    @property
    def settled(self) -> bool:
        """Whether the read has ended, well or not."""
        return self.present or self.error is not None

    def is_old(self, now: datetime) -> bool:
        """Whether the answer is older than `OLD_AFTER`; False while there is none."""
        return self.read_at is not None and now - self.read_at > OLD_AFTER

    def failed(self, error: CodatError) -> Reading[T]:
        """Return the reading after a failed read: the older answer is kept.

        The error loses its traceback and its causes, whose frames lead to the client and its key.
        """
        error.__cause__ = error.__context__ = None
        return replace(self, error=error.with_traceback(None))


def digest_of(value: object) -> str:
    """Return the hash of an answer: equal exactly when Codat sent the same bytes."""
    content = sha256()
    for part in _parts(value):
        content.update(part)
        content.update(b"\0")
    return content.hexdigest()


def _parts(value: object) -> Iterator[bytes]:
    """Yield the bytes an answer was read from; of what never had any, how Python writes it."""
    yield type(value).__name__.encode()
    if isinstance(value, Record):
        yield value.raw or repr(value).encode()
    elif body := getattr(value, "body", b""):
        yield body
    elif isinstance(value, list):
        for each in value:
            yield from _parts(each)
        yield repr([getattr(value, name, None) for name in ("damaged", "cut_short")]).encode()
    else:
        yield repr(value).encode()
