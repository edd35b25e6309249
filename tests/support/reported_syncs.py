"""The sandbox behind a server that reports the syncs a test sets for a company."""

from __future__ import annotations

import json
import re
import threading
from http.server import ThreadingHTTPServer
from typing import Any

from tests.support.forwarding import Forwarding
from tests.support.sandbox_process import SandboxProcess

SYNCS = re.compile(r"/companies/([-0-9a-f]+)/sync/commerce/syncs/(list|latest|lastSuccessful)/status")
SUCCESSES = (2000, 2040)


class ReportedSyncs:
    """Runs until `stop`. `report` sets the records of a company, the newest first, as its JSON has them."""

    def __init__(self, sandbox: SandboxProcess) -> None:
        lists = self._lists = dict[str, list[Any]]()

        class Handler(Forwarding):
            def goal(self) -> str:
                return sandbox.url

            def do_GET(self) -> None:  # noqa: N802 - the name that the library calls
                matched = SYNCS.fullmatch(self.path)
                if matched and matched[1] in lists:
                    self.answer(200, json.dumps(_one_or_all(lists[matched[1]], matched[2])).encode())
                else:
                    super().do_GET()

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def report(self, company_id: str, records: list[Any]) -> None:
        """Report these records as all syncs of a company."""
        self._lists[company_id] = records

    def stop(self) -> None:
        """Stop it; the sandbox keeps running."""
        self._server.shutdown()
        self._server.server_close()


def _one_or_all(records: list[Any], which: str) -> Any:
    if which == "list":
        return records
    known = [each for each in records if isinstance(each, dict)]
    if which == "lastSuccessful":
        known = [each for each in known if each.get("syncStatusCode") in SUCCESSES]
    return known[0] if known else None
