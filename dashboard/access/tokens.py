"""Tokens for scripts: a name, a role, an expiry date. They work for our own routes, never for a page."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from dashboard.access.company import rule_from
from dashboard.access.events import AccessEventType, add_event
from dashboard.access.person import Grant, Person
from dashboard.access.request_origin import RequestOrigin
from dashboard.access.role import Role
from dashboard.store.engine import Store
from dashboard.store.tables import service_token

PREFIX: Final = "sd_"
MOST_DAYS: Final = 365
USED_EVERY: Final = timedelta(minutes=1)
"""How often the last use is stored at most."""
_BYTES: Final = 32
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")

_NAME_RULE: Final = (
    "Use up to 40 characters for the name: a–z, 0–9, dots, dashes, underscores. Begin with a letter or digit."
)
_NOT_REVOKED: Final = (
    "There’s no token named {name}, or it’s already revoked. Run script/token list to see all."
)


class TokenRefused(Exception):  # noqa: N818 - the sentence says what is wrong
    """The token wasn't made or revoked; the message says why."""


@dataclass(frozen=True, slots=True)
class ServiceToken:
    """A token without its secret. The times are aware; `revoked_at`, `last_used_at`: None if it never was."""

    name: str
    grant: Grant
    made_by: str
    made_at: datetime
    ends_at: datetime
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None

    def is_over(self, now: datetime) -> bool:
        """Return whether it was revoked or has expired."""
        return self.revoked_at is not None or now >= self.ends_at

    def person(self, origin: RequestOrigin, *, read_only: bool) -> Person:
        """Return the person that a request with this token acts as."""
        return Person(origin, self.name, f"token {self.name}", (self.grant,), read_only)


class TokenRepository:
    """The tokens. Every method raises StoreError."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def make(self, name: str, grant: Grant, days: int, by: Person, now: datetime) -> str:
        """Make a token and return its secret, which isn't stored. Raises TokenRefused."""
        if _NAME.fullmatch(name) is None:
            raise TokenRefused(_NAME_RULE)
        if not 1 <= days <= MOST_DAYS:
            raise TokenRefused(f"A token lasts from 1 to {MOST_DAYS} days.")
        secret, ends_at = PREFIX + secrets.token_urlsafe(_BYTES), now + timedelta(days=days)
        values = {"role": grant.role.value, "rule": str(grant.rule), "made_by": by.name, "made_at": now}
        new = insert(service_token).values(name=name, token_hash=_hash(secret), ends_at=ends_at, **values)
        try:
            with self._store.writing() as connection:
                connection.execute(new)
                detail = f"{name}: {grant.role} {grant.rule}".rstrip() + f", until {ends_at:%Y-%m-%d}"
                add_event(connection, AccessEventType.TOKEN_MADE, by, detail)
        except IntegrityError:
            raise TokenRefused(f"There is a token named {name} already. Choose another name.") from None
        return secret

    def revoke(self, name: str, by: Person, now: datetime) -> None:
        """Revoke a token: its next request is refused. Raises TokenRefused."""
        usable = service_token.c.revoked_at.is_(None)
        change = update(service_token).where(service_token.c.name == name, usable).values(revoked_at=now)
        with self._store.writing() as connection:
            if not connection.execute(change).rowcount:
                raise TokenRefused(_NOT_REVOKED.format(name=name))
            add_event(connection, AccessEventType.TOKEN_REVOKED, by, name)

    def every(self) -> list[ServiceToken]:
        """Return all tokens by name, those that are over too."""
        with self._store.reading() as connection:
            rows = connection.execute(select(service_token).order_by(service_token.c.name))
            return [_token(row) for row in rows]

    def with_secret(self, secret: str) -> ServiceToken | None:
        """Return the token with this secret, also if it is over; None if there is none.

        It is looked up by its hash, so the time this takes says nothing about any secret.
        """
        which = service_token.c.token_hash == _hash(secret)
        with self._store.reading() as connection:
            row = connection.execute(select(service_token).where(which)).first()
        return None if row is None else _token(row)

    def note_use(self, token: ServiceToken, now: datetime) -> None:
        """Store that a token was used, at most once a minute."""
        if token.last_used_at is not None and now - token.last_used_at < USED_EVERY:
            return
        last = service_token.c.last_used_at
        older = or_(last.is_(None), last <= now - USED_EVERY)
        change = update(service_token).where(service_token.c.name == token.name, older)
        with self._store.writing() as connection:
            connection.execute(change.values(last_used_at=now))


def _hash(secret: str) -> str:
    """Return what is stored of a secret. It is random, so it needs no salt."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


def _token(row: Row[Any]) -> ServiceToken:
    same = ("name", "made_by", "made_at", "ends_at", "revoked_at", "last_used_at")
    values = row._asdict()
    return ServiceToken(
        **{name: values[name] for name in same}, grant=Grant(Role(row.role), rule_from(row.rule))
    )
