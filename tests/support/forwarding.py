"""An HTTP handler that forwards requests to a sandbox, for servers that tests put in front of one."""

from __future__ import annotations

import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler

from tests.support import limits

PASSED_ON = ("Authorization", "Content-Type", "Idempotency-Key", "Accept")


class Forwarding(BaseHTTPRequestHandler):
    """Forward every GET and POST to `goal`, and return its response."""

    def goal(self) -> str:
        """The address of the sandbox that answers this request."""
        raise NotImplementedError

    def do_GET(self) -> None:
        self._pass_on(None)

    def do_POST(self) -> None:
        self._pass_on(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    def answer(self, status: int, body: bytes) -> None:
        """Send a reply of JSON."""
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _pass_on(self, body: bytes | None) -> None:
        headers = {name: self.headers[name] for name in PASSED_ON if name in self.headers}
        request = urllib.request.Request(self.goal() + self.path, body, headers, method=self.command)
        try:
            with urllib.request.urlopen(request, timeout=limits.WAIT_S) as answer:
                self.answer(answer.status, answer.read())
        except urllib.error.HTTPError as error:
            with error:
                self.answer(error.code, error.read())
