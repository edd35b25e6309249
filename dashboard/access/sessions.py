"""The sign-in sessions in the store. A browser's cookie is never stored, only its hash."""

from __future__ import annotations

import hashlib
import secrets
import struct
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Select, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from dashboard.access.events import AccessEventType, add_event
from dashboard.access.person import Person
from dashboard.access.request_origin import OriginKind, RequestOrigin
from dashboard.access.session import SignInMethod, SignInSession, VerifiedPerson
from dashboard.store.engine import Store
from dashboard.store.tables import person as person_table
from dashboard.store.tables import sign_in_session as table

_COOKIE_BYTES: Final = 32
_ID_BYTES: Final = 12
_MOST_AGENT: Final = 200
TOUCHED_EVERY: Final = timedelta(minutes=1)
"""How often a session's last activity is written at most."""
_SIGNED_IN_AGAIN: Final = "signed in again"
_TAKEN_FOR_S: Final = 30
_NOT_KNOWN: Final = RequestOrigin(OriginKind.UNKNOWN)
_TIME: Final = struct.Struct(">q")


@dataclass(frozen=True, slots=True)
class Visitor:
    """The browser that signs in or out. `cookie`: of its session until now, which then ends."""

    client_address: str = ""
    user_agent: str = ""
    cookie: str = field(default="", repr=False)
    origin: RequestOrigin = _NOT_KNOWN


UNKNOWN: Final = Visitor()


class SessionRepository:
    """The sessions of everyone. Every method raises StoreError if the store can't be used.

    A change and its event are stored together or not at all.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def begin(
        self,
        person: VerifiedPerson,
        method: SignInMethod,
        hours: float,
        visitor: Visitor = UNKNOWN,
        *,
        refresh_token: bytes | None = None,
    ) -> tuple[SignInSession, str]:
        """Store a new session and its person; return it and its cookie, 256 random bits.

        `refresh_token`: encrypted.
        """
        now, cookie = datetime.now(UTC), secrets.token_urlsafe(_COOKIE_BYTES)
        row: dict[str, Any] = {
            "id": secrets.token_urlsafe(_ID_BYTES),
            "cookie_hash": hash_of(cookie),
            "identity": person.identity,
            "method": method.value,
            "client_address": visitor.client_address,
            "user_agent": visitor.user_agent[:_MOST_AGENT],
            "began_at": now,
            "last_seen_at": now,
            "refreshed_at": now,
            "ends_at": now + timedelta(hours=hours),
            "refresh_token": _free(refresh_token),
        }
        with self._store.writing() as connection:
            _keep_person(connection, person, now, signed_in=True)
            end_sessions(connection, _SIGNED_IN_AGAIN, table.c.cookie_hash == hash_of(visitor.cookie))
            connection.execute(insert(table).values(row))
            by = Person(visitor.origin, person.name, person.identity, session_id=row["id"])
            add_event(connection, AccessEventType.SIGNED_IN, by, visitor.client_address)
        found = self.by_id(row["id"])
        if found is None:  # it was just written
            raise LookupError(row["id"])
        return found, cookie

    def by_cookie(self, cookie: str) -> SignInSession | None:
        """Return the session of a cookie, over or not; None if there is none."""
        return next(iter(self._found(table.c.cookie_hash == hash_of(cookie))), None)

    def by_id(self, session_id: str) -> SignInSession | None:
        """Return a session, over or not; None if there is none."""
        return next(iter(self._found(table.c.id == session_id)), None)

    def by_ids(self, ids: Collection[str]) -> dict[str, SignInSession]:
        """Return these sessions, over or not, with one query."""
        return {each.id: each for each in self._found(table.c.id.in_(list(ids)))} if ids else {}

    def listed(self, idle_minutes: float, identity: str | None = None) -> list[SignInSession]:
        """Return the sessions that aren't over, the newest first: everyone's, or those of one person."""
        now = datetime.now(UTC)
        whose = () if identity is None else (table.c.identity == identity,)
        rows = self._found(table.c.ended_at.is_(None), table.c.ends_at > now, *whose)
        return [each for each in rows if not each.is_over(now, idle_minutes)]

    def touch(self, session: SignInSession) -> None:
        """Record activity now, at most once a minute."""
        now = datetime.now(UTC)
        if now - session.last_seen_at >= TOUCHED_EVERY:
            with self._store.writing() as connection:
                connection.execute(update(table).where(table.c.id == session.id).values(last_seen_at=now))

    def sign_out(self, session: SignInSession, visitor: Visitor = UNKNOWN) -> bool:
        """End a session as its person asks; return whether this did it."""
        kind, by = AccessEventType.SIGNED_OUT, session.person.name
        return self._end(session, by, kind, visitor.origin, visitor.client_address)

    def end(self, session: SignInSession, by: str) -> bool:
        """End a session that may not go on; return whether this did it. `by`: what ends it."""
        return self._end(session, by, AccessEventType.SESSION_ENDED, UNKNOWN.origin, by)

    def take_refresh_token(self, session_id: str) -> bytes | None:
        """Reserve the refresh of a session for half a minute; return its encrypted token.

        None without one, or while another process or thread has it: providers that give each token once
        would take a second use for theft. What is stored begins with the time until which it is taken.
        """
        now, this = int(datetime.now(UTC).timestamp()), table.c.id == session_id
        with self._store.reading() as connection:
            stored = connection.execute(select(table.c.refresh_token).where(this)).scalar()
        if stored is None or _TIME.unpack_from(stored)[0] > now:
            return None
        token = stored[_TIME.size :]
        taken = update(table).where(this, table.c.refresh_token == stored)
        values = {"refresh_token": _TIME.pack(now + _TAKEN_FOR_S) + token}
        with self._store.writing() as connection:
            return token if connection.execute(taken.values(values)).rowcount else None

    def keep_refresh_token(self, session_id: str, token: bytes) -> None:
        """Store the encrypted token for the next time, unless the session was ended meanwhile."""
        unended = (table.c.id == session_id, table.c.ended_at.is_(None))
        with self._store.writing() as connection:
            connection.execute(update(table).where(*unended).values(refresh_token=_free(token)))

    def confirm(self, session_id: str, person: VerifiedPerson, role_change: str = "") -> None:
        """Record what the provider confirmed just now, unless the session was ended meanwhile.

        `role_change`: in words, for the record.
        """
        now = datetime.now(UTC)
        unended = (table.c.id == session_id, table.c.ended_at.is_(None))
        with self._store.writing() as connection:
            if not connection.execute(update(table).where(*unended).values(refreshed_at=now)).rowcount:
                return
            _keep_person(connection, person, now)
            if role_change:
                by = Person(UNKNOWN.origin, person.name, person.identity, session_id=session_id)
                add_event(connection, AccessEventType.ROLE_CHANGED, by, role_change)

    def _end(
        self, session: SignInSession, by: str, kind: AccessEventType, origin: RequestOrigin, detail: str
    ) -> bool:
        with self._store.writing() as connection:
            ended = end_sessions(connection, by, table.c.id == session.id)
            if ended:
                who = Person(origin, session.person.name, session.identity, session_id=session.id)
                add_event(connection, kind, who, detail)
        return bool(ended)

    def _found(self, *conditions: ColumnElement[bool]) -> list[SignInSession]:
        with self._store.reading() as connection:
            return [_session(row) for row in connection.execute(_joined().where(*conditions))]


def end_sessions(connection: Connection, by: str, *which: ColumnElement[bool]) -> int:
    """End the sessions that match and aren't ended yet, in a transaction; return how many."""
    ended = {"ended_at": datetime.now(UTC), "ended_by": by, "refresh_token": None}
    return connection.execute(update(table).where(*which, table.c.ended_at.is_(None)).values(ended)).rowcount


def end_by(connection: Connection, by: Person, identity: str, name: str, *which: ColumnElement[bool]) -> int:
    """End sessions of a person, who has this name, and record who did it; return how many."""
    ended = end_sessions(connection, by.name, table.c.identity == identity, *which)
    if ended:
        whose, many = "" if identity == by.identity else name, f"{ended} sessions" if ended > 1 else ""
        detail = ", ".join(filter(None, (whose, many)))  # "Ben, 2 sessions", if that isn't clear
        add_event(connection, AccessEventType.SESSION_ENDED, by, detail)
    return ended


def hash_of(cookie: str) -> str:
    """Return the SHA-256 of a cookie, as it is stored."""
    return hashlib.sha256(cookie.encode("utf-8", "surrogatepass")).hexdigest()


def _free(token: bytes | None) -> bytes | None:
    """Return a token as it is stored while no one has taken it."""
    return None if token is None else _TIME.pack(0) + token


def _keep_person(
    connection: Connection, person: VerifiedPerson, now: datetime, *, signed_in: bool = False
) -> None:
    """Store who the provider says this is now. Who signs in hasn't left."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    known = {"name": person.name, "address": person.address, "claims": list(person.claims)}
    seen = {**known, "last_seen_at": now, **({"left_at": None} if signed_in else {})}
    new = dialect.insert(person_table).values(identity=person.identity, first_seen_at=now, **seen)
    connection.execute(new.on_conflict_do_update(index_elements=["identity"], set_=seen))


def _joined() -> Select[Any]:
    both = table.join(person_table, table.c.identity == person_table.c.identity)
    who = (person_table.c.name, person_table.c.address, person_table.c.claims)
    return select(table, *who).select_from(both).order_by(table.c.began_at.desc(), table.c.id)


def _session(row: Row[Any]) -> SignInSession:
    values = row._asdict()
    same = (
        *("id", "began_at", "last_seen_at", "refreshed_at", "ends_at"),
        *("client_address", "user_agent", "ended_at", "ended_by"),
    )
    who = VerifiedPerson(
        values["identity"], values["name"], values["address"], tuple(_texts(values["claims"]))
    )
    return SignInSession(
        **{name: values[name] for name in same},
        person=who,
        method=SignInMethod(values["method"]),
        has_refresh_token=values["refresh_token"] is not None,
    )


def _texts(claims: Any) -> Iterator[str]:
    return (str(each) for each in claims or ())
