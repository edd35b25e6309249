"""Who may ask, and which headers go out."""

from __future__ import annotations

import asyncio

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.types import Message
from starlette.websockets import WebSocket, WebSocketDisconnect

from dashboard.access.request_origin import HEADER, OriginKind, RequestOrigin, sealed, unsealed
from dashboard.settings import Settings
from dashboard.ui import session
from dashboard.web.guard import CLOSED, PLAIN_HTTP, Guard
from dashboard.web.refusal import HEADERS

HOST = "127.0.0.1:8501"
BROWSER = {"host": HOST, "origin": f"http://{HOST}", "user-agent": "Chromium"}


async def _page(_request) -> PlainTextResponse:
    return PlainTextResponse("the page")


async def _stream(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("let in")
    await socket.close()


async def _broken(_request) -> PlainTextResponse:
    raise RuntimeError("secret detail")


ROUTES = [
    Route("/broken", _broken),
    Route("/", _page, methods=["GET", "POST"]),
    Route("/healthz", _page),
    Route("/_stcore/bidi-components/x/browser.js", _page),
    Route("/desk/_stcore/bidi-components/x/browser.js", _page),
    WebSocketRoute("/_stcore/stream", _stream),
]


@pytest.fixture
def untrusting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where uvicorn takes addresses from headers although a proxy is to be trusted."""
    monkeypatch.setattr("dashboard.web.guard.trust_problem", lambda _settings: "No proxy can be trusted.")


def _client(*, guarded: bool = True) -> TestClient:
    app = Starlette(routes=ROUTES, middleware=[Middleware(Guard)] if guarded else [])
    return TestClient(app, base_url=f"http://{HOST}")


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost:8501", "[::1]:8501", "LOCALHOST"])
def test_this_machines_own_names_are_answered(host):
    assert _client().get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "127.0.0.1:8501@evil.example",
        "evil@127.0.0.1:8501",
        "127.0.0.1:8501/evil",
        "localhost.",
        "",
        "[::1",
    ],
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


def test_the_host_of_the_external_address_is_answered_so_that_shared_links_open(monkeypatch):
    monkeypatch.setenv("HOSTS", "desk.example")
    monkeypatch.setenv("EXTERNAL_URL", "https://Share.Example:8443/desk")
    client = _client()
    answered = ("share.example:8443", "SHARE.example", "desk.example")
    assert {client.get("/", headers={"host": each}).status_code for each in answered} == {200}
    assert client.get("/", headers={"host": "example"}).status_code == 403


def test_an_external_address_from_the_secrets_is_answered_too(monkeypatch):
    monkeypatch.setattr(session, "settings", lambda: Settings(external_url="https://share.example"))
    assert _client().get("/", headers={"host": "share.example"}).status_code == 200


def test_with_settings_that_cannot_be_used_this_machines_own_names_are_answered(monkeypatch):
    monkeypatch.setenv("EXTERNAL_URL", "share.example")
    assert _client().get("/").status_code == 200


def test_the_health_check_answers_under_any_name():
    assert _client().get("/healthz", headers={"host": "10.0.0.7:8501"}).status_code == 200


ORIGINS = [
    "http://evil.example",
    "http://127.0.0.1:8501.evil.example",
    "http://localhost:9999",
    "http://127.0.0.1:8501@evil.example",
    "http://evil@127.0.0.1:8501",
    "ftp://127.0.0.1:8501",
    "http://[::1",
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


async def _place(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_json(socket.headers.getlist(HEADER))
    await socket.close()


def _told(peer: str | None, **headers: str) -> RequestOrigin:
    """Where a session behind the guard is told that it was opened."""
    app = Starlette(routes=[WebSocketRoute("/", _place)], middleware=[Middleware(Guard)])
    client = TestClient(_from(app, peer))
    with client.websocket_connect("/", headers={**BROWSER, **headers}) as socket:
        (value,) = socket.receive_json()
    return unsealed(value)


def _from(app, peer: str | None):
    """The app as it is asked by that peer; None: over a line whose other end has no address."""

    async def asked(scope, receive, send) -> None:
        await app({**scope, "client": peer and (peer, 50_000)}, receive, send)

    return asked


def test_a_session_is_shown_that_it_was_opened_here():
    assert _told("127.0.0.1") == RequestOrigin(OriginKind.HERE)


@pytest.mark.parametrize("peer", ["192.0.2.2", "::ffff:192.0.2.2", None])
def test_a_session_is_shown_that_it_was_opened_elsewhere(peer):
    assert _told(peer) == RequestOrigin(OriginKind.PEER)


def test_a_session_is_shown_of_a_proxy():
    assert _told("127.0.0.1", Via="1.1 proxy") == RequestOrigin(OriginKind.HEADER, "via")


def test_nobody_else_can_show_a_session_where_it_was_opened():
    assert _told("192.0.2.2", **{HEADER: sealed(RequestOrigin(OriginKind.HERE))}) == RequestOrigin(
        OriginKind.PEER
    )


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("origin", ORIGINS)
def test_what_changes_something_is_refused_from_elsewhere(origin, method):
    headers = {"origin": origin} if origin is not None else {}
    assert _client().request(method, "/", headers=headers).status_code == 403
    assert _client().request(method, "/healthz", headers=headers).status_code == 403


def test_a_post_from_our_own_page_is_let_through_by_tls_proxies_too():
    assert _client().post("/", headers={"origin": f"http://{HOST}"}).status_code == 200
    assert _client().post("/", headers={"origin": f"https://{HOST}"}).status_code == 200


def test_two_hosts_or_two_origins_are_none():
    two = [("host", HOST), ("origin", f"http://{HOST}"), ("origin", "http://evil.example")]
    assert _client().post("/", headers=two).status_code == 403


@pytest.mark.parametrize("path", [*CLOSED, "/base/_stcore/metrics", "/_stcore/upload_file/session/file"])
def test_what_nobody_here_needs_is_closed(path):
    assert _client().get(path).status_code == 404
    assert _client().put(path, headers={"origin": f"http://{HOST}"}).status_code == 404


def test_a_failure_behind_the_guard_shows_a_reference_and_nothing_else(caplog):
    answer = _client().get("/broken")
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    reference = answer.text.split("reference ")[1][:6]
    assert reference in caplog.text
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/", "/healthz", "/no-such-page"])
def test_every_reply_carries_the_headers(path):
    answer = _client().get(path)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_a_refusal_carries_the_headers_too():
    answer = _client().get("/", headers={"host": "evil.example"})
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


STRICT = "strict-transport-security"


@pytest.fixture
def named(monkeypatch):
    """The guard of a dashboard that answers to a name of its own; `scheme` is what it is reached by."""
    monkeypatch.setenv("HOSTS", "desk.example")

    def client(scheme: str = "http") -> TestClient:
        app = Starlette(routes=ROUTES, middleware=[Middleware(Guard)])
        return TestClient(app, base_url=f"{scheme}://desk.example")

    return client


@pytest.mark.parametrize("path", ["/", "/no-such-page", "/_stcore/metrics"])
def test_over_tls_the_browser_is_asked_to_use_tls_only(named, path):
    assert named("https").get(path).headers[STRICT] == "max-age=31536000"


@pytest.mark.parametrize("shown", ["https", "HTTPS", "https, http"])
def test_behind_a_proxy_with_tls_the_browser_is_asked_too(named, shown):
    assert STRICT in named().get("/", headers={"x-forwarded-proto": shown}).headers


@pytest.mark.parametrize("shown", [{}, {"x-forwarded-proto": "http"}, {"x-forwarded-proto": "http, https"}])
def test_over_plain_http_it_is_not(named, shown):
    assert STRICT not in named().get("/", headers=shown).headers


@pytest.mark.parametrize("host", ["localhost:8501", "127.0.0.1", "[::1]:8501"])
def test_this_machine_s_own_names_are_never_kept_to_tls(named, host):
    """A browser keeps it by name alone: it would hold for whatever else runs here."""
    assert STRICT not in named("https").get("/", headers={"host": host}).headers


def _asked(peer: str | None, scheme: str, *paths: str, **headers: str) -> None:
    """Ask a guard from there, over and over."""
    client = TestClient(_from(Guard(Starlette(routes=ROUTES)), peer), base_url=f"{scheme}://{HOST}")
    for path in paths:
        client.get(path, headers=headers)


def test_the_first_request_from_another_computer_over_plain_http_is_warned_of_once(caplog):
    _asked("192.0.2.2", "http", "/", "/healthz", "/")
    assert caplog.messages == [PLAIN_HTTP]


@pytest.mark.parametrize(
    ("peer", "scheme", "headers"),
    [
        ("127.0.0.1", "http", {}),
        ("::1", "http", {}),
        (None, "http", {}),
        ("192.0.2.2", "https", {}),
        ("192.0.2.2", "http", {"x-forwarded-proto": "https"}),
    ],
)
def test_nothing_is_warned_of_on_this_machine_or_over_tls(caplog, peer, scheme, headers):
    _asked(peer, scheme, "/", "/", **headers)
    assert caplog.messages == []


def test_no_page_may_use_camera_microphone_or_place():
    policy = _client().get("/").headers["permissions-policy"]
    assert {"camera=()", "microphone=()", "geolocation=()"} <= set(policy.split(", "))


@pytest.mark.parametrize("base", ["", "/desk"])
def test_our_script_is_asked_for_again_each_time(base):
    answer = _client().get(f"{base}/_stcore/bidi-components/x/browser.js")
    assert answer.headers["cache-control"] == "no-cache"


async def _breaks_off(scope, _receive, send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"half of", "more_body": True})
    raise RuntimeError(scope["path"])


async def _never() -> Message:
    raise AssertionError


def test_an_answer_that_has_begun_is_broken_off_and_no_second_one_follows():
    sent = []

    async def send(message) -> None:
        sent.append(message["type"])

    scope = {"type": "http", "method": "GET", "path": "/x", "headers": [(b"host", HOST.encode())]}
    with pytest.raises(RuntimeError, match="/x"):
        asyncio.run(Guard(_breaks_off)(scope, _never, send))
    assert sent == ["http.response.start", "http.response.body"]


@pytest.mark.usefixtures("untrusting")
def test_where_no_proxy_can_be_trusted_only_the_health_check_answers():
    client = _client()
    assert client.get("/healthz").status_code == 200
    refused = client.get("/", headers=BROWSER)
    assert (refused.status_code, refused.text) == (503, "No proxy can be trusted.")
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_stcore/stream", headers=BROWSER):
        """It is never open."""


def test_settings_that_become_usable_count_without_a_restart(monkeypatch, tmp_path):
    file = tmp_path / "codat-key"
    monkeypatch.delenv("CODAT_API_KEY", raising=False)
    monkeypatch.setenv("HOSTS", "desk.example")
    monkeypatch.setenv("CODAT_API_KEY_FILE", str(file))
    client = _client()
    statuses = []
    for _ in range(2):
        statuses.append(
            [client.get("/", headers={"host": host}).status_code for host in (HOST, "desk.example")]
        )
        file.write_text("a-key", encoding="utf-8")
    assert statuses == [[200, 403], [200, 200]]
