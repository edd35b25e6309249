"""What happened to people, roles, sessions and tokens, and what was exported. Events are never changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, Select, func, insert, select

from dashboard.access import audit
from dashboard.access.person import Person
from dashboard.store.engine import Store
from dashboard.store.tables import access_event

REFUSED: Final = "refused"
"""The outcome of an event that says that something wasn't allowed, as in the events of starts and links."""
MOST_CHOICES: Final = 500
"""The most people that a filter lists."""
_AT_ONCE: Final = 1_000


class AccessEventType(StrEnum):
    """The type of an event. No value is one of `StartEventType` or `ShareEventType`."""

    SIGNED_IN = "signed in"
    SIGN_IN_REFUSED = "sign-in refused"
    SIGNED_OUT = "signed out"
    SESSION_ENDED = "session ended"  # before its time, by the person elsewhere or by a lead
    PERSON_LEFT = "person left"
    ROLE_GIVEN = "role given"
    ROLE_CHANGED = "role changed"
    ROLE_TAKEN = "role removed"
    ACT_REFUSED = "act refused"  # one about no start, note or link: those have their own events
    EXPORTED = "exported"
    VIEW_SAVED = "view saved"
    VIEW_RENAMED = "view renamed"
    VIEW_DELETED = "view deleted"
    REFRESH_STARTED = "refresh started"
    REFRESH_CANCELLED = "refresh cancelled"
    RESTORED = "database restored"  # from a backup: what was recorded since is gone
    COMPARED = "checked after restore"  # as a person decided
    TOKEN_MADE = "token created"  # noqa: S105 - an event
    TOKEN_REVOKED = "token revoked"  # noqa: S105
    TOKEN_REFUSED = "token refused"  # noqa: S105 - unknown, expired or revoked

    @property
    def outcome(self) -> str | None:
        """Its outcome on record: `REFUSED`, or None."""
        return REFUSED if self in _REFUSALS else None


_REFUSALS: Final = frozenset({
    AccessEventType.SIGN_IN_REFUSED, AccessEventType.ACT_REFUSED, AccessEventType.TOKEN_REFUSED,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class AccessEvent:
    """One event. `kind`: the value of an `AccessEventType`, or of one that only a newer version knows.

    `at` is UTC; `person` and `detail` may be foreign text. `origin`: the text of a `RequestOrigin`.
    `company_id`: "" if it is about none. `outcome`: `REFUSED` or None.
    """

    number: int
    at: datetime
    kind: str
    person: str
    identity: str
    verified: bool
    detail: str = ""
    origin: str = ""
    company_id: str = ""
    outcome: str | None = None
    session_id: str = ""


@dataclass(frozen=True)
class AccessQuery:
    """Which events: None matches everything. `person`: an identity, else a name; "": events without one.

    `after` (inclusive) and `before` (exclusive): instants in UTC.
    """

    person: str | None = None
    kinds: frozenset[AccessEventType] = frozenset()
    after: datetime | None = None
    before: datetime | None = None


class AccessEventPage(NamedTuple):
    """One page of the matching events, and how many match in all."""

    events: list[AccessEvent]
    of: int


class AccessLog:
    """The events of everyone. Every method raises StoreError if the store can't be used."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, kind: AccessEventType, person: Person, detail: str = "", company_id: str = "") -> None:
        """Record an event of a person, now."""
        with self._store.writing() as connection:
            add_event(connection, kind, person, detail, company_id)

    def page(self, query: AccessQuery, number: int, per_page: int) -> AccessEventPage:
        """Return page `number` (from 1) of the matching events; beyond the last page, the last page."""
        counted = select(func.count()).select_from(access_event).where(*_conditions(query))
        with self._store.reading() as connection:
            of = int(connection.execute(counted).scalar_one())
            first = (min(number, max(1, -(-of // per_page))) - 1) * per_page
            rows = connection.execute(_listed(query).offset(first).limit(per_page)).all()
        return AccessEventPage([_event(row) for row in rows], of)

    def every(self, query: AccessQuery) -> Iterator[AccessEvent]:
        """Yield every matching event from one snapshot, with bounded memory: for an export."""
        with self._store.reading() as connection:
            for part in connection.execute(_listed(query)).partitions(_AT_ONCE):
                yield from map(_event, part)

    def people(self) -> list[str]:
        """Return everyone on record: their identity, else the name on record, or ""."""
        names = select(_whose().label("value")).distinct().order_by("value")
        with self._store.reading() as connection:
            return list(connection.execute(names.limit(MOST_CHOICES)).scalars())


def add_event(
    connection: Connection, kind: AccessEventType, person: Person, detail: str = "", company_id: str = ""
) -> None:
    """Record an event of a person, now, in the transaction that makes the change.

    `person`: who did it, or tried to. `detail`: about whom or what, without any secret.
    """
    values = {
        **person.on_record(),
        "session_id": person.session_id or None,
        "at": datetime.now(UTC),
        "kind": kind.value,
        "detail": detail,
        "company_id": company_id.lower(),
        "outcome": kind.outcome,
    }
    audit.append(connection, insert(access_event).values(values))


def _whose() -> ColumnElement[str]:
    """Return who it was: by identity where they had signed in, as others may have the same name."""
    return func.coalesce(access_event.c.identity, access_event.c.person)


def _listed(query: AccessQuery) -> Select[Any]:
    columns = access_event.c
    return select(access_event).where(*_conditions(query)).order_by(columns.at.desc(), columns.id.desc())


def _conditions(query: AccessQuery) -> Iterator[ColumnElement[bool]]:
    columns = access_event.c
    if query.person is not None:
        yield _whose() == query.person
    if query.kinds:
        yield columns.kind.in_([each.value for each in query.kinds])
    if query.after is not None:
        yield columns.at >= query.after
    if query.before is not None:
        yield columns.at < query.before


def _event(row: Row[Any]) -> AccessEvent:
    values = row._asdict()
    return AccessEvent(
        **{name: values[name] for name in ("at", "kind", "person", "verified", "detail", "origin")},
        number=values["id"],
        identity=values["identity"] or "",
        company_id=values["company_id"],
        outcome=values["outcome"],
        session_id=values["session_id"] or "",
    )
