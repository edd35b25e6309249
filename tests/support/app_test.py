"""The dashboard in-process, as Streamlit's AppTest runs it."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import and_, delete, insert
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.runtime.context import ContextProxy, StreamlitHeaders
from streamlit.testing.v1 import AppTest

from dashboard.access import request_origin, session_header
from dashboard.access.request_origin import OriginKind, RequestOrigin
from dashboard.access.role import Role
from dashboard.access.session import SignInMethod, SignInSession, VerifiedPerson
from dashboard.access.sessions import SessionRepository, Visitor
from dashboard.services.stores import access_store
from dashboard.settings import load
from dashboard.store.engine import Store
from dashboard.store.tables import role_grant
from tests.support import limits
from tests.support.people import ISSUER

MAIN = Path(__file__).resolve().parents[2] / "dashboard/entry/main.py"


def dashboard() -> AppTest:
    """Return a session of the dashboard that has not run yet.

    Streamlit's server searches every installed package for components once; each AppTest does so again, which
    costs more than drawing a page. Here it happens once.
    """
    made = AppTest.from_file(str(MAIN), default_timeout=limits.WAIT_S)
    made._bidi_component_manager = _components()
    return made


@cache
def _components() -> BidiComponentManager:
    manager = BidiComponentManager()
    manager.discover_and_register_components(start_file_watching=False)
    return manager


SIGN_IN = {
    "SIGN_IN": "oidc", "OIDC_ISSUER": ISSUER, "OIDC_CLIENT_ID": "desk", "OIDC_CLIENT_SECRET": "secret",
    "EXTERNAL_URL": "https://desk.example",
}  # fmt: skip
"""Settings of a dashboard with sign-in whose provider no page asks."""


def signed_in_as(
    monkeypatch: pytest.MonkeyPatch,
    role: Role | None,
    name: str = "Ada Byron",
    rule: str = "",
    claims: tuple[str, ...] = (),
    **seen: Any,
) -> SignInSession:
    """Sign someone in: pages opened from now on in this process are theirs. Their role is on the list.

    `rule`: which companies the role covers, as text; `claims`: of the role claim; `seen`: of a `Visitor`.
    """
    for variable, value in SIGN_IN.items():
        monkeypatch.setenv(variable, value)
    store = access_store(load(os.environ))
    subject = name.split(maxsplit=1)[0].lower()
    who = VerifiedPerson(f"{ISSUER} {subject}", name, f"{subject}@example.com", claims)
    session, _ = SessionRepository(store).begin(who, SignInMethod.OIDC, 8, Visitor(**seen))
    if role is not None:
        give_role(store, who.identity, role, rule)
    use_session(monkeypatch, session)
    return session


def give_role(store: Store, who: str, role: Role, rule: str = "") -> None:
    """Put a role on the list, unless it is there."""
    row = {"who": who, "role": role.value, "rule": rule, "given_by": "", "given_at": datetime.now(UTC)}
    listed = and_(role_grant.c.who == who, role_grant.c.rule == rule)
    with store.writing() as connection:
        connection.execute(delete(role_grant).where(listed))
        connection.execute(insert(role_grant).values(row))


def use_session(monkeypatch: pytest.MonkeyPatch, session: SignInSession) -> None:
    """Open pages from now on as the browser of this session."""
    headers = StreamlitHeaders(
        [
            (request_origin.HEADER, request_origin.sealed(RequestOrigin(OriginKind.PEER))),
            (session_header.HEADER, session_header.sealed_session(session.id)),
        ]
    )
    monkeypatch.setattr(ContextProxy, "headers", headers)


def take_roles(session: SignInSession) -> None:
    """Take everything that the list gives to the person of a session."""
    mine = role_grant.c.who.in_([session.identity, session.person.address])
    with access_store(load(os.environ)).writing() as connection:
        connection.execute(delete(role_grant).where(mine))
