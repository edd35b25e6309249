"""A person at a page or route: who they are, what they may do, and where they opened it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from dashboard.access.company import ALL_COMPANIES, CompanyIdentity, CompanyLookup, CompanyRule
from dashboard.access.request_origin import OriginKind, RequestOrigin
from dashboard.access.role import Role


@dataclass(frozen=True, slots=True)
class Grant:
    """A role, and the companies that it covers."""

    role: Role
    rule: CompanyRule = ALL_COMPANIES


@dataclass(frozen=True, slots=True)
class Person:
    """Someone at a page. `name`: verified only if they signed in; "" if not given.

    `identity`: "ISSUER SUBJECT" of the sign-in, "" without one; it identifies the person, their name doesn't.
    `grants` add up. `read_only`: READ_ONLY=1, which wins over every grant. `session_id`: of the sign-in.
    `signed_out`: a sign-in is needed, and there is none or it is over. `unconfirmed_since`: when the provider
    last confirmed roles that it should have confirmed again; None unless it doesn't answer.
    """

    origin: RequestOrigin
    name: str = ""
    identity: str = ""
    grants: tuple[Grant, ...] = ()
    read_only: bool = False
    session_id: str = ""
    signed_out: bool = False
    unconfirmed_since: datetime | None = None

    @property
    def verified(self) -> bool:
        """Whether a sign-in that isn't over has verified who this is."""
        return bool(self.identity) and not self.signed_out

    @property
    def role(self) -> Role | None:
        """The highest role, whichever companies it covers; None without any."""
        return max((each.role for each in self.grants), key=lambda role: role.rank, default=None)

    @property
    def is_restricted(self) -> bool:
        """Whether some grant covers only some companies, so that decisions need a company's name and tags."""
        return any(not each.rule.everything for each in self.grants)

    def on_record(self) -> dict[str, str | bool | None]:
        """Return the database columns for who did something, and from where."""
        return {
            "person": self.name,
            "identity": self.identity or None,
            "verified": self.verified,
            "origin": str(self.origin),
        }


class UnsignedSettings(Protocol):
    """What decides without sign-in (part of `dashboard.settings.Settings`)."""

    @property
    def read_only(self) -> bool:
        """READ_ONLY=1."""

    @property
    def allow_starting(self) -> bool:
        """ALLOW_STARTING=1."""


EVERYTHING: Final = Grant(Role.LEAD)
LOOKING: Final = Grant(Role.VIEWER)


def unsigned(origin: RequestOrigin, name: str, settings: UnsignedSettings) -> Person:
    """Return the person at a dashboard without sign-in: on this computer they may do everything."""
    trusted = settings.allow_starting or origin.kind is OriginKind.HERE
    return Person(origin, name, grants=(EVERYTHING if trusted else LOOKING,), read_only=settings.read_only)


def company_for(person: Person, company_id: str, lookup: CompanyLookup) -> CompanyIdentity | None:
    """Return a company to decide about; it is looked up only if the person's grants depend on it."""
    return lookup(company_id.lower()) if person.is_restricted else CompanyIdentity(company_id.lower())


def acting_on(acting: Callable[[], Person], company_id: str, lookup: CompanyLookup) -> Person:
    """Return the person for an act on a company. If the look-up may have waited, they are read after it."""
    who = acting()
    if not who.is_restricted:
        return who
    lookup(company_id.lower())
    return acting()
