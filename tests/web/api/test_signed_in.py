"""Our own routes where people sign in: a browser's session or a token opens them, and nothing else does."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import update
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from dashboard.access.session import SignInMethod, VerifiedPerson
from dashboard.access.sessions import Visitor
from dashboard.services import sign_ins
from dashboard.services.stores import real_store
from dashboard.settings import current_settings
from dashboard.store.engine import Store
from dashboard.store.errors import StoreProblem, StoreUnavailable
from dashboard.store.tables import sign_in_session
from dashboard.web.api.routes import routes
from dashboard.web.guard import Guard
from dashboard.web.sign_in.middleware import Sessions

HISTORY = "/export/history.csv"
HERE = "http://localhost"
ISSUER = "http://localhost:9"
"""A provider where no one answers."""


@pytest.fixture
def desk(http, monkeypatch) -> Iterator[TestClient]:  # noqa: ARG001 - its settings
    """The routes of a dashboard with sign-in, as a browser without a session sees them."""
    for name, value in {
        "SIGN_IN": "oidc",
        "OIDC_ISSUER": ISSUER,
        "OIDC_CLIENT_ID": "desk",
        "OIDC_CLIENT_SECRET": "any",
        "EXTERNAL_URL": HERE,
        "LEADS": f"{ISSUER} ada",
    }.items():
        monkeypatch.setenv(name, value)
    app = Starlette(routes=routes(), middleware=[Middleware(Guard), Middleware(Sessions)])
    with TestClient(app, base_url=HERE, follow_redirects=False, client=("127.0.0.1", 50_000)) as made:
        yield made


@pytest.fixture
def sign_in(desk):
    """Return a function that signs someone in in this browser."""

    def begin(subject: str) -> None:
        who = VerifiedPerson(f"{ISSUER} {subject}", subject)
        cookie = sign_ins.begin(current_settings(), who, SignInMethod.OIDC, Visitor("127.0.0.1", "", ""))
        desk.cookies.set("sd", cookie)

    return begin


def test_who_has_signed_in_gets_the_health_check_in_full(desk, sign_in):
    assert desk.get("/healthz").text == "ok"
    sign_in("ada")
    found = desk.get("/healthz").json()
    assert found["sign_in"]["mode"] == "oidc"
    assert found["store"]["sessions"] == 1


def test_a_session_that_the_provider_has_not_confirmed_learns_no_more_than_everyone(
    desk, sign_in, monkeypatch
):
    monkeypatch.setenv("ROLE_MAP", "desk=viewer")
    monkeypatch.setenv("ROLE_CLAIM", "groups")
    sign_in("ada")
    with real_store(current_settings()).writing() as connection:
        connection.execute(
            update(sign_in_session).values(refreshed_at=datetime.now(UTC) - timedelta(hours=1))
        )
    assert desk.get("/healthz").text == "ok"


def test_who_has_no_role_learns_no_more_than_everyone(desk, sign_in):
    sign_in("eve")
    assert desk.get("/healthz").text == "ok"


def test_who_has_signed_in_gets_the_file(desk, sign_in, fresh_sandbox):
    sign_in("ada")
    answer = desk.get(HISTORY, params={"company": fresh_sandbox.company("healthy")})
    assert answer.status_code == 200


def test_who_has_no_role_gets_no_file(desk, sign_in, fresh_sandbox):
    sign_in("eve")
    answer = desk.get(HISTORY, params={"company": fresh_sandbox.company("healthy")})
    assert (answer.status_code, answer.text) == (
        403,
        "You have no role in this dashboard. Ask a lead to give you one.\n",
    )


def test_without_a_session_a_script_is_refused_and_a_browser_is_sent_to_sign_in(desk):
    address = f"{HISTORY}?company={uuid4()}"
    assert desk.get(address).status_code == 401
    page = desk.get(address, headers={"Accept": "text/html"})
    assert page.headers["location"].startswith("/sign-in?to=%2Fexport%2Fhistory.csv%3Fcompany")


def test_a_token_needs_no_session(desk, bearer_of, fresh_sandbox):
    answer = desk.get(HISTORY, params={"company": fresh_sandbox.company("healthy")}, headers=bearer_of())
    assert answer.status_code == 200


def test_a_wrong_token_does_not_bypass_sign_in(desk):
    wrong = {"Authorization": "Bearer x"}
    assert desk.get(f"{HISTORY}?company={uuid4()}", headers=wrong).status_code == 401
    assert desk.get("/company", headers=wrong).status_code == 401


def test_while_the_store_is_down_a_signed_in_browser_still_learns_that_it_runs(desk, sign_in, monkeypatch):
    sign_in("ada")

    def down(_):
        raise StoreUnavailable(StoreProblem.DOWN)

    monkeypatch.setattr(Store, "reading", down)
    answer = desk.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok")
