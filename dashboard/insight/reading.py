"""A reading: the result of one read, its time, and the error of the last try."""

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
"""From this age, data are greyed and marked as old."""


@dataclass(frozen=True)
class Reading(Generic[T]):
    """One read of one company.

    `value`: the result of the last successful read (None is a result too: "no sync yet").
    `read_at`: when that was (UTC); None before the first success.
    `error`: why the last try failed; None if it succeeded. An older value is kept.
    `failed_at`: when that try failed (UTC); None where it isn't known, or if it succeeded.
    `digest`: the hash of what Codat sent; "" before the first success.
    """

    value: T | None = None
    read_at: datetime | None = None
    error: CodatError | None = None
    digest: str = ""
    failed_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.present and not self.digest:
            object.__setattr__(self, "digest", digest_of(self.value))

    @property
    def present(self) -> bool:
        """Whether there is a result to show, new or old."""
        return self.read_at is not None

    @property
    def settled(self) -> bool:
        """Whether the read has ended, successfully or not."""
        return self.present or self.error is not None

    def is_old(self, now: datetime) -> bool:
        """Whether the result is older than `OLD_AFTER`; False without one."""
        return self.read_at is not None and now - self.read_at > OLD_AFTER

    def failed(self, error: CodatError, at: datetime | None = None) -> Reading[T]:
        """Return the reading after a read that failed at a moment (UTC), with the older result.

        Drop the error's traceback and causes, whose frames lead to the client and its key.
        """
        error.__cause__ = error.__context__ = None
        return replace(self, error=error.with_traceback(None), failed_at=at)


def digest_of(value: object) -> str:
    """Return the hash of an answer: equal exactly when Codat sent the same bytes."""
    content = sha256()
    for part in _parts(value):
        content.update(part)
        content.update(b"\0")
    return content.hexdigest()


def _parts(value: object) -> Iterator[bytes]:
    """Yield the bytes a result was read from, or its repr if it has none."""
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
