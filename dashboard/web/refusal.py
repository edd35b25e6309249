"""A refusal: one sentence, the security headers, and nothing of what is behind it."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from dashboard.access.request_origin import host_name, is_loopback

HEADERS = {
    "content-security-policy": (
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "font-src 'self' data:; img-src 'self' data: blob:; connect-src 'self'; object-src 'none'; "
        "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": ", ".join(
        f"{feature}=()"
        for feature in (
            "accelerometer",
            "camera",
            "display-capture",
            "geolocation",
            "gyroscope",
            "hid",
            "magnetometer",
            "microphone",
            "midi",
            "payment",
            "serial",
            "usb",
        )
    ),
}
"""What goes out with every reply. Streamlit writes styles into the page: hence 'unsafe-inline' for those."""

_HTTPS_ONLY = {"strict-transport-security": "max-age=31536000"}  # a year, in seconds


def headers_for(scope: Scope) -> dict[str, str]:
    """Return the headers of a response. Over TLS, ours or a proxy's, they make the browser use TLS only.

    Not on this machine's own names: a browser keeps that by name, for whatever else runs here. A browser
    believes it only where TLS is true, so `X-Forwarded-Proto` may come from anybody.
    """
    here = is_loopback(host_name(Headers(scope=scope).get("host", "")))
    return HEADERS | (_HTTPS_ONLY if over_tls(scope) and not here else {})


def over_tls(scope: Scope) -> bool:
    """Return whether a request came over TLS, ours or, by its own word, a proxy's."""
    scheme = Headers(scope=scope).get("x-forwarded-proto", "").partition(",")[0].strip().lower()
    return scope.get("scheme") in ("https", "wss") or scheme == "https"


@dataclass(frozen=True)
class Refusal:
    """Why a request is not let through: HTTP status, sentence, and the close code for a websocket."""

    status: int
    sentence: str
    close_code: int = 1008
    retry_after: int | None = None

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it. A websocket is refused before it is open: uvicorn makes a bare 403 of it."""
        if scope["type"] == "http":
            again = {} if self.retry_after is None else {"retry-after": str(self.retry_after)}
            await PlainTextResponse(self.sentence, self.status, {**headers_for(scope), **again})(
                scope, receive, send
            )
        else:
            await send({"type": "websocket.close", "code": self.close_code})
