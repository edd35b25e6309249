"""The nginx of docs/operating.md: shared links need no sign-in, all else does, and no log has a token."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.support import limits
from tests.support.nginx_process import Nginx, example

TOKEN = "A-_9" * 8
OPEN = [f"/s/{TOKEN}", f"/s/{TOKEN}?x=1", f"/s/{TOKEN}/status.json", f"/s/{TOKEN}/badge.svg"]
CLOSED = [
    "/",
    "/company?company=x",
    "/_stcore/stream",
    "/s",
    "/s/",
    f"/s/{TOKEN}x",
    f"/s/{TOKEN}/",
    f"/s/{TOKEN}/status.json/../../../company",
    f"/s/{TOKEN}/..%2f..%2fcompany",
    f"/preview/{TOKEN}",
    f"/company/s/{TOKEN}",
    f"/S/{TOKEN}",
]


class _Dashboard(BaseHTTPRequestHandler):
    """Says 200 to everything."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Write nothing."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("nginx")


@pytest.fixture(scope="module")
def proxy(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Dashboard)
    Thread(target=server.serve_forever, daemon=True).start()
    (folder / "users").write_text("")
    config = example("shared links open").replace("/etc/nginx/sync-desk.users", f"{folder}/users")
    logged = config.replace("server {", f"server {{\n    access_log {folder}/access.log;", 1)
    nginx = Nginx(folder, logged, server.server_port)
    yield nginx.url
    nginx.stop()
    server.shutdown()
    server.server_close()


def status_of(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=limits.WAIT_S) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


@pytest.mark.parametrize("path", OPEN)
def test_a_shared_link_needs_no_sign_in(proxy, path):
    assert status_of(proxy + path) == 200


@pytest.mark.parametrize("path", CLOSED)
def test_everything_else_needs_one(proxy, path):
    assert status_of(proxy + path) == 401


def test_whoever_tries_too_fast_is_refused_and_no_log_has_a_token(proxy, folder):
    guess = "g" * 32
    tried = {status_of(f"{proxy}/s/{guess}") for _ in range(200)}
    assert tried == {200, 503}
    logs = (folder / "access.log").read_text() + (folder / "error.log").read_text()
    assert "/company" in logs
    assert guess not in logs
