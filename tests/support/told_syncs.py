"""The sandbox behind an address that tells what a test wants of a company's syncs."""

from __future__ import annotations

import json
import re
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.support.sandbox_process import SandboxProcess

SYNCS = re.compile(r"/companies/([-0-9a-f]+)/sync/commerce/syncs/(list|latest|lastSuccessful)/status")
SUCCESSES = (2000, 2040)
PASSED_ON = ("Authorization", "Content-Type", "Idempotency-Key", "Accept")


class ToldSyncs:
    """Runs until `stop`. `tell` sets the records of a company, the newest first, as its JSON has them."""

    def __init__(self, sandbox: SandboxProcess) -> None:
        lists = self._lists = dict[str, list[Any]]()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = SYNCS.fullmatch(self.path)
                if asked and asked[1] in lists:
                    self._answer(200, json.dumps(_told(lists[asked[1]], asked[2])).encode())
                    return
                self._pass_on(None)

            def do_POST(self) -> None:
                self._pass_on(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

            def _pass_on(self, body: bytes | None) -> None:
                headers = {name: self.headers[name] for name in PASSED_ON if name in self.headers}
                request = urllib.request.Request(sandbox.url + self.path, body, headers, method=self.command)
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

    def tell(self, company_id: str, records: list[Any]) -> None:
        """Have these records told as all syncs of a company."""
        self._lists[company_id] = records

    def stop(self) -> None:
        """End it; the sandbox stays."""
        self._server.shutdown()
        self._server.server_close()


def _told(records: list[Any], which: str) -> Any:
    if which == "list":
        return records
    known = [each for each in records if isinstance(each, dict)]
    if which == "lastSuccessful":
        known = [each for each in known if each.get("syncStatusCode") in SUCCESSES]
    return known[0] if known else None
