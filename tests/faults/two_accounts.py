"""One address behind which two Codat accounts stand: each key sees the companies of its own sandbox."""

from __future__ import annotations

import threading
from http.server import ThreadingHTTPServer

from codat_client.checks import key_header
from tests.support.forwarding import Forwarding
from tests.support.sandbox_process import SandboxProcess

KEYS = ("key-of-ann", "key-of-ben")


class TwoAccounts:
    """Runs until `stop`. `accounts[key]` is the sandbox that answers that key."""

    def __init__(self) -> None:
        self.accounts = {key: SandboxProcess(seed=seed) for seed, key in enumerate(KEYS, 7)}
        by_header = {key_header(key)[0]: account.url for key, account in self.accounts.items()}

        class Handler(Forwarding):
            def goal(self) -> str:
                return by_header[self.headers["Authorization"]]

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
