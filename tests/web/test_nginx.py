"""deploy/nginx.conf with only names, ports and paths replaced: what passes, what doesn’t, what is logged."""

from __future__ import annotations

import http.client
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, nullcontext
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from dashboard.settings import Settings
from tests.support import limits
from tests.support.behind_nginx import PERSON, asked, connected, echoing, nginx_with_tls, statuses
from tests.support.dashboard_process import free_port
from tests.support.nginx_process import CERTIFICATES, PROXY_SECRET, Nginx

TOKEN = "A-_9" * 8
COOKIE = {"Cookie": "in=1"}
FORGED = {
    "X-Forwarded-For": "203.0.113.7",
    "X-Forwarded-Proto": "gopher",
    "X-Forwarded-Host": "evil.example",
    "X-Real-IP": "203.0.113.7",
    "Forwarded": "for=203.0.113.7",
    "X-Forwarded-User": "forged",
    "X_Forwarded_User": "forged",
    "X-Forwarded-Preferred-Username": "forged",
    "X-Forwarded-Email": "forged@example.com",
    "X-Forwarded-Groups": "leads",
    "X-Sync-Desk-Proxy": PROXY_SECRET,
}
REPLACED = {"x-forwarded-for": "127.0.0.1", "x-forwarded-proto": "https"}


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    with echoing() as port, nginx_with_tls(tmp_path_factory.mktemp("nginx"), port) as nginx:
        yield nginx


@pytest.fixture(scope="module")
def signing_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    """With the lines for SIGN_IN=proxy."""
    folder = tmp_path_factory.mktemp("nginx")
    with echoing() as port, echoing(signing_in=True) as auth, nginx_with_tls(folder, port, auth) as nginx:
        yield nginx


def test_nginx_accepts_the_configuration(proxy, signing_in):
    for nginx in (proxy, signing_in):
        assert "syntax is ok" in nginx.checked
        assert "[warn]" not in nginx.checked


def test_what_a_browser_says_of_itself_as_a_proxy_never_arrives(proxy):
    arrived = asked(proxy.url, "/", headers=FORGED).echoed
    sent = {name.lower() for name in FORGED}
    assert {name: value for name, value in arrived.items() if name in sent} == REPLACED
    assert arrived["host"] == urlsplit(proxy.url).netloc


def test_a_websocket_handshake_is_passed_on(proxy):
    shake = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13"}
    arrived = asked(proxy.url, "/_stcore/stream", headers=shake).echoed
    assert (arrived["upgrade"], arrived["connection"]) == ("websocket", "upgrade")
    assert "upgrade" not in asked(proxy.url, "/").echoed


def test_plain_http_redirects_to_https(proxy):
    (port,) = re.findall(r"listen 127\.0\.0\.1:(\d+);", (proxy.folder / "nginx.conf").read_text())
    line = http.client.HTTPConnection("localhost", int(port), timeout=limits.WAIT_S)
    line.request("GET", "/company?company=1", headers={"Host": "evil.example"})
    answer = line.getresponse()
    line.close()
    assert (answer.status, answer.headers["Location"]) == (308, "https://localhost/company?company=1")


@pytest.mark.parametrize("name", ["evil.example", None])
def test_another_name_gets_no_certificate(proxy, name):
    place = urlsplit(proxy.url)
    context = ssl.create_default_context() if name else ssl._create_unverified_context()  # noqa: S323
    with (
        socket.create_connection((place.hostname, place.port), timeout=limits.WAIT_S) as line,
        pytest.raises(ssl.SSLError, match=r"(?i)unrecognized.name"),
    ):
        context.wrap_socket(line, server_hostname=name)


@pytest.mark.parametrize(
    ("latest", "refused"), [(ssl.TLSVersion.TLSv1_1, True), (ssl.TLSVersion.TLSv1_2, False)]
)
def test_an_older_tls_is_refused(proxy, latest, refused):
    place, context = urlsplit(proxy.url), ssl.create_default_context(cafile=CERTIFICATES / "ca.pem")
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.maximum_version = latest
    context.set_ciphers("ALL:@SECLEVEL=0")
    reason = pytest.raises(ssl.SSLError, match=r"(?i)protocol.version") if refused else nullcontext()
    with socket.create_connection((place.hostname, place.port), timeout=limits.WAIT_S) as line, reason:
        context.wrap_socket(line, server_hostname="localhost").close()


def test_a_large_body_or_address_is_refused_and_a_form_is_not(proxy):
    for length, status in ((16_000, 200), (17_000, 413)):
        with connected(proxy.url) as line:
            line.request(
                "POST", "/sign-out", b"x" * length if status == 200 else b"", {"Content-Length": f"{length}"}
            )
            assert line.getresponse().status == status
    assert asked(proxy.url, f"/?{'q' * 9_000}").status == 414


def test_every_answer_demands_tls_also_one_of_nginx(proxy):
    for path in ("/", f"/s/{TOKEN}", f"/?{'q' * 9_000}"):
        answer = asked(proxy.url, path)
        assert answer.headers.get_all("Strict-Transport-Security") == ["max-age=31536000"]
        assert "/" not in answer.headers["Server"], "the version is hidden"


@pytest.mark.parametrize("path", [f"/s/{'g' * 32}", "/preview/g", "/sign-in", "/oauth2callback?code=1"])
def test_too_many_requests_are_refused(proxy, path):
    assert 429 in statuses(proxy.url, [path] * 100)


def test_one_address_holds_no_more_than_half_of_the_tabs(tmp_path: Path):
    never_sent = {"Content-Length": "1"}  # so the request stays open
    with echoing() as port, nginx_with_tls(tmp_path, port) as nginx, ExitStack() as stack:
        for _ in range(160):
            line = stack.enter_context(connected(nginx.url))
            line.request("POST", "/", headers=never_sent)
        assert asked(nginx.url, "/static/js/x.js").status == 200
        assert asked(nginx.url, "/").status == 429


def test_a_first_page_with_all_its_files_is_not(proxy):
    files = [f"/static/js/{number}.js" for number in range(300)]
    assert set(statuses(proxy.url, ["/", "/company", *files, "/_stcore/health"])) == {200}


SECRETS = ["the-code", "the-state", "the-search", "the-place", TOKEN, TOKEN.lower()]
SECRET_PATHS = [
    "/oauth2callback?code=the-code&state=the-state",
    "/sign-in?to=/the-place",
    "/?q=the-search",
    f"/s/{TOKEN}",
    f"/s/{TOKEN}/status.json",
    f"/S/{TOKEN.lower()}",
    f"/desk/s/{TOKEN}?x={TOKEN}",
    f"/%73/{TOKEN}",
    f"//s//{TOKEN}",
    f"/x/../s/{TOKEN}",
    f"/preview/{TOKEN}",
]


@pytest.mark.parametrize("up", [True, False], ids=["dashboard up", "dashboard down"])
def test_no_log_has_a_token_a_code_or_a_query(up, tmp_path: Path):
    with echoing() as running, nginx_with_tls(tmp_path, running if up else free_port()) as nginx:
        for path in SECRET_PATHS:
            for referrer in (f"https://localhost{path}", path):
                asked(nginx.url, path, headers={"Referer": referrer})
        logged = nginx.logs()
    assert [each for each in SECRETS if each in logged] == []
    assert '"GET /oauth2callback HTTP/1.1"' in logged
    assert '"GET /s/… HTTP/1.1"' in logged
    assert '"https://localhost"' in logged


def test_where_a_proxy_signs_in_it_says_who_it_is_and_proves_it(signing_in):
    arrived = asked(signing_in.url, "/company", headers=FORGED | COOKIE).echoed
    assert arrived["x-forwarded-user"] == PERSON["X-Auth-Request-User"]
    assert arrived["x-forwarded-preferred-username"] == PERSON["X-Auth-Request-Preferred-Username"]
    assert arrived["x-forwarded-email"] == PERSON["X-Auth-Request-Email"]
    assert arrived["x-forwarded-groups"] == PERSON["X-Auth-Request-Groups"]
    assert arrived["x-sync-desk-proxy"] == PROXY_SECRET


def test_the_headers_are_those_of_the_settings(signing_in):
    usual, arrived = Settings(), asked(signing_in.url, "/", headers=COOKIE).echoed
    assert {usual.proxy_person_header.lower(), usual.proxy_secret_header.lower()} <= set(arrived)


def test_a_page_without_sign_in_leads_there_and_back_to_the_requested_address(signing_in):
    answer = asked(signing_in.url, "/company?company=1&times=utc")
    assert answer.status == 302
    assert answer.headers["Location"] == "/provider?back=/company?company=1&times=utc"


def test_signing_in_again_leads_to_the_proxys_sign_in_and_an_open_tab_learns_that_it_is_over(signing_in):
    assert (
        asked(signing_in.url, "/sign-in?to=%2Fhelp").headers["Location"]
        == "/provider?back=/sign-in?to=%2Fhelp"
    )
    for path in ("/sign-in/state?v=1", "/sign-in/active"):
        assert asked(signing_in.url, path).status == 401
    assert asked(signing_in.url, "/sign-in/state?v=1", headers=COOKIE).status == 200


def test_a_shared_link_needs_no_sign_in_and_no_one_is_named_there(signing_in):
    arrived = asked(signing_in.url, f"/s/{TOKEN}", headers=FORGED).echoed
    assert "x-forwarded-user" not in arrived


def test_a_script_with_a_token_needs_no_sign_in_and_is_named_by_no_header(signing_in):
    token = {"Authorization": "Bearer sd_made-up"}
    arrived = asked(signing_in.url, "/export/history.csv?company=1", headers=FORGED | token).echoed
    assert arrived["authorization"] == token["Authorization"]
    assert "x-forwarded-user" not in arrived
    assert asked(signing_in.url, "/export/history.csv?company=1").status == 401
    assert asked(signing_in.url, "/company", headers=token).status == 302
