"""How many may be here at once."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from dashboard.web.session_limit import SessionLimit

TAB = {"accept": "text/html,application/xhtml+xml"}


async def _page(_request) -> PlainTextResponse:
    return PlainTextResponse("the page")


async def _stream(socket: WebSocket) -> None:
    await socket.accept()
    async for _ in socket.iter_text():  # until the tab is closed
        pass


@pytest.fixture
def client():
    pages = [Route(path, _page) for path in ("/", "/sign-out", "/sign-in", "/signed-out")]
    behind = Starlette(routes=[*pages, WebSocketRoute("/stream", _stream)])
    return TestClient(SessionLimit(behind, most=2))


def open_tabs(client: TestClient, how_many: int, tabs: ExitStack) -> None:
    for _ in range(how_many):
        tabs.enter_context(client.websocket_connect("/stream"))


def test_as_many_as_there_is_room_for_are_let_in(client):
    with ExitStack() as tabs:
        open_tabs(client, 2, tabs)


def test_beyond_that_a_websocket_is_asked_to_try_again_later(client):
    with ExitStack() as tabs:
        open_tabs(client, 2, tabs)
        with pytest.raises(WebSocketDisconnect) as refused, client.websocket_connect("/stream"):
            pass
        assert refused.value.code == 1013


def test_beyond_that_a_page_says_what_to_do(client):
    with ExitStack() as tabs:
        open_tabs(client, 2, tabs)
        answer = client.get("/", headers=TAB)
        assert answer.status_code == 503
        assert "Close a tab you don’t need" in answer.text
        assert int(answer.headers["retry-after"]) > 0


@pytest.mark.parametrize("path", ["/sign-out", "/signed-out", "/sign-in"])
def test_whoever_wants_to_sign_out_or_in_can_also_then(client, path):
    with ExitStack() as tabs:
        open_tabs(client, 2, tabs)
        assert client.get(path, headers=TAB).status_code == 200


def test_what_open_tabs_load_goes_on(client):
    with ExitStack() as tabs:
        open_tabs(client, 2, tabs)
        assert client.get("/", headers={"accept": "*/*"}).status_code == 200


def test_a_closed_tab_makes_room(client):
    with ExitStack() as tabs:
        open_tabs(client, 1, tabs)
        with client.websocket_connect("/stream"):
            assert client.get("/", headers=TAB).status_code == 503
        assert client.get("/", headers=TAB).status_code == 200
