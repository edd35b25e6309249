"""A refusal: one sentence, the security headers, and nothing of what is behind it."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

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
}
"""What goes out with every reply. Streamlit writes styles into the page: hence 'unsafe-inline' for those."""


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
            await PlainTextResponse(self.sentence, self.status, {**HEADERS, **again})(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": self.close_code})
