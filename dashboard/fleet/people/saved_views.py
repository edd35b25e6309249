"""Views of Home that people have saved: a name and a query, for themselves or for everyone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, insert, select, update

from dashboard.access.events import AccessEventType, add_event
from dashboard.access.person import Person
from dashboard.access.policy import Act, may
from dashboard.foreign_text import one_line, seen
from dashboard.store.engine import Store
from dashboard.store.fleet.tables import saved_view
from dashboard.store.transaction import one_at_a_time

MOST_NAME: Final = 60
MOST_VIEWS: Final = 50
"""The most views of one person."""
_MOST_QUERY: Final = 4_000
_NO_NAME: Final = "Enter a name for the view first."
_NOBODY: Final = "Enter your name first."
_LONG: Final = "This view has too many filters to save. Remove some."
_KNOWN: Final = "You already have a view called “{name}”. Choose another name."
_MANY: Final = f"You have {MOST_VIEWS} saved views. Delete one first."
_GONE: Final = "This view was deleted while your page was open."
_NOT_SHARED: Final = "This view isn’t shared, so only its owner can change it."


class ViewRefused(Exception):  # noqa: N818 - the sentence says what is wrong
    """Nothing was saved or changed; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class SavedView:
    """A saved view. `query`: the parameters of Home's address, foreign text. `made_at`: UTC.

    `person`: the name of who saved it; `identity`: of their sign-in, "" without: then the name is unverified.
    """

    id: int
    name: str
    query: Mapping[str, str]
    shared: bool
    person: str
    identity: str
    made_at: datetime

    def is_of(self, who: Person) -> bool:
        """Return whether someone saved it: by their sign-in, or without one by their name."""
        if who.identity or self.identity:
            return self.identity == who.identity
        return bool(self.person) and self.person == who.name


def _now() -> datetime:
    return datetime.now(UTC)


class SavedViews:
    """The saved views of one account. Every method raises StoreError if the store can't be used.

    `now`: the clock, aware, UTC.
    """

    def __init__(self, store: Store, account_id: str, now: Callable[[], datetime] = _now) -> None:
        self._store, self._account_id, self._now = store, account_id, now

    def seen_by(self, person: Person) -> list[SavedView]:
        """Return a person's own views and, if they may see all companies, the shared ones; by name.

        A view's name and its filters may name any company.
        """
        with self._store.reading() as connection:
            every = self._every(connection)
        sees_all = may(person, Act.READ) is None
        found = [each for each in every if each.is_of(person) or (each.shared and sees_all)]
        return sorted(found, key=lambda each: (each.name.casefold(), each.id))

    def save(self, name: str, query: Mapping[str, str], person: Person, *, shared: bool) -> SavedView:
        """Save a view. `query`: the parameters of its address. Raises ViewRefused."""
        self._check(Act.SAVE_VIEW, person)
        words, text = _name(name), urlencode(query)
        if len(text) > _MOST_QUERY:
            raise ViewRefused(_LONG)
        values = {
            **person.on_record(),
            "account_id": self._account_id,
            "name": words,
            "query": text,
            "shared": shared,
            "made_at": self._now(),
        }
        with self._store.writing() as connection:
            self._check_new(connection, words, person)
            row = connection.execute(insert(saved_view).values(values).returning(*saved_view.c)).one()
            add_event(connection, AccessEventType.VIEW_SAVED, person, words + (", shared" if shared else ""))
        return _view(row)

    def rename(self, view_id: int, name: str, person: Person) -> None:
        """Give a view another name. Raises ViewRefused."""
        view, words = self._changeable(view_id, person), _name(name)
        if words == view.name:
            return
        renamed = update(saved_view).where(self._is(view_id)).values(name=words)
        with self._store.writing() as connection:
            self._check_name(connection, words, person, view_id)
            if not connection.execute(renamed).rowcount:
                raise ViewRefused(_GONE)
            add_event(connection, AccessEventType.VIEW_RENAMED, person, f"{view.name} → {words}")

    def delete(self, view_id: int, person: Person) -> None:
        """Delete a view. Raises ViewRefused."""
        view = self._changeable(view_id, person)
        with self._store.writing() as connection:
            if connection.execute(delete(saved_view).where(self._is(view_id))).rowcount:
                add_event(connection, AccessEventType.VIEW_DELETED, person, view.name)

    def _changeable(self, view_id: int, person: Person) -> SavedView:
        """Return a view that this person may change: their own, or a shared one. Raises ViewRefused."""
        with self._store.reading() as connection:
            view = next((each for each in self._every(connection) if each.id == view_id), None)
        self._check(Act.SAVE_VIEW if view is None or view.is_of(person) else Act.CHANGE_ANY_VIEW, person)
        if view is None:
            raise ViewRefused(_GONE)
        if not view.shared and not view.is_of(person):
            raise ViewRefused(_NOT_SHARED)
        return view

    def _check(self, act: Act, person: Person) -> None:
        """Raise ViewRefused unless this person may do this now; if their role doesn't allow it, on record."""
        if refusal := may(person, act):
            with self._store.writing() as connection:
                add_event(connection, AccessEventType.ACT_REFUSED, person, refusal)
            raise ViewRefused(refusal)
        if not person.verified and not seen(person.name):
            raise ViewRefused(_NOBODY)

    def _check_new(self, connection: Connection, name: str, person: Person) -> None:
        """Raise ViewRefused if a person has a view with this name, or as many as they may."""
        if self._check_name(connection, name, person) >= MOST_VIEWS:
            raise ViewRefused(_MANY)

    def _check_name(self, connection: Connection, name: str, person: Person, renamed: int = 0) -> int:
        """Return how many views a person has besides the renamed one. Others wait meanwhile.

        Raises ViewRefused if one of them has this name.
        """
        one_at_a_time(connection, f"saved views of {self._account_id}")
        own = [each for each in self._every(connection) if each.is_of(person) and each.id != renamed]
        if any(each.name.casefold() == name.casefold() for each in own):
            raise ViewRefused(_KNOWN.format(name=name))
        return len(own)

    def _every(self, connection: Connection) -> list[SavedView]:
        query = select(saved_view).where(saved_view.c.account_id == self._account_id)
        return [_view(row) for row in connection.execute(query)]

    def _is(self, view_id: int) -> ColumnElement[bool]:
        return and_(saved_view.c.account_id == self._account_id, saved_view.c.id == view_id)


def _name(text: str) -> str:
    """Return a view's name on one line. Raises ViewRefused without one."""
    if not seen(text):
        raise ViewRefused(_NO_NAME)
    return one_line(text, MOST_NAME)


def _view(row: Row[Any]) -> SavedView:
    values = row._asdict()
    return SavedView(
        **{name: values[name] for name in ("id", "name", "shared", "person", "made_at")},
        identity=values["identity"] or "",
        query=dict(parse_qsl(values["query"])),
    )
