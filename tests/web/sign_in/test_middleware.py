"""Who gets past the sign-in, and what is handed on."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect
from streamlit.proto.BackMsg_pb2 import BackMsg

from dashboard.access import session_header
from dashboard.access.company import ALL_COMPANIES
from dashboard.access.role import Role
from dashboard.services import sign_ins
from dashboard.services.stores import real_store
from dashboard.settings import current_settings
from dashboard.store.errors import StoreProblem, StoreUnavailable
from dashboard.store.tables import role_grant, sign_in_session
from dashboard.web import message_rate
from dashboard.web.asgi import MIDDLEWARE
from dashboard.web.sign_in import open_tabs
from tests.support import limits
from tests.support.stores import make_newer
from tests.web.sign_in.conftest import BASE, POST, Desk

FORGED = {session_header.HEADER: "0123 session", "X-Forwarded-User": "ada"}


def change(**values: Any) -> None:
    """Change the one session in the store."""
    with real_store(current_settings()).writing() as connection:
        connection.execute(update(sign_in_session).values(values))


def ago(**by: float) -> datetime:
    return datetime.now(UTC) - timedelta(**by)


def closes(websocket: Any) -> bool:
    """Whether the server closes a websocket within two seconds."""
    began = time.monotonic()
    with pytest.raises(WebSocketDisconnect):
        websocket.receive_text()
    return time.monotonic() - began < limits.stretched(2)


def test_without_a_session_a_page_leads_to_sign_in(desk: Desk):
    answer = desk.open("/page?company=1")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?to=%2Fpage%3Fcompany%3D1"


@pytest.mark.parametrize("path", ["/page", "/where.js", "/media/a.png", "/_stcore/health", "/export/x"])
def test_without_a_session_everything_else_gets_401(desk: Desk, path):
    assert desk.client.get(path).status_code == 401
    assert desk.client.post(path, headers={**POST, "Accept": "text/html"}).status_code == 401


def test_without_a_session_a_websocket_is_refused(desk: Desk):
    with (
        pytest.raises(WebSocketDisconnect),
        desk.client.websocket_connect("ws://localhost/_stcore/stream", headers=POST),
    ):
        pass


@pytest.mark.parametrize("path", ["/s/unknown", "/healthz", "/app/static/inter.woff2", "/preview/unknown"])
def test_shared_views_the_health_check_and_the_font_need_no_session(desk: Desk, path):
    assert desk.client.get(path).status_code == 404, "passed on; the test’s app has none of them"


def test_headers_that_someone_forged_are_not_believed(desk: Desk):
    assert desk.open(**FORGED).status_code == 303
    desk.sign_in()
    person = desk.open(**FORGED).json()
    assert person["name"] == "Ada Byron"
    assert "x-forwarded-user" not in person["headers"]


@pytest.mark.parametrize(
    "values",
    [{"ends_at": ago()}, {"last_seen_at": ago(minutes=61)}, {"ended_at": ago()}, {"method": "proxy"}],
)
def test_a_session_that_is_over_opens_nothing(desk: Desk, values):
    desk.sign_in()
    change(**values)
    assert desk.open().status_code == 303
    assert desk.client.get("/sign-in/state").status_code == 401


def test_a_session_of_another_provider_opens_nothing(desk: Desk, monkeypatch):
    desk.sign_in()
    monkeypatch.setenv("OIDC_ISSUER", f"{desk.provider.issuer}/realms/other")
    assert desk.open().status_code == 303
    assert desk.client.get("/sign-in/state").status_code == 401


def test_opening_a_page_counts_as_activity_and_what_a_page_loads_does_not(desk: Desk):
    desk.sign_in()
    change(last_seen_at=ago(minutes=10))
    desk.client.get("/page")
    desk.client.get("/sign-in/state")
    assert _seen_at() < ago(minutes=9)
    desk.open()
    assert _seen_at() > ago(minutes=1)


def test_a_key_or_click_counts_as_activity(desk: Desk):
    desk.sign_in()
    change(last_seen_at=ago(minutes=10))
    assert desk.client.post("/sign-in/active", headers=POST).status_code == 204
    assert _seen_at() > ago(minutes=1)


def _seen_at() -> datetime:
    (session,) = sign_ins.sessions_of(current_settings()).listed(600)
    return session.last_seen_at


@pytest.mark.parametrize(
    "end",
    [
        lambda desk: desk.client.post("/sign-out", headers=POST),
        lambda _: change(ended_at=ago()),
        lambda _: change(ends_at=ago()),
        lambda _: change(last_seen_at=ago(minutes=61)),
        lambda _: give_role(Role.OPERATOR),
    ],
    ids=["signed out", "ended elsewhere", "at its end", "idle", "another role"],
)
def test_an_open_websocket_is_closed_within_two_seconds(desk: Desk, end: Callable[[Desk], object]):
    desk.provider.claims["groups"] = ["desk"]
    desk.sign_in()
    with desk.client.websocket_connect("ws://localhost/_stcore/stream", headers=POST) as websocket:
        websocket.send_text("still here")
        assert websocket.receive_text() == "still here"
        end(desk)
        assert closes(websocket)


def give_role(role: Role) -> None:
    values = {"who": "ada@example.com", "role": role.value, "rule": str(ALL_COMPANIES), "given_at": ago()}
    with real_store(current_settings()).writing() as connection:
        connection.execute(role_grant.insert().values(values))


async def _silent(websocket: WebSocket) -> None:
    await websocket.accept()
    async for _ in websocket.iter_bytes():
        pass


def test_a_tab_that_sends_too_many_messages_that_are_refused_is_closed_too(desk: Desk):
    desk.sign_in()
    message = BackMsg()
    message.backend_operation_request.deferred_file.file_id = "of another session"
    app = Starlette(routes=[WebSocketRoute("/_stcore/stream", _silent)], middleware=MIDDLEWARE)
    with (
        TestClient(app, base_url=BASE, cookies=desk.client.cookies, client=("127.0.0.1", 50000)) as client,
        client.websocket_connect("ws://localhost/_stcore/stream", headers=POST) as websocket,
    ):
        for _ in range(5 * message_rate.BURST):
            websocket.send_bytes(message.SerializeToString())
        assert close_of(websocket) == message_rate.TOO_MANY


def close_of(websocket: Any) -> tuple[int, str]:
    """Return how the server closes a websocket, whatever it sends before."""
    while (message := websocket.receive())["type"] != "websocket.close":
        pass
    return message["code"], message.get("reason", "")


def test_a_websocket_of_another_session_stays_open(desk: Desk, monkeypatch):
    monkeypatch.setattr(open_tabs, "LOOK_EVERY_S", 0.01)
    desk.sign_in()
    other = desk.client.cookies["sd"]
    with desk.client.websocket_connect("ws://localhost/_stcore/stream", headers=POST) as websocket:
        desk.client.cookies.clear()
        desk.sign_in()
        desk.client.post("/sign-out", headers=POST)
        websocket.send_text("still here")
        assert websocket.receive_text() == "still here"
    desk.client.cookies.set("sd", other)
    assert desk.open().status_code == 200


def test_a_tab_is_told_to_load_again_once_its_roles_have_changed(desk: Desk):
    desk.provider.claims["groups"] = ["desk"]
    desk.sign_in()
    (now,) = sign_ins.now_of(
        current_settings(), [each.id for each in sign_ins.sessions_of(current_settings()).listed(60)]
    ).values()
    version = sign_ins.version_of(now.session.id, now.grants)
    assert desk.client.get(f"/sign-in/state?v={version}").status_code == 204
    give_role(Role.OPERATOR)
    assert desk.client.get(f"/sign-in/state?v={version}").status_code == 409


def test_a_role_on_the_list_counts_at_the_next_request(desk: Desk):
    desk.provider.claims["groups"] = ["desk"]
    desk.sign_in()
    assert desk.person()["role"] == "viewer"
    give_role(Role.OPERATOR)
    assert desk.person()["role"] == "operator"


def test_while_the_store_fails_no_one_gets_in(desk: Desk, monkeypatch):
    desk.sign_in()

    def fail(*_: object) -> None:
        raise StoreUnavailable(StoreProblem.BAD_URL)

    monkeypatch.setattr(sign_ins, "session_with", fail)
    answer = desk.open()
    assert answer.status_code == 503
    assert "Ada" not in answer.text


def test_while_the_store_is_only_read_who_has_signed_in_goes_on(desk: Desk):
    desk.sign_in()
    change(last_seen_at=ago(minutes=2))
    make_newer(real_store(current_settings()))
    assert desk.open().status_code == 200
    assert desk.client.post("/sign-in/active", headers=POST).status_code == 204


def test_a_sign_in_that_is_set_up_wrongly_is_never_taken_for_none(desk: Desk, monkeypatch):
    monkeypatch.delenv("OIDC_CLIENT_ID")
    answer = desk.open()
    assert answer.status_code == 503
    assert "set up correctly" in answer.text


@pytest.mark.parametrize("path", ["/sign-in", "/sign-in/state", "/oauth2callback"])
def test_the_pages_of_sign_in_say_that_too(desk: Desk, monkeypatch, path):
    monkeypatch.delenv("OIDC_CLIENT_ID")
    answer = desk.open(path)
    assert (answer.status_code, "set up correctly" in answer.text) == (503, True)


def test_without_sign_in_everything_passes(desk: Desk, monkeypatch):
    for name in ("SIGN_IN", "OIDC_ISSUER", "ROLE_MAP", "ROLE_CLAIM"):
        monkeypatch.delenv(name)
    assert desk.open().json()["role"] == "lead"
