"""Which roles a person has: from the claims of their sign-in, from the list, and from LEADS. They add up."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Connection, select

from dashboard.access.company import ALL_COMPANIES, CompanyRule, rule_from
from dashboard.access.person import EVERYTHING, Grant
from dashboard.access.role import Role
from dashboard.settings import Settings
from dashboard.settings.people import is_address, is_identity
from dashboard.settings.role_map import map_parts
from dashboard.store.engine import Store
from dashboard.store.tables import role_grant

log = logging.getLogger(__name__)


class WhoError(ValueError):
    """A text names no person; the message says what to write."""


@dataclass(frozen=True, slots=True)
class MappedRole:
    """A part of ROLE_MAP: who is in this group, or has this role at the provider, has this role here."""

    group: str
    grant: Grant


@dataclass(frozen=True, slots=True)
class ListedRole:
    """A row of the list of roles. `who`: an address in lower case, or an identity."""

    who: str
    role: Role
    rule: CompanyRule = ALL_COMPANIES
    given_by: str = ""
    given_at: datetime | None = None

    @property
    def grant(self) -> Grant:
        """The role and the companies that it covers."""
        return Grant(self.role, self.rule)


@lru_cache(maxsize=4)
def role_map(text: str) -> tuple[MappedRole, ...]:
    """Read ROLE_MAP: `desk-leads=lead; emea=operator tag region=emea`. Raises SettingsError."""
    parts = map_parts(text)
    return tuple(MappedRole(each.group, Grant(Role(each.role), rule_from(each.rule))) for each in parts)


def grants_for(
    settings: Settings, store: Store, identity: str, address: str, claims: Iterable[str]
) -> tuple[Grant, ...]:
    """Return the roles of a person, with the list as it is now: a removed role is gone at once.

    `address`: only one that the provider verified, else "". `claims`: the values of the role claim.
    Raises SettingsError for a wrong ROLE_MAP, and StoreError.
    """
    who = {each for each in (identity, address.lower()) if each}
    with store.reading() as connection:
        listed = listed_roles(connection, who)
    return grants_from(settings, who, claims, listed)


def grants_from(
    settings: Settings, who: Iterable[str], claims: Iterable[str], listed: Iterable[ListedRole]
) -> tuple[Grant, ...]:
    """Return the roles of a person whom the list knows as `who`. Raises SettingsError as `role_map` does."""
    names, groups = set(who), set(claims)
    first = [EVERYTHING] if any(who_from(each) in names for each in settings.leads) else []
    mapped = (each.grant for each in role_map(settings.role_map) if each.group in groups)
    return tuple(dict.fromkeys([*first, *mapped, *(each.grant for each in listed if each.who in names)]))


def listed_roles(connection: Connection, who: Iterable[str] | None = None) -> list[ListedRole]:
    """Return the list of roles, or those of a person; `who`: their identity and address."""
    query = select(role_grant).order_by(role_grant.c.who, role_grant.c.rule)
    if who is not None:
        query = query.where(role_grant.c.who.in_(list(who)))
    rows = connection.execute(query)
    return [each for row in rows for each in _listed(row.who, row.role, row.rule, row.given_by, row.given_at)]


def who_from(text: str) -> str:
    """Return whom a text names, as the list has it. Raises WhoError."""
    words = text.strip()
    if is_address(words):
        return words.lower()
    if is_identity(words):
        return words
    raise WhoError(f"{text!r} doesn’t name a person. Write an email address, or ISSUER SUBJECT.")


def _listed(who: str, role: str, rule: str, given_by: str, given_at: datetime) -> Iterator[ListedRole]:
    """Yield a row of the list; none that this version can't read, which then gives no role."""
    try:
        yield ListedRole(who, Role(role), rule_from(rule), given_by, given_at)
    except ValueError as error:
        log.warning("a role on the list isn’t used: %s", error)
