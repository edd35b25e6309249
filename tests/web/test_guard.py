"""Who may ask, and which headers go out."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from dashboard.web.guard import HEADERS, Guard

HOST = "127.0.0.1:8501"


async def _page(_request) -> PlainTextResponse:
    return PlainTextResponse("the page")


async def _stream(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("let in")
    await socket.close()


ROUTES = [
    Route("/", _page, methods=["GET", "POST"]),
    Route("/healthz", _page),
    Route("/_stcore/bidi-components/x/browser.js", _page),
    WebSocketRoute("/_stcore/stream", _stream),
]


def _client(*, guarded: bool = True) -> TestClient:
    bare = Starlette(routes=ROUTES)
    return TestClient(Guard(bare) if guarded else bare, base_url=f"http://{HOST}")


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost:8501", "[::1]:8501", "LOCALHOST"])
def test_this_machines_own_names_are_answered(host):
    assert _client().get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "127.0.0.1:8501@evil.example", "", "[::1"]
)
def test_a_foreign_host_is_refused_with_a_sentence(host):
    answer = _client().get("/", headers={"host": host})
    assert answer.status_code == 403
    assert "HOSTS" in answer.text


def test_a_host_named_in_the_settings_is_answered(monkeypatch):
    monkeypatch.setenv("HOSTS", "desk.example, Other.Example")
    client = _client()
    assert client.get("/", headers={"host": "desk.example"}).status_code == 200
    assert client.get("/", headers={"host": "other.example:443"}).status_code == 200


def test_the_health_check_answers_under_any_name():
    assert _client().get("/healthz", headers={"host": "10.0.0.7:8501"}).status_code == 200


ORIGINS = [
    "http://evil.example",
    "http://127.0.0.1:8501.evil.example",
    "http://localhost:9999",
    "http://127.0.0.1:8501@evil.example",
    "null",
    "",
    None,
]


def _connect(client: TestClient, origin: str | None) -> str:
    headers = {"host": HOST} | ({"origin": origin} if origin is not None else {})
    with client.websocket_connect("/_stcore/stream", headers=headers) as socket:
        return socket.receive_text()


@pytest.mark.parametrize("origin", ORIGINS)
def test_a_websocket_from_elsewhere_is_closed_at_once(origin):
    with pytest.raises(WebSocketDisconnect) as closed:
        _connect(_client(), origin)
    assert closed.value.code == 1008


@pytest.mark.parametrize("origin", ORIGINS)
def test_without_the_guard_the_same_websocket_is_let_in(origin):
    assert _connect(_client(guarded=False), origin) == "let in"


def test_a_websocket_from_our_own_page_is_let_in():
    assert _connect(_client(), f"http://{HOST}") == "let in"


@pytest.mark.parametrize("origin", ORIGINS)
def test_a_post_from_elsewhere_is_refused(origin):
    headers = {"origin": origin} if origin is not None else {}
    assert _client().post("/", headers=headers).status_code == 403


@pytest.mark.parametrize("path", ["/", "/healthz", "/no-such-page"])
def test_every_reply_carries_the_headers(path):
    answer = _client().get(path)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_a_refusal_carries_the_headers_too():
    answer = _client().get("/", headers={"host": "evil.example"})
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_our_script_is_asked_for_anew_each_time():
    answer = _client().get("/_stcore/bidi-components/x/browser.js")
    assert answer.headers["cache-control"] == "no-cache"
