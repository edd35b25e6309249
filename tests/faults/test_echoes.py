"""A server that echoes the key in all it answers, in every spelling: no page, file or log shows any of it."""

from __future__ import annotations

import base64
import re
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer

import pytest

from codat_client import CodatClient
from tests.faults.conftest import Session
from tests.support.forwarding import Forwarding

KEY = "k3y-that+nobody/may-see"
TOKEN = base64.b64encode(KEY.encode()).decode()
SPELLINGS = [
    KEY,
    KEY.upper(),
    TOKEN,
    base64.urlsafe_b64encode(KEY.encode()).decode(),
    KEY.encode().hex(),
    KEY.encode().hex().upper(),
    "".join(f"\\u{ord(letter):04X}" for letter in KEY),
    "".join(f"%{ord(letter):02x}" for letter in KEY),
]
ECHO = " ".join(SPELLINGS)
TEXTS = re.compile(rb'("(?:name|platformName|labelText|errorMessage|syncExceptionMessage|statusText)":\s*)"')
NEEDLES = [*SPELLINGS[:-2], KEY.upper().lower(), TOKEN.rstrip("=")]


class Echoing(Forwarding):
    """Puts the key into every text of every answer."""

    to = ""

    def goal(self) -> str:
        return self.to

    def answer(self, status: int, body: bytes) -> None:
        super().answer(status, TEXTS.sub(lambda found: found[0] + ECHO.encode() + b" ", body))


@pytest.fixture
def echoing(environment, fresh_sandbox) -> Iterator[Session]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("To", (Echoing,), {"to": fresh_sandbox.url}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    environment.setenv("CODAT_API_KEY", KEY)
    environment.setenv("CODAT_BASE_URL", url)
    made = Session(url, KEY, environment)
    yield made
    made.close()
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("page", ["home", "company", "history", "setup", "start", "sync"])
def test_a_page_shows_a_mask_in_the_place_of_the_key(echoing, fresh_sandbox, caplog, page):
    company = fresh_sandbox.company("archived-tax-rate")
    latest = CodatClient(KEY, fresh_sandbox.url).sync.get_latest_sync(company)
    echoing.open(page, company=company, **({"sync": latest.sync_id} if page == "sync" else {}))
    text = echoing.until(lambda text: "***" in text)
    shown = "\n".join([text, *(str(getattr(each, "proto", "")) for each in echoing.app), caplog.text])
    assert not [spelling for spelling in NEEDLES if spelling.lower() in shown.lower()]
