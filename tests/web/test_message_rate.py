"""How many messages a tab may send, and what becomes of one that sends more."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from dashboard.access.allowance import Allowance
from dashboard.web.message_rate import NO_TEXT, TOO_MANY, Rate

SEVERAL = 5


@pytest.fixture
def heard():
    """What the app behind heard, and how its connection ended for it."""
    return []


@pytest.fixture
def client(heard):
    async def stream(socket: WebSocket) -> None:
        await socket.accept()
        try:
            while True:
                heard.append(await socket.receive_bytes())
        except WebSocketDisconnect as gone:
            heard.append(gone.code)
        with pytest.raises(WebSocketDisconnect):  # as to a browser that has gone
            await socket.send_bytes(b"too late")
        heard.append("ended")

    async def page(_request) -> PlainTextResponse:
        return PlainTextResponse("the page")

    few = Middleware(Rate, allowance=lambda: Allowance(burst=SEVERAL, a_second=0))
    return TestClient(Starlette(routes=[WebSocketRoute("/", stream), Route("/page", page)], middleware=[few]))


def closed_after(client: TestClient, *messages: bytes | str) -> tuple[int, str]:
    """Send these, and give how the server closes the connection."""
    with client.websocket_connect("/") as socket:
        for message in messages:
            if isinstance(message, bytes):
                socket.send_bytes(message)
            else:
                socket.send_text(message)
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_bytes()
    return closed.value.code, closed.value.reason


def test_a_tab_that_sends_too_much_is_closed_with_a_sentence_and_heard_no_more(client, heard, caplog):
    assert closed_after(client, *[b"run"] * (SEVERAL + 3)) == TOO_MANY
    assert heard == [b"run"] * SEVERAL + [TOO_MANY[0], "ended"]
    assert caplog.text.count("Too many messages") == 1


def test_text_which_no_page_of_ours_sends_is_closed_too(client, heard):
    assert closed_after(client, b"run", "text") == NO_TEXT
    assert heard == [b"run", NO_TEXT[0], "ended"]


def test_every_tab_has_its_own_allowance(client):
    for _ in range(3):
        assert closed_after(client, *[b"run"] * (SEVERAL + 1)) == TOO_MANY


def test_pages_are_not_counted(client):
    assert {client.get("/page").status_code for _ in range(3 * SEVERAL)} == {200}


@pytest.mark.parametrize("reason", [TOO_MANY[1], NO_TEXT[1]])
def test_a_reason_fits_into_the_frame_that_closes(reason):
    assert len(reason.encode()) <= 123
