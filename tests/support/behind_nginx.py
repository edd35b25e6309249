"""What stands behind nginx in a test instead of the dashboard: it answers with the headers it was sent."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPResponse, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

from tests.support import limits
from tests.support.nginx_process import CERTIFICATES, Nginx

TRUSTED = ssl.create_default_context(cafile=CERTIFICATES / "ca.pem")


class _Echo(BaseHTTPRequestHandler):
    """Answers 200 with the headers of the request, as JSON."""

    protocol_version, wbufsize = "HTTP/1.1", 65_536

    def do_GET(self) -> None:
        self._answer(json.dumps({name.lower(): value for name, value in self.headers.items()}).encode())

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Strict-Transport-Security", "max-age=1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Write nothing."""


class _SignedIn(_Echo):
    """oauth2-proxy in short: whoever has the cookie `in=1` is Ada, and with `in=2` Grace."""

    def do_GET(self) -> None:
        sent = self.headers.get("Cookie", "")
        person = next((each for cookie, each in PEOPLE.items() if cookie in sent), None)
        if self.path == "/oauth2/auth":
            self.send_response(202 if person else 401)
            for name, value in (person or PERSON).items():
                self.send_header(name, value)
        else:
            self.send_response(302)
            self.send_header("Location", f"/provider?back={self.headers.get('X-Auth-Request-Redirect', '')}")
        self.send_header("Content-Length", "0")
        self.end_headers()


class _Server(ThreadingHTTPServer):
    """A server whose queue holds all the files of a first page: nginx opens a connection for each."""

    request_queue_size = 256


PERSON = {
    "X-Auth-Request-User": "ada-1815",
    "X-Auth-Request-Preferred-Username": "Ada Byron",
    "X-Auth-Request-Email": "ada@example.com",
    "X-Auth-Request-Groups": "support,leads",
}
PEOPLE = {
    "in=1": PERSON,
    "in=2": {
        "X-Auth-Request-User": "grace-1906",
        "X-Auth-Request-Preferred-Username": "Grace Hopper",
        "X-Auth-Request-Groups": "support",
    },
}


@contextmanager
def echoing(*, signing_in: bool = False) -> Iterator[int]:
    """Run what answers with the headers, or what signs people in; gives its port."""
    handler = _SignedIn if signing_in else _Echo
    server = _Server(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def nginx_with_tls(folder: Path, dashboard_port: int, auth_port: int | None = None) -> Iterator[Nginx]:
    """Run deploy/nginx.conf in front of a port."""
    nginx = Nginx.with_tls(folder, dashboard_port, auth_port=auth_port)
    try:
        yield nginx
    finally:
        nginx.stop()


class Answer:
    """An answer over TLS: its status, its headers, and its body as text."""

    def __init__(self, response: HTTPResponse) -> None:
        self.status, self.headers, self.text = response.status, response.headers, response.read().decode()

    @property
    def echoed(self) -> dict[str, str]:
        """The headers that arrived behind nginx."""
        return dict(json.loads(self.text))


@contextmanager
def connected(url: str) -> Iterator[HTTPSConnection]:
    """Connect over TLS, for any number of requests."""
    place = urlsplit(url)
    line = HTTPSConnection(place.hostname or "", place.port, timeout=limits.WAIT_S, context=TRUSTED)
    try:
        yield line
    finally:
        line.close()


def asked(url: str, path: str, method: str = "GET", headers: Mapping[str, str] | None = None) -> Answer:
    """Ask over TLS for exactly this path. No redirect is followed."""
    with connected(url) as line:
        line.request(method, path, headers=dict(headers or {}))
        return Answer(line.getresponse())


def statuses(url: str, paths: Iterable[str]) -> list[int]:
    """Ask for one path after another, as fast as one connection allows."""
    with connected(url) as line:
        found = []
        for path in paths:
            line.request("GET", path)
            found.append(Answer(line.getresponse()).status)
        return found
