"""Everyone who has signed in or has a role by name: what they may do, and where each role comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dashboard.access.people import KnownPerson
from dashboard.access.person import EVERYTHING, Grant
from dashboard.access.roles import ListedRole, role_map, who_from
from dashboard.settings import Settings


class GrantSource(StrEnum):
    """Where a role comes from."""

    CLAIM = "claim"
    LIST = "list"
    SETTING = "setting"


@dataclass(frozen=True, slots=True)
class SourcedGrant:
    """A role and where it comes from. `detail`: the group of a claim; whom the list names; "" for LEADS."""

    grant: Grant
    source: GrantSource
    detail: str = ""


@dataclass(frozen=True, slots=True)
class PersonOverview:
    """Someone with a role, or who has signed in. All texts are foreign.

    `who`: whom the list can name: their identity, or the address of one who hasn't signed in yet.
    """

    who: str
    name: str = ""
    address: str = ""
    grants: tuple[SourcedGrant, ...] = ()
    last_seen_at: datetime | None = None
    left_at: datetime | None = None

    @property
    def has_signed_in(self) -> bool:
        """Whether they ever signed in."""
        return self.last_seen_at is not None

    @property
    def listed(self) -> tuple[SourcedGrant, ...]:
        """The roles that the list gives, which a lead can take away."""
        return tuple(each for each in self.grants if each.source is GrantSource.LIST)


def overview(
    settings: Settings, people: Iterable[KnownPerson], listed: Iterable[ListedRole]
) -> list[PersonOverview]:
    """Return everyone: first who has signed in, then who only has a role. Raises SettingsError."""
    known, roles = list(people), list(listed)
    leads = [who_from(each) for each in settings.leads]
    found = [_known(settings, each, roles, leads) for each in known]
    names = {name for each in known for name in each.who}
    others = sorted({*(each.who for each in roles), *leads} - names)
    return found + [
        PersonOverview(each, address=each if "@" in each else "", grants=_named([each], roles, leads))
        for each in others
    ]


def _known(
    settings: Settings, person: KnownPerson, roles: list[ListedRole], leads: list[str]
) -> PersonOverview:
    claimed = tuple(
        SourcedGrant(each.grant, GrantSource.CLAIM, each.group)
        for each in role_map(settings.role_map)
        if each.group in person.claims
    )
    return PersonOverview(
        person.identity,
        person.name,
        person.address,
        claimed + _named(person.who, roles, leads),
        person.last_seen_at,
        person.left_at,
    )


def _named(names: Iterable[str], roles: list[ListedRole], leads: list[str]) -> tuple[SourcedGrant, ...]:
    """Return the roles that the list and LEADS give to someone with these names."""
    return tuple(grant for name in names for grant in _by_name(name, roles, leads))


def _by_name(name: str, roles: list[ListedRole], leads: list[str]) -> Iterator[SourcedGrant]:
    for each in roles:
        if each.who == name:
            yield SourcedGrant(each.grant, GrantSource.LIST, name)
    if name in leads:
        yield SourcedGrant(EVERYTHING, GrantSource.SETTING)
