"""Sessions, people and events for the tests of their words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from dashboard.access.administration.overview import GrantSource, PersonOverview, SourcedGrant
from dashboard.access.company import CompanyRule
from dashboard.access.events import AccessEvent, AccessEventType
from dashboard.access.person import Grant
from dashboard.access.role import Role
from dashboard.access.session import SignInMethod, SignInSession, VerifiedPerson
from tests.support.people import ISSUER

NOW: Final = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
LONDON: Final = ZoneInfo("Europe/London")
HOSTILE: Final = '"><img src=x onerror="alert(1)">\u202e **Eve**'
EMEA: Final = CompanyRule(tag=("region", "emea"))
SHOPS: Final = CompanyRule(name="Shop*")
FIREFOX: Final = "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0"


def session(session_id: str = "one", name: str = "Ada Byron", **values: Any) -> SignInSession:
    """Return a session that began an hour ago and was used five minutes ago."""
    usual: dict[str, Any] = {
        "person": VerifiedPerson(f"{ISSUER} ada", name), "method": SignInMethod.OIDC,
        "began_at": NOW - timedelta(hours=1), "last_seen_at": NOW - timedelta(minutes=5),
        "refreshed_at": NOW, "ends_at": NOW + timedelta(hours=7), "client_address": "192.0.2.7",
        "user_agent": FIREFOX,
    }  # fmt: skip
    return SignInSession(session_id, **{**usual, **values})


def someone(name: str = "Ada Byron", *grants: SourcedGrant, **values: Any) -> PersonOverview:
    """Return someone who was last seen an hour ago."""
    usual: dict[str, Any] = {
        "who": f"{ISSUER} ada", "name": name, "address": "ada@example.com", "grants": grants,
        "last_seen_at": NOW - timedelta(hours=1),
    }  # fmt: skip
    return PersonOverview(**{**usual, **values})


def from_list(role: Role = Role.OPERATOR, rule: CompanyRule = EMEA) -> SourcedGrant:
    """Return a role that the list gives."""
    return SourcedGrant(Grant(role, rule), GrantSource.LIST, f"{ISSUER} ada")


def from_group(group: str = "desk", role: Role = Role.VIEWER) -> SourcedGrant:
    """Return a role that a claim gives."""
    return SourcedGrant(Grant(role), GrantSource.CLAIM, group)


def from_setting() -> SourcedGrant:
    """Return the role that LEADS gives."""
    return SourcedGrant(Grant(Role.LEAD), GrantSource.SETTING)


def event(kind: str = AccessEventType.SIGNED_IN, **values: Any) -> AccessEvent:
    """Return an event of an hour ago."""
    usual: dict[str, Any] = {
        "number": 1, "at": NOW - timedelta(hours=1), "person": "Ada Byron", "identity": f"{ISSUER} ada",
        "verified": True, "origin": "peer", "session_id": "one",
    }  # fmt: skip
    return AccessEvent(kind=kind, **{**usual, **values})
