"""The guard before Streamlit: which Host and Origin may ask, and the headers that go out with every reply.

Pure ASGI, so that it sees websockets as well. Streamlit lets a websocket in without an Origin and from
any port of localhost, and asks an outside address about each foreign Origin (measured with 1.67); here
they are turned away before Streamlit sees them.
"""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.settings import SettingsError, load

HEADERS = {
    "content-security-policy": (
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "font-src 'self' data:; img-src 'self' data: blob:; connect-src 'self'; object-src 'none'; "
        "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
}
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_COMPONENTS = "/_stcore/bidi-components/"
_OPEN_TO_ALL = frozenset({"/healthz"})


class Guard:
    """ASGI middleware: refuses foreign Hosts and Origins, adds `HEADERS` to every reply."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.hosts = LOOPBACK | _extra_hosts()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or answer it here."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
        elif (refusal := self._refusal(scope)) is None:
            await self.app(scope, receive, _with_headers(scope, send))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await PlainTextResponse(refusal, 403, HEADERS)(scope, receive, send)

    def _refusal(self, scope: Scope) -> str | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if scope["path"] in _OPEN_TO_ALL:
            return None
        if _name_of(host) not in self.hosts:
            return "This name is not one the dashboard answers to. Set HOSTS (docs/operating.md)."
        if _needs_origin(scope) and urlsplit(headers.get("origin", "")).netloc != host:
            return "This request comes from another site."
        return None


def _extra_hosts() -> frozenset[str]:
    try:
        return frozenset(load(os.environ).hosts)
    except SettingsError:  # said on every page; until then only this machine's names
        return frozenset()


def _name_of(host: str) -> str:
    """The name in a Host header, without its port; "" when it is none."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def _needs_origin(scope: Scope) -> bool:
    return scope["type"] == "websocket" or scope["method"] not in ("GET", "HEAD", "OPTIONS")


def _with_headers(scope: Scope, send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            if scope["path"].startswith(_COMPONENTS):
                headers["cache-control"] = "no-cache"  # the name has no version in it
        await send(message)

    return send_with_headers
