"""People whom a proxy names: believed only if the proxy has proven itself."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from dashboard.services.stores import close_stores
from dashboard.web import peer
from tests.web.sign_in.conftest import BASE, PAGE, POST

SECRET = "f" * 32
ADA = {"X-Forwarded-User": "ada", "X-Name": "Ada Byron", "X-Roles": "desk-leads, all"}
PROVEN = {**ADA, "X-Sync-Desk-Proxy": SECRET}


@pytest.fixture
def desk(app, monkeypatch, sqlite_url):
    values = {
        "SIGN_IN": "proxy",
        "EXTERNAL_URL": BASE,
        "PROXY_SECRET": SECRET,
        "PROXY_NAME_HEADER": "X-Name",
        "PROXY_ROLES_HEADER": "X-Roles",
        "ROLE_MAP": "desk-leads=lead; desk=viewer",
        "DATABASE_URL": sqlite_url,
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(peer, "server_trusts_headers", lambda: False)
    with TestClient(app, base_url=BASE, follow_redirects=False, client=("127.0.0.1", 50000)) as client:
        yield client
    close_stores()


def opened(desk: TestClient, **headers: str):
    return desk.get("/page", headers={**PAGE, **headers})


def test_the_person_and_roles_are_those_the_proxy_names(desk):
    person = opened(desk, **PROVEN).json()
    assert (person["name"], person["identity"], person["role"]) == ("Ada Byron", "proxy ada", "lead")


def test_none_of_the_proxys_headers_is_passed_on(desk):
    passed = opened(desk, **PROVEN).json()["headers"]
    assert not {"x-forwarded-user", "x-name", "x-roles", "x-sync-desk-proxy"} & set(passed)


@pytest.mark.parametrize(
    "headers",
    [
        ADA,
        {**ADA, "X-Sync-Desk-Proxy": "f" * 31},
        {**ADA, "X-Sync-Desk-Proxy": ""},
        {"X-Sync-Desk-Proxy": SECRET},
        {**PROVEN, "X-Forwarded-User": ""},
    ],
)
def test_no_one_else_is_believed(desk, headers):
    answer = opened(desk, **headers)
    assert answer.status_code == 403
    assert "named no one" in answer.text
    assert "sd" not in desk.cookies


def test_two_headers_with_a_person_name_no_one(desk):
    headers = [*PAGE.items(), *PROVEN.items(), ("X-Forwarded-User", "grace")]
    assert desk.get("/page", headers=headers).status_code == 403


def test_the_cookie_alone_opens_nothing(desk):
    opened(desk, **PROVEN)
    assert opened(desk).status_code == 403


def test_another_person_behind_the_same_browser_gets_a_session_of_their_own(desk):
    opened(desk, **PROVEN)
    first = desk.cookies["sd"]
    person = opened(desk, **{**PROVEN, "X-Forwarded-User": "grace", "X-Name": "Grace Hopper"}).json()
    assert person["identity"] == "proxy grace"
    assert desk.cookies["sd"] != first


def test_the_same_person_keeps_the_session(desk):
    opened(desk, **PROVEN)
    first = desk.cookies["sd"]
    assert "set-cookie" not in opened(desk, **PROVEN).headers
    assert desk.cookies["sd"] == first


def test_roles_are_those_of_the_latest_request(desk):
    opened(desk, **PROVEN)
    assert opened(desk, **{**PROVEN, "X-Roles": "desk"}).json()["role"] == "viewer"


def test_without_a_role_the_page_names_the_header_and_what_came(desk):
    answer = opened(desk, **{**PROVEN, "X-Roles": "sales"})
    assert answer.status_code == 403
    assert "“X-Roles” gives a role: sales" in answer.text


def test_what_a_page_loads_begins_no_session(desk):
    assert desk.get("/page", headers=PROVEN).status_code == 401


def test_the_sign_in_page_says_that_the_proxy_signs_people_in(desk):
    answer = desk.get("/sign-in", headers=PAGE)
    assert (answer.status_code, "proxy in front" in answer.text) == (401, True)


def test_a_websocket_without_the_proxys_proof_is_refused(desk):
    opened(desk, **PROVEN)
    with (
        pytest.raises(WebSocketDisconnect),
        desk.websocket_connect("ws://localhost/_stcore/stream", headers=POST),
    ):
        pass
    with desk.websocket_connect("ws://localhost/_stcore/stream", headers={**POST, **PROVEN}) as websocket:
        websocket.send_text("in")
        assert websocket.receive_text() == "in"
