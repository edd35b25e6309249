"""A Codat of one merchant with as many syncs as asked: the sandbox's answers, sent again and again.

It answers for any id of a company and lists `COMPANIES`, so that each visit can be to one that no one has
opened yet. Every answer is there before it is asked for; when the long list has been sent is noted.
"""

from __future__ import annotations

import json
import threading
import time
import urllib.request
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from uuid import uuid4

from codat_client.times import read_utc
from tests.support.sandbox_process import SandboxProcess

CASE = "ten-thousand"
COMPANIES = 90
LIST = "/companies/{}/sync/commerce/syncs/list/status"
READS = (
    LIST,
    "/companies/{}/sync/commerce/syncs/lastSuccessful/status",
    "/companies/{}/sync/commerce/syncs/latest/status",
    "/meta/companies/{}/sync/commerce/status",
    "/companies/{}/connections",
    "/config/companies/{}/sync/commerce",
)


class Replay:
    """The server, as `with Replay(10_000) as replay`; `url` is where it is.

    `companies`: the ids that it lists. `sent_at`: when the last long list had been sent (`perf_counter`).
    """

    def __init__(self, syncs: int) -> None:
        self.companies = [str(uuid4()) for _ in range(COMPANIES)]
        self.bodies = _bodies(syncs, self.companies)
        self.sent_at = 0.0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Answers", (_Answers,), {"replay": self}))
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        """The address of the server."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    replay: Replay

    def do_GET(self) -> None:
        """Answer with what the sandbox answered for its merchant."""
        parts = self.path.partition("?")[0].split("/")
        kind = "/".join("{}" if len(part) == len("-" * 36) else part for part in parts)
        body = self.replay.bodies.get(kind, b"")
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        if kind == LIST:
            self.replay.sent_at = time.perf_counter()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _bodies(syncs: int, companies: list[str]) -> dict[str, bytes]:
    """Ask the sandbox for all that pages read; the list is cut or made longer."""
    sandbox = SandboxProcess()
    try:
        company = sandbox.company(CASE)
        bodies = {path: _get(sandbox.url + path.format(company)) for path in READS}
        page = json.loads(_get(f"{sandbox.url}/companies?page=1&pageSize=1"))
    finally:
        sandbox.stop()
    page["results"] = [
        page["results"][0] | {"id": each, "name": f"Merchant {each[:4]}"} for each in companies
    ]
    bodies["/companies"] = json.dumps(page | {"totalResults": len(companies), "pageSize": 100}).encode()
    bodies[LIST] = json.dumps(_as_many(json.loads(bodies[LIST]), syncs)).encode()
    return bodies


def _get(address: str) -> bytes:
    request = urllib.request.Request(address, headers={"Authorization": "Basic dGVzdC1rZXk="})  # noqa: S310 -- ours
    with urllib.request.urlopen(request) as answer:  # noqa: S310 -- our own sandbox
        body: bytes = answer.read()
        return body


def _as_many(records: list[dict[str, Any]], syncs: int) -> list[dict[str, Any]]:
    """Take the newest, or repeat them all: each time a minute earlier, under other ids."""
    made: list[dict[str, Any]] = []
    for turn in range(-(-syncs // len(records))):
        made += [_earlier(record, turn) for record in records]
    return made[:syncs]


def _earlier(record: dict[str, Any], minutes: int) -> dict[str, Any]:
    ran = read_utc(record["syncUtc"])
    if ran is None or not minutes:
        return record
    text = (ran - timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%S.%f0Z")
    return {**record, "syncId": f"{minutes:04x}{record['syncId'][4:]}", "syncUtc": text}
