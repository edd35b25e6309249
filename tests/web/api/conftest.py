"""Fixtures: our own routes behind the guard, a sandbox behind them, and a token."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from dashboard.access.company import rule_from
from dashboard.access.person import Grant
from dashboard.access.role import Role
from dashboard.access.tokens import TokenRepository
from dashboard.services.stores import close_stores, real_store
from dashboard.settings import current_settings
from dashboard.starting.registry import close_services
from dashboard.web.api import bearer
from dashboard.web.api.routes import routes
from dashboard.web.guard import Guard
from tests.support.people import at_desk

_number = count()
HERE = "http://127.0.0.1:8501"


@pytest.fixture
def http(fresh_sandbox, sqlite_url, monkeypatch) -> Iterator[TestClient]:
    """Return a client of the routes, without sign-in, with a key whose quota no one has seen."""
    monkeypatch.setattr(bearer, "_tries", type(bearer._tries)(bearer._tries._make))
    for name, value in {
        "CODAT_API_KEY": f"route-key-{next(_number)}",
        "CODAT_BASE_URL": fresh_sandbox.url,
        "DATABASE_URL": sqlite_url,
        "DEMO": "0",
    }.items():
        monkeypatch.setenv(name, value)
    app = Starlette(routes=routes(), middleware=[Middleware(Guard)])
    with TestClient(app, base_url=HERE, raise_server_exceptions=False, client=("127.0.0.1", 50_000)) as made:
        yield made
    close_services()
    close_stores()


@pytest.fixture
def tokens(http) -> TokenRepository:  # noqa: ARG001 - whose store it is
    return TokenRepository(real_store(current_settings()))


@pytest.fixture
def bearer_of(tokens) -> Callable[..., dict[str, str]]:
    """Return a function that makes a token and returns its header."""

    def made(name: str = "nightly", role: Role = Role.VIEWER, rule: str = "") -> dict[str, str]:
        secret = tokens.make(name, Grant(role, rule_from(rule)), 1, at_desk("Ada"), datetime.now(UTC))
        return {"Authorization": f"Bearer {secret}"}

    return made
