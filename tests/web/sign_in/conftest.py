"""Fixtures: a small provider, and what is in front of Streamlit with a page of the test's own behind it."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket

from dashboard.access.allowance import Allowances
from dashboard.services.stores import close_stores
from dashboard.web.guard import Guard
from dashboard.web.requester import person_of
from dashboard.web.sign_in import confirming, flow, provider, tries
from dashboard.web.sign_in.middleware import Sessions
from dashboard.web.sign_in.routes import routes
from tests.support.small_provider import CLIENT_ID, CLIENT_SECRET, SmallProvider

BASE = "http://localhost"
PAGE = {"Accept": "text/html"}
POST = {"Origin": BASE}
KEY = "S" * 43 + "="


class Desk:
    """A browser at the dashboard."""

    def __init__(self, client: TestClient, provider: SmallProvider) -> None:
        self.client, self.provider = client, provider

    def open(self, address: str = "/page", **headers: str) -> httpx2.Response:
        """Open an address as a browser does, without following where it leads."""
        return self.client.get(address, headers={**PAGE, **headers})

    def begin(self, to: str = "/page") -> str:
        """Begin a sign-in; return the address at the dashboard to which the provider sends the browser.

        A session that the browser has began after it, in another tab.
        """
        with self.without_session():
            asked = self.client.get("/sign-in", params={"to": to}, headers=PAGE)
        return sent_back(asked.headers["location"])

    @contextmanager
    def without_session(self) -> Iterator[None]:
        """Have the browser send no session's cookie for a while."""
        jar = self.client.cookies.jar
        held = [each for each in jar if each.name.removeprefix("__Host-") == "sd"]
        for each in held:
            jar.clear(each.domain, each.path, each.name)
        yield
        for each in held:
            jar.set_cookie(each)

    def sign_in(self, to: str = "/page") -> httpx2.Response:
        """Sign in; return what the dashboard answers at the end."""
        return self.open(self.begin(to))

    def person(self) -> dict[str, object]:
        """Return who the routes behind take this browser for."""
        found: dict[str, object] = self.open().json()
        return found


class _Unfollowed(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def sent_back(address: str) -> str:
    """Ask the provider; return the path and query to which it sends the browser."""
    try:
        urllib.request.build_opener(_Unfollowed).open(address)
    except urllib.error.HTTPError as answer:
        back = urlsplit(answer.headers["location"])
        return f"{back.path}?{back.query}"
    raise AssertionError("the provider sent the browser nowhere")


@pytest.fixture
def idp() -> Iterator[SmallProvider]:
    with SmallProvider() as running:
        yield running


@pytest.fixture
def oidc(monkeypatch: pytest.MonkeyPatch, idp: SmallProvider, sqlite_url: str) -> Iterator[None]:
    """Set what sign-in with the provider needs."""
    values = {
        "SIGN_IN": "oidc",
        "OIDC_ISSUER": idp.issuer,
        "OIDC_CLIENT_ID": CLIENT_ID,
        "OIDC_CLIENT_SECRET": CLIENT_SECRET,
        "EXTERNAL_URL": BASE,
        "ROLE_CLAIM": "groups",
        "ROLE_MAP": "desk-leads=lead; desk=viewer",
        "DATABASE_URL": sqlite_url,
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(flow, "FAILED", Allowances(tries._own))
    provider._provider.cache_clear()
    yield
    provider._provider.cache_clear()
    close_stores()


@pytest.fixture
def app() -> Starlette:
    made = [Route("/page", _page), WebSocketRoute("/_stcore/stream", _echo)]
    return Starlette(routes=[*routes(), *made], middleware=[Middleware(Guard), Middleware(Sessions)])


@pytest.fixture
def desk(app: Starlette, oidc: None, idp: SmallProvider, monkeypatch) -> Iterator[Desk]:  # noqa: ARG001
    monkeypatch.setattr(confirming.CONFIRMING, "_unreachable_at", -confirming.LOOKED_FOR_S)
    confirming.CONFIRMING._asked.clear()
    with TestClient(app, base_url=BASE, follow_redirects=False, client=("127.0.0.1", 50000)) as client:
        yield Desk(client, idp)


def _page(request: Request) -> Response:
    who = person_of(request.scope)
    headers = sorted(request.headers.keys())
    role = who.role.value if who.role else None
    return JSONResponse({
        "name": who.name, "identity": who.identity, "role": role, "out": who.signed_out, "headers": headers,
    })  # fmt: skip


async def _echo(websocket: WebSocket) -> None:
    await websocket.accept()
    async for text in websocket.iter_text():
        await websocket.send_text(text)
