"""People who have signed in: sessions put into the store of a dashboard, as its sign-in does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from dashboard.access.session import SignInMethod, VerifiedPerson
from dashboard.access.sessions import SessionRepository
from dashboard.store.engine import open_store
from dashboard.store.upgrade import upgrade

_ISSUER: Final = "http://localhost:9"  # no one answers there: who has a session doesn't need the provider
_COOKIE: Final = "sd"  # without TLS
SIGN_IN: Final[dict[str, Any]] = {
    "SIGN_IN": "oidc",
    "EXTERNAL_URL": "http://localhost:8501",
    "OIDC_ISSUER": _ISSUER,
    "OIDC_CLIENT_ID": "desk",
    "OIDC_CLIENT_SECRET": "not a secret",
    "LEADS": f"{_ISSUER} person-0",
    "ROLE_CLAIM": "groups",
    "ROLE_MAP": "support=operator",
}
"""The environment of a dashboard with sign-in."""


def cookies(database_url: str, people: int) -> list[str]:
    """Return the Cookie header of each of so many operators, who have just signed in."""
    with _sessions(database_url) as sessions:
        return [f"{_COOKIE}={_cookie(sessions, number)}" for number in range(people)]


def _cookie(sessions: SessionRepository, number: int) -> str:
    person = VerifiedPerson(f"{_ISSUER} person-{number}", f"Person {number}", claims=("support",))
    return sessions.begin(person, SignInMethod.OIDC, hours=1)[1]


@contextmanager
def _sessions(database_url: str) -> Iterator[SessionRepository]:
    store = open_store(database_url)
    try:
        upgrade(store)
        yield SessionRepository(store)
    finally:
        store.close()
