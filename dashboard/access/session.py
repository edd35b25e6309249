"""A sign-in of one browser: who it is, since when, and whether it is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

CONFIRMED_FOR: Final = timedelta(minutes=15)
"""Roles from a claim are confirmed by the provider at least this often."""
_ASKED_WITHIN: Final = timedelta(minutes=2)
"""While a page is open, the provider is asked within this time after it is due."""
UNCONFIRMED_AT_MOST: Final = timedelta(hours=1)
"""While the provider can't be reached, roles from a claim hold this long."""


class SignInMethod(StrEnum):
    """Who verified the person; the value is stored."""

    OIDC = "oidc"
    PROXY = "proxy"


@dataclass(frozen=True, slots=True)
class VerifiedPerson:
    """A person as the provider or the proxy reported them.

    `identity`: "ISSUER SUBJECT". `address`: a verified email address in lower case, else "".
    `claims`: the values of the role claim.
    """

    identity: str
    name: str = ""
    address: str = ""
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SignInSession:
    """A row of `sign_in_session`, with its person. The times are aware.

    `refreshed_at`: when the provider last confirmed the claims. `ended_at`: None if it wasn't ended.
    """

    id: str
    person: VerifiedPerson
    method: SignInMethod
    began_at: datetime
    last_seen_at: datetime
    refreshed_at: datetime
    ends_at: datetime
    client_address: str = ""
    user_agent: str = ""
    has_refresh_token: bool = False
    ended_at: datetime | None = None
    ended_by: str = ""

    @property
    def identity(self) -> str:
        """The person's "ISSUER SUBJECT"."""
        return self.person.identity

    def is_over(self, now: datetime, idle_minutes: float) -> bool:
        """Return whether it was ended, has reached its end, or was idle too long."""
        idle_until = self.last_seen_at + timedelta(minutes=idle_minutes)
        return self.ended_at is not None or now >= min(self.ends_at, idle_until)

    def is_confirmed_by_provider(self, role_map: str) -> bool:
        """Return whether the provider reconfirms its claims. `role_map`: ROLE_MAP."""
        return self.method is SignInMethod.OIDC and (bool(role_map) or self.has_refresh_token)

    def is_overdue(self, now: datetime) -> bool:
        """Return whether the provider was asked to confirm its claims, and gave no answer."""
        return now - self.refreshed_at >= CONFIRMED_FOR + _ASKED_WITHIN

    def is_due(self, now: datetime) -> bool:
        """Return whether the provider should confirm its claims again."""
        return now - self.refreshed_at >= CONFIRMED_FOR
