"""The people who have signed in, and the list of roles. Each change is decided here, and recorded.

`access.sessions` records who signs in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, and_, delete, insert, select, update

from dashboard.access.company import CompanyRule
from dashboard.access.events import AccessEventType, add_event
from dashboard.access.person import Grant, Person
from dashboard.access.policy import Act, may
from dashboard.access.role import Role
from dashboard.access.roles import (
    ListedRole,
    WhoError,
    grants_from,
    listed_roles,
    role_map,
    who_from,
)
from dashboard.access.sessions import end_by
from dashboard.settings import Settings
from dashboard.store.engine import Store
from dashboard.store.tables import person as person_table
from dashboard.store.tables import role_grant
from dashboard.store.transaction import one_at_a_time

_LAST_LEAD: Final = (
    "This is the last lead for all companies. Make someone else a lead first, or name one in LEADS."
)
_LIST: Final = "the list of roles"
_NO_SUCH_ROLE: Final = "{who} has no such role on the list."
_NO_SUCH_PERSON: Final = "This person has never signed in."
CLAIMS_COUNT_FOR: Final = timedelta(days=31)
"""How long after the last sign-in or refresh a role from a claim counts as one that someone still has."""


class RoleRefused(Exception):  # noqa: N818 - the sentence says what is wrong
    """A role wasn't changed; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Someone who has signed in. Texts are foreign. `claims`: the values of the role claim at that time.

    `address`: as the provider verified it, else "". `last_seen_at`: at the last sign-in or refresh.
    `left_at`: when a lead said that they left; None while they are here.
    """

    identity: str
    name: str
    address: str
    claims: tuple[str, ...]
    first_seen_at: datetime
    last_seen_at: datetime
    left_at: datetime | None = None

    @property
    def who(self) -> tuple[str, ...]:
        """Whom the list may name them as."""
        return tuple(each for each in (self.identity, self.address) if each)


class PeopleRepository:
    """Everyone who has signed in, and the list of roles. Every method raises StoreError.

    `settings`: for LEADS and ROLE_MAP, which also give roles.
    """

    def __init__(self, store: Store, settings: Settings | None = None) -> None:
        self._store, self._settings = store, settings or Settings()

    def people(self) -> list[KnownPerson]:
        """Return everyone who has signed in, by name."""
        with self._store.reading() as connection:
            return _people(connection)

    def roles(self) -> list[ListedRole]:
        """Return the list of roles, by person."""
        with self._store.reading() as connection:
            return listed_roles(connection)

    def grants_of(self, identity: str) -> tuple[Grant, ...]:
        """Return the roles of someone who has signed in; none for someone unknown, or who has left.

        Raises SettingsError for a wrong ROLE_MAP.
        """
        with self._store.reading() as connection:
            people, listed = _people(connection), listed_roles(connection)
        known = next((each for each in people if each.identity == identity and each.left_at is None), None)
        return grants_from(self._settings, known.who, known.claims, listed) if known else ()

    def who_left(self) -> frozenset[str]:
        """Return the identities of people who have no role any more, or whose `left_at` is set.

        A provider doesn't report whom it removed, so claims that it confirmed long ago give no role.
        Raises SettingsError for a wrong ROLE_MAP.
        """
        with self._store.reading() as connection:
            people, listed = _people(connection), listed_roles(connection)
        confirmed = datetime.now(UTC) - CLAIMS_COUNT_FOR
        return frozenset(
            each.identity
            for each in people
            if each.left_at is not None
            or not grants_from(
                self._settings, each.who, each.claims if each.last_seen_at > confirmed else (), listed
            )
        )

    def set_role(self, who: str, role: Role, rule: CompanyRule, by: Person) -> None:
        """Put a role on the list, or change the one for the same companies. Raises RoleRefused."""
        whom = self._whom(who, by)
        with self._store.writing() as connection:
            before = self._before(connection, whom, rule)
            if before is not None and before.role is Role.LEAD and role is not Role.LEAD:
                self._keep_a_lead(connection, before)
            values = {"role": role.value, "given_by": by.name, "given_at": datetime.now(UTC)}
            if before is None:
                connection.execute(insert(role_grant).values(who=whom, rule=str(rule), **values))
            else:
                connection.execute(update(role_grant).where(_is(whom, rule)).values(values))
            kind = AccessEventType.ROLE_GIVEN if before is None else AccessEventType.ROLE_CHANGED
            add_event(connection, kind, by, _said(whom, role, rule))

    def take_role(self, who: str, rule: CompanyRule, by: Person) -> None:
        """Remove a role from the list; the person's next action is without it. Raises RoleRefused."""
        whom = self._whom(who, by)
        with self._store.writing() as connection:
            before = self._before(connection, whom, rule)
            if before is None:
                raise RoleRefused(_no_such_role(whom, listed_roles(connection, [whom])))
            self._take(connection, before, by)

    def has_left(self, identity: str, by: Person) -> None:
        """Record that a lead says that a person left, with all that follows or nothing. Raises RoleRefused.

        Their roles on the list and their sessions end, and their links go to the leads. A role from a claim,
        or from LEADS, stays: the provider and the settings give it. The next sign-in undoes `left_at`.
        """
        self._decide(by)
        with self._store.writing() as connection:
            one_at_a_time(connection, _LIST)
            known = next((each for each in _people(connection) if each.identity == identity), None)
            if known is None:
                raise RoleRefused(_NO_SUCH_PERSON)
            here = and_(person_table.c.identity == identity, person_table.c.left_at.is_(None))
            gone = update(person_table).where(here).values(left_at=datetime.now(UTC))
            if connection.execute(gone).rowcount:
                add_event(connection, AccessEventType.PERSON_LEFT, by, known.name or identity)
            for each in listed_roles(connection, known.who):
                self._take(connection, each, by)
            end_by(connection, by, identity, known.name)

    def _take(self, connection: Connection, role: ListedRole, by: Person) -> None:
        """Take a row off the list. Raises RoleRefused for that of the last lead."""
        self._keep_a_lead(connection, role)
        connection.execute(delete(role_grant).where(_is(role.who, role.rule)))
        add_event(connection, AccessEventType.ROLE_TAKEN, by, _said(role.who, role.role, role.rule))

    def _whom(self, who: str, by: Person) -> str:
        """Return whom the list names, if `by` may change their roles. Raises RoleRefused."""
        self._decide(by)
        try:
            return who_from(who)
        except WhoError as error:
            raise RoleRefused(str(error)) from None

    def _decide(self, by: Person) -> None:
        """Raise RoleRefused, on the record, unless this person may change roles."""
        refusal = may(by, Act.SET_ROLE)
        if refusal is None:
            return
        with self._store.writing() as connection:
            add_event(connection, AccessEventType.ACT_REFUSED, by, refusal)
        raise RoleRefused(refusal)

    def _before(self, connection: Connection, who: str, rule: CompanyRule) -> ListedRole | None:
        """Return the row that a change is about; None if there is none. Other changes of the list wait."""
        one_at_a_time(connection, _LIST)
        return next((each for each in listed_roles(connection, [who]) if each.rule == rule), None)

    def _keep_a_lead(self, connection: Connection, without: ListedRole) -> None:
        """Raise RoleRefused if there is no lead for all companies without this row of the list."""
        others = [each.grant for each in listed_roles(connection) if each != without]
        mapped = [each.grant for each in role_map(self._settings.role_map)]
        leads = [each for each in (*others, *mapped) if each.role is Role.LEAD and each.rule.everything]
        is_one = without.role is Role.LEAD and without.rule.everything
        if is_one and not leads and not self._settings.leads:
            raise RoleRefused(_LAST_LEAD)


def _people(connection: Connection) -> list[KnownPerson]:
    query = select(person_table).order_by(person_table.c.name, person_table.c.identity)
    return [_known(row._asdict()) for row in connection.execute(query)]


def _known(values: dict[str, Any]) -> KnownPerson:
    claims = values.pop("claims")
    return KnownPerson(**values, claims=tuple(claims if isinstance(claims, list) else ()))


def _is(who: str, rule: CompanyRule) -> Any:
    return and_(role_grant.c.who == who, role_grant.c.rule == str(rule))


def _said(who: str, role: Role, rule: CompanyRule) -> str:
    """Return a role on the list for the record: "ada@shop.example: operator, tag region=emea"."""
    return f"{who}: {role}" + (f", {rule}" if str(rule) else "")


def _no_such_role(who: str, listed: list[ListedRole]) -> str:
    """Return why there is nothing to remove, with the roles that there are."""
    there = ", ".join(f"“{f'{each.role} {each.rule}'.strip()}”" for each in listed)
    return _NO_SUCH_ROLE.format(who=who) + (f" The list has {there}." if there else "")
