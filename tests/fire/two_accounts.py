"""One address behind which two Codat accounts stand: each key sees the companies of its own sandbox."""

from __future__ import annotations

import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from codat_client.checks import key_header
from tests.support.sandbox_process import SandboxProcess

KEYS = ("key-of-ann", "key-of-ben")
PASSED_ON = ("Authorization", "Content-Type", "Idempotency-Key", "Accept")


class TwoAccounts:
    """Runs until `stop`. `accounts[key]` is the sandbox that answers that key."""

    def __init__(self) -> None:
        self.accounts = {key: SandboxProcess(seed=seed) for seed, key in enumerate(KEYS, 7)}
        by_header = {key_header(key)[0]: account.url for key, account in self.accounts.items()}

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._pass_on(None)

            def do_POST(self) -> None:
                self._pass_on(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

            def _pass_on(self, body: bytes | None) -> None:
                url = by_header[self.headers["Authorization"]] + self.path
                headers = {name: self.headers[name] for name in PASSED_ON if name in self.headers}
                request = urllib.request.Request(url, body, headers, method=self.command)
                try:
                    with urllib.request.urlopen(request, timeout=20) as answer:
                        self._answer(answer.status, answer.read())
                except urllib.error.HTTPError as error:
                    with error:
                        self._answer(error.code, error.read())

            def _answer(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def ids(self, key: str) -> list[str]:
        """The ids of the companies that this key sees; the other sees none of them."""
        return [merchant["companyId"] for merchant in self.accounts[key].merchants]

    def stop(self) -> None:
        """End all three."""
        self._server.shutdown()
        self._server.server_close()
        for account in self.accounts.values():
            account.stop()


def other(key: str) -> str:
    """The other of the two keys."""
    return KEYS[1 - KEYS.index(key)]
