"""People whom a proxy names: believed only if the proxy has proven itself."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from dashboard.access.allowance import Allowances
from dashboard.access.events import AccessEventType, AccessLog, AccessQuery
from dashboard.access.roles import who_from
from dashboard.services.stores import close_stores, real_store
from dashboard.settings import current_settings
from dashboard.web import peer
from dashboard.web.sign_in import open_tabs, tries, visitors
from tests.web.sign_in.conftest import BASE, PAGE, POST
from tests.web.sign_in.test_middleware import closes

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
    monkeypatch.setattr(visitors, "BEGUN", Allowances(tries._own))
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
        {**PROVEN, "X-Forwarded-User": "a\u0007da"},
        {**PROVEN, "X-Forwarded-User": "ada\u00a0".encode()},
    ],
)
def test_no_one_else_is_believed(desk, headers):
    answer = opened(desk, **headers)
    assert answer.status_code == 403
    assert "didn’t say who you are" in answer.text
    assert "sd" not in desk.cookies


def test_an_id_may_have_blanks_as_a_certificate_s_name_has(desk):
    person = opened(desk, **{**PROVEN, "X-Forwarded-User": "CN=Ada Byron,O=Shop"}).json()
    assert person["identity"] == "proxy CN=Ada Byron,O=Shop"
    assert who_from(person["identity"]) == person["identity"], "a role can be given to it"


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


def test_without_a_role_the_page_says_what_came(desk):
    answer = opened(desk, **{**PROVEN, "X-Roles": "sales"})
    assert answer.status_code == 403
    assert "None of your groups gives you a role here: sales" in answer.text


def events(kind: AccessEventType) -> int:
    log = AccessLog(real_store(current_settings()))
    return log.page(AccessQuery(kinds=frozenset({kind})), 1, 1).of


def test_a_program_that_keeps_no_cookie_begins_so_many_sessions_a_minute_only(desk, monkeypatch):
    monkeypatch.setenv("SIGN_INS_A_MINUTE", "2")
    program = {**PROVEN, "X-Forwarded-User": "program"}
    statuses = []
    for _ in range(4):
        desk.cookies.clear()
        statuses.append(opened(desk, **program).status_code)
    assert statuses == [200, 200, 429, 429]
    assert opened(desk, **{**PROVEN, "X-Forwarded-User": "other"}).status_code == 200


def test_the_refusals_of_a_person_without_a_role_are_recorded_so_often_a_minute_only(desk, monkeypatch):
    monkeypatch.setenv("SIGN_INS_A_MINUTE", "2")
    stranger = {**PROVEN, "X-Forwarded-User": "stranger", "X-Roles": "sales"}
    assert [opened(desk, **stranger).status_code for _ in range(4)] == [403] * 4
    assert events(AccessEventType.SIGN_IN_REFUSED) == 2


def test_what_a_page_loads_begins_no_session(desk):
    assert desk.get("/page", headers=PROVEN).status_code == 401


@pytest.mark.parametrize(("method", "path"), [("GET", "/sign-in/state"), ("POST", "/sign-in/active")])
def test_a_reconnect_and_a_click_find_the_session_of_the_named_person(desk, method, path):
    opened(desk, **PROVEN)
    assert desk.request(method, path, headers={**POST, **PROVEN}).status_code == 204
    grace = {**PROVEN, "X-Forwarded-User": "grace"}
    for headers in (ADA, grace, {}):
        assert desk.request(method, path, headers={**POST, **headers}).status_code == 401


@pytest.mark.parametrize("path", ["/sign-in?to=%2Fpage%3Fdays%3D30", "/oauth2callback?code=a&state=b"])
def test_signing_in_again_leads_to_the_page_which_begins_the_session(desk, path):
    answer = desk.get(path, headers={**PAGE, **PROVEN})
    assert answer.status_code == 303
    assert answer.headers["location"] == ("/page?days=30" if "to=" in path else "/")


def test_who_has_signed_out_signs_in_again_with_one_click(desk):
    opened(desk, **PROVEN)
    first = desk.cookies["sd"]
    desk.post("/sign-out", headers={**POST, **PROVEN})
    assert desk.get("/sign-in/state", headers=PROVEN).status_code == 401
    again = desk.get("/sign-in", params={"to": "/page"}, headers={**PAGE, **PROVEN})
    assert desk.get(again.headers["location"], headers={**PAGE, **PROVEN}).json()["name"] == "Ada Byron"
    assert desk.cookies["sd"] != first


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


def test_a_websocket_is_closed_when_the_proxys_word_is_too_old(desk, monkeypatch):
    monkeypatch.setattr(open_tabs, "LOOK_EVERY_S", 0.01)
    opened(desk, **PROVEN)
    with desk.websocket_connect("ws://localhost/_stcore/stream", headers={**POST, **PROVEN}) as websocket:
        websocket.send_text("still here")
        assert websocket.receive_text() == "still here"
        monkeypatch.setattr(open_tabs, "PROXY_CONFIRMS_WITHIN_S", 0.0)  # it was opened longer ago than this
        assert closes(websocket)
