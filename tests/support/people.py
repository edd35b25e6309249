"""People at a page, as the tests need them: without sign-in, and signed in with a role."""

from __future__ import annotations

from typing import Any

from dashboard.access.company import ALL_COMPANIES, CompanyRule
from dashboard.access.person import Grant, Person, unsigned
from dashboard.access.request_origin import OriginKind, RequestOrigin
from dashboard.access.role import Role
from dashboard.settings import Settings

ISSUER = "https://sign-in.example"


def at_desk(name: str = "", **settings: Any) -> Person:
    """Return someone at a dashboard on their own computer, without sign-in."""
    return unsigned(RequestOrigin(OriginKind.HERE), name, Settings(**settings))


def elsewhere(
    name: str = "", kind: OriginKind = OriginKind.PEER, header: str = "", **settings: Any
) -> Person:
    """Return someone who opened a dashboard without sign-in from elsewhere."""
    return unsigned(RequestOrigin(kind, header), name, Settings(**settings))


def signed_in(name: str, role: Role | None, rule: CompanyRule = ALL_COMPANIES, **values: Any) -> Person:
    """Return someone who has signed in, with a role for these companies, or none."""
    grants = () if role is None else (Grant(role, rule),)
    identity = f"{ISSUER} {name.split(maxsplit=1)[0].lower()}"
    usual: dict[str, Any] = {"origin": RequestOrigin(OriginKind.PEER), "identity": identity, "grants": grants}
    return Person(**({**usual, "name": name} | values))
